package io.divergence.estimators.structured;

import io.divergence.estimators.structured.NewtonState.Moved;
import io.divergence.estimators.structured.TermExpectations.Accuracy;
import io.divergence.fit.Termination;
import io.divergence.math.Checks;
import io.divergence.model.LinearPredictorTarget;

/** One run of {@link NewtonFit}. */
final class NewtonRun {
    private static final double SHORTEST = 1e-7;
    private static final double ROUNDING = 16 * Math.ulp(1.0);
    /** The predictors' standard deviations beyond which there is no optimum. */
    private static final double FAR = 1e7;
    /** Steps by an old H go on while each promises less than this part of the one before. */
    private static final double FALL = 0.1;
    private static final double WORKING_TOLERANCE = 1e-3;
    /** So many times the tolerance is left to a step of the mean, after which the old H is likely to be good enough still. */
    private static final double WORTH = 10;
    /** In nats: the maximisation of the ELBO does the rest. */
    private static final double NEAR = 0.2;
    /** In nats: steps that promise more are whole ones, since what they change is not yet in proportion to what is left. */
    private static final double NEAR_OPTIMUM = 1;
    private static final double SLOWEST = 0.95;
    private static final int NARROWINGS = 60;
    /** After so many steps by the curvature of a sample that of all rows is worth its price. */
    private static final int SAMPLED = 6;

    private final LinearPredictorTarget target;
    private final DesignRows rows;
    private final NormalPrior prior;
    private final double tolerance;
    private final int maxIterations;
    private final int threads;
    private final int d;
    /** Whether a coefficient has no prior but a flat one. */
    private final boolean flat;
    private final NewtonModel model;
    /** Whether the spreads of the last evaluation are only near those of q. */
    private boolean provisional;
    /** Whether q has the covariance of the model. */
    private boolean modelled;
    /** What a step of the mean promised before. */
    private double lastByMean;
    private final Relaxation relaxation;
    private NewtonState q;
    private NewtonState trial;
    private ExpectedLikelihood likelihood;
    private Accuracy accuracy = Accuracy.WORKING;
    private double gain = Double.POSITIVE_INFINITY;
    /** What the next step promises, and what the last one and the one before it did; 0 if there were none. */
    private double promise;
    private double lastPromise;
    private double promiseBefore;
    private int iterations;
    private int evaluations;

    NewtonRun(LinearPredictorTarget target, DesignRows rows, boolean diagonal, double tolerance, int maxIterations, int threads) {
        this.target = target;
        this.rows = rows;
        this.tolerance = tolerance;
        this.maxIterations = maxIterations;
        this.threads = threads;
        prior = new NormalPrior(target);
        d = rows.d;
        flat = hasZero(prior.precisions);
        model = new NewtonModel(rows, prior);
        relaxation = new Relaxation(d);
        q = new NewtonState(d, diagonal);
        trial = new NewtonState(d, diagonal);
    }

    NewtonResult run() {
        try (ExpectedLikelihood own = new ExpectedLikelihood(target, rows, false, threads)) {
            likelihood = own;
            Termination end = start();
            while (end == null) {
                end = iterate();
            }
            return result(end);
        }
    }

    /** Sets q: to the prior, where steps from there are safe and all rows are used, else near the mode, with the curvature there. */
    private Termination start() {
        if (model.sample == null && !flat) {
            evaluations++;
            if (PriorStart.set(q, rows, prior, likelihood, tolerance)) {
                return null;
            }
        }
        ModeApproach approach = new ModeApproach(prior, prior.means.clone());
        if (model.sample != null) {
            DesignRows few = model.sample.sample(NewtonModel.FEWER);
            approachBySample(approach, few, Double.NaN, NewtonModel.FEWER);
            approachBySample(approach, model.sample, (double) d / few.n, 1);
            approach.chords(likelihood, (double) d / model.sample.n, NEAR);
        } else {
            approach.newton(likelihood, 1, NEAR);
        }
        if (!(Math.abs(likelihood.value) <= Double.MAX_VALUE)) {
            throw Checks.illegal("target", target, "must have a finite log density at the prior means, or 0 where the prior is flat; there its"
                    + " terms sum to " + likelihood.value);
        }
        System.arraycopy(approach.point(), 0, q.mean, 0, d);
        model.setH(approach.curvature());
        boolean endless = flat && EndlessRise.isFound(likelihood, prior, q.mean);
        q.approximate(model.h);
        boolean sampled = model.sample != null && !flat && EndlessRise.isConcave(likelihood);
        if (sampled && q.diagonal) {
            model.sampleH(approach);
            likelihood.squaresWanted = true;
        }
        if (sampled && !q.diagonal && evaluateNearly()) {
            return null;
        }
        evaluate(q, Moved.ALL);
        for (int k = 0; k < NARROWINGS && !q.isFinite(); k++) {
            q.widen(0.25);
            evaluate(q, Moved.SPREAD);
        }
        if (!q.isFinite()) {
            return new Termination.Diverged("the ELBO is not finite however narrow q is", 0, null);
        }
        return endless ? noOptimum() : null;
    }

    /** The less rows a sample has, the farther is its mode from that of all rows, and the less near it is worth coming. */
    private void approachBySample(ModeApproach approach, DesignRows sample, double noise, double near) {
        try (ExpectedLikelihood some = new ExpectedLikelihood(target, sample, false, 1)) {
            approach.cheapNewton(some, (double) rows.n / sample.n, noise, near * d);
        }
    }

    /** Evaluates at spreads that are good enough for the first H and cost little; returns whether the result can be used. */
    private boolean evaluateNearly() {
        likelihood.evaluate(q.mean, model.spreadingVariances(q), accuracy, tolerance);
        evaluations++;
        q.setElbo(likelihood, prior);
        provisional = q.isFinite();
        return provisional;
    }

    private Termination noOptimum() {
        return new Termination.Diverged("there is no optimum: the ELBO rises without end, since a prior is flat and the data do not"
                + " determine its coefficients (dependent columns, or separable responses)", iterations, null);
    }

    private void evaluate(NewtonState state, Moved moved) {
        state.evaluate(likelihood, prior, accuracy, tolerance, moved);
        evaluations++;
    }

    private Termination iterate() {
        if (Thread.currentThread().isInterrupted()) {
            return new Termination.Cancelled("the thread was interrupted in iteration " + iterations);
        }
        if (model.isSampled() && iterations >= SAMPLED) {
            leaveSample();
        }
        model.setGradient(q, likelihood);
        if (provisional) {
            return firstStep();
        }
        if (modelled && !model.isSampled()) {
            double byMean = model.meanGain();
            double byShift = byShift(byMean);
            if (byMean + byShift <= enough()) {
                return converged(byMean + byShift);
            }
            boolean quick = byMean < FALL * lastByMean;
            lastByMean = byMean;
            if (byShift <= 0.8 * tolerance && quick && iterations < maxIterations && moveMean()) {
                return null;
            }
        }
        boolean positive = model.update(likelihood);
        promise = positive ? model.meanGain() + model.spreadGain(q, likelihood.terms) : Double.POSITIVE_INFINITY;
        gain = promise / (1 - ratio());
        if (gain <= enough()) {
            return converged(gain);
        }
        Termination limit = limit(positive);
        return limit != null ? limit : move(positive);
    }

    /** What a new covariance promises; where that takes long, it is asked only if a step of the mean may do the rest. */
    private double byShift(double byMean) {
        if (model.sample == null) {
            return model.shiftGain(likelihood.terms);
        }
        return byMean <= WORTH * enough() ? model.sampledShiftGain(q, likelihood.terms) : Double.POSITIVE_INFINITY;
    }

    /**
     * Which part of what a step promises the one after it is likely to promise still: as the last one, or the last two on average, since their
     * lengths differ; 0 if that is unknown.
     */
    private double ratio() {
        if (!(promise < lastPromise)) {
            return 0;
        }
        double ofTwo = promiseBefore > 0 ? Math.sqrt(promise / promiseBefore) : 0;
        return Math.min(SLOWEST, Math.max(promise / lastPromise, ofTwo));
    }

    private void leaveSample() {
        model.leaveSample();
        likelihood.squaresWanted = false;
        modelled = false;
    }

    /** The whole step from where the spreads were not exact, if the ELBO there is not much below what it seemed to be before. */
    private Termination firstStep() {
        provisional = false;
        if (model.update(likelihood) && propose(1, 1, true)) {
            double before = q.elbo;
            accuracy = Accuracy.CHECKED;
            evaluate(trial, Moved.ALL);
            if (trial.isFinite() && trial.elbo >= before - d) {
                accept(1);
                return null;
            }
        }
        evaluate(q, Moved.ALL);
        return null;
    }

    private void accept(double t) {
        NewtonState old = q;
        q = trial;
        trial = old;
        iterations++;
        modelled = t == 1;
        lastByMean = Double.POSITIVE_INFINITY;
    }

    /** What the ELBO may still rise by when it is looked at with a finer rule: the working rule is not exact enough for less. */
    private double enough() {
        return accuracy == Accuracy.WORKING ? Math.max(tolerance, WORKING_TOLERANCE) : tolerance;
    }

    private Termination limit(boolean positive) {
        if (flat && (isFar() || !positive && EndlessRise.isConcave(likelihood))) {
            return noOptimum();
        }
        if (iterations == maxIterations) {
            return new Termination.Exhausted(iterations + " iterations used; the ELBO may still rise by " + gain
                    + (flat ? "; a prior is flat: there may be no optimum" : ""));
        }
        return null;
    }

    private boolean isFar() {
        for (double s : likelihood.terms.sd) {
            if (s > FAR) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasZero(double[] precisions) {
        for (double p : precisions) {
            if (p == 0) {
                return true;
            }
        }
        return false;
    }

    /** Moves the mean alone by the old H: no new covariance, no new spreads. */
    private boolean moveMean() {
        double before = q.elbo;
        double[] old = q.mean.clone();
        Kernels.add1(0, d, model.step, 1, q.mean);
        evaluate(q, Moved.MEAN);
        if (q.elbo > before) {
            iterations++;
            return true;
        }
        System.arraycopy(old, 0, q.mean, 0, d);
        evaluate(q, Moved.MEAN);
        return false;
    }

    private Termination move(boolean positive) {
        double slack = ROUNDING * (Math.abs(likelihood.value) + d) + likelihood.valueError;
        if (accuracy == Accuracy.WORKING && promise / lastPromise * gain <= enough()) {
            // The next q will be the last: it is looked at with the finer rule at once, which may see less than the other one.
            accuracy = Accuracy.CHECKED;
            slack += WORKING_TOLERANCE;
        }
        promiseBefore = lastPromise;
        lastPromise = promise;
        double aitken = relaxation.length(q, model.h);
        double first = promise < NEAR_OPTIMUM ? aitken : 1;
        relaxation.reset();
        for (double t = first; t > SHORTEST; t = t > 1 ? 1 : t * 0.4) {
            if (!propose(t, t / first, positive)) {
                continue;
            }
            evaluate(trial, Moved.ALL);
            if (trial.isFinite() && trial.elbo >= q.elbo - slack - likelihood.valueError) {
                relaxation.taken(t);
                accept(t);
                return null;
            }
        }
        evaluate(q, Moved.ALL);
        if (model.isSampled()) {
            leaveSample();
            return null;
        }
        boolean still = promise <= 1e-9 * Math.abs(q.elbo);
        return still ? new Termination.Converged("no step raises the ELBO beyond rounding; Newton's model promises " + gain + " nats")
                : new Termination.Diverged("no step, however short, raises the ELBO", iterations, null);
    }

    /** Sets the trial, the precision a part t of the way, and the mean a part of its own; returns whether it is a normal distribution. */
    private boolean propose(double t, double ofMean, boolean positive) {
        if (!(t == 1 && positive && model.copyCovariance(trial)) && !trial.mix(q, model.h, t)) {
            return false;
        }
        if (positive) {
            model.meanGain();
        } else if (!q.diagonal) {
            System.arraycopy(model.gradient, 0, model.step, 0, d);
            trial.precision.solve(model.step);
        } else {
            for (int j = 0; j < d; j++) {
                model.step[j] = model.gradient[j] * trial.variances[j];
            }
        }
        for (int j = 0; j < d; j++) {
            trial.mean[j] = Math.fma(ofMean, model.step[j], q.mean[j]);
        }
        return true;
    }

    /** Looks at the ELBO with a finer rule: if it differs by more than the tolerance, the finer rules do the work from now on. */
    private Termination converged(double promised) {
        gain = promised;
        if (accuracy == Accuracy.WORKING) {
            double before = q.elbo;
            accuracy = Accuracy.CHECKED;
            evaluate(q, Moved.NOTHING);
            if (!(promised <= tolerance && Math.abs(q.elbo - before) <= tolerance)) {
                modelled = false;
                return null;
            }
        }
        return new Termination.Converged("Newton's model of the ELBO promises " + promised + " nats more, at most " + tolerance);
    }

    private NewtonResult result(Termination end) {
        if (accuracy == Accuracy.WORKING) {
            accuracy = Accuracy.CHECKED;
            evaluate(q, Moved.NOTHING);
        }
        double error = likelihood.valueError + ROUNDING * (Math.abs(likelihood.value) + Math.abs(q.elbo) + d);
        return new NewtonResult(q, q.elbo, error, gain, iterations, evaluations, end);
    }
}
