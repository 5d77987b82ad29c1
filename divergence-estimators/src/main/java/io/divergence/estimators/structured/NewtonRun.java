package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;
import io.divergence.fit.Termination;
import io.divergence.math.Checks;
import io.divergence.model.LinearPredictorTarget;
import java.util.Arrays;

/** One run of {@link NewtonFit}. */
final class NewtonRun {
    /** Every so many rows are a sample of them, if that leaves so many for each column. */
    private static final int STRIDE = 8;
    private static final int SAMPLE_PER_COLUMN = 10;
    private static final double SHORTEST = 1e-7;
    private static final double ROUNDING = 16 * Math.ulp(1.0);
    /** The predictors' standard deviations beyond which there is no optimum. */
    private static final double FAR = 1e7;
    /** Steps by an old H go on while each promises less than this part of the one before. */
    private static final double FALL = 0.1;
    private static final double MODERATE = 0.3;
    /** In nats: the maximisation of the ELBO does the rest. */
    private static final double NEAR = 0.5;
    private static final int NARROWINGS = 60;

    private final LinearPredictorTarget target;
    private final DesignRows rows;
    private final NormalPrior prior;
    private final double tolerance;
    private final int maxIterations;
    private final int threads;
    private final int d;
    private final double[][] h;
    private final PrecisionMatrix model;
    /** The curvatures of the rows in the model, and whether q has its covariance. */
    private final double[] modelCurvature;
    private boolean modelled;
    /** What a step of the mean promised before. */
    private double lastByMean;
    private final Relaxation relaxation;
    private final double[] gradient;
    private final double[] step;
    /** Every so many rows, or null if there are too few. */
    private DesignRows sample;
    private double[] sampleChange;
    private NewtonState q;
    private NewtonState trial;
    private ExpectedLikelihood likelihood;
    private Accuracy accuracy = Accuracy.WORKING;
    private double gain = Double.POSITIVE_INFINITY;
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
        h = new double[d][d];
        model = new PrecisionMatrix(d);
        modelCurvature = new double[rows.n];
        relaxation = new Relaxation(d);
        gradient = new double[d];
        step = new double[d];
        q = new NewtonState(d, diagonal);
        trial = new NewtonState(d, diagonal);
    }

    NewtonResult run() {
        try (ExpectedLikelihood own = new ExpectedLikelihood(target, rows, 1, false, threads)) {
            likelihood = own;
            Termination end = start();
            while (end == null) {
                end = iterate();
            }
            return result(end);
        }
    }

    /** Sets q: near the mode, with the curvature there. */
    private Termination start() {
        ModeApproach approach = new ModeApproach(prior, prior.means.clone());
        if (rows.n >= STRIDE * SAMPLE_PER_COLUMN * Math.max(d, 16)) {
            sample = rows.every(STRIDE);
            try (ExpectedLikelihood some = new ExpectedLikelihood(target, sample, STRIDE, false, 1)) {
                approach.newton(some, (double) rows.n / sample.n, d);
            }
            approach.chords(likelihood);
        } else {
            approach.newton(likelihood, 1, NEAR);
        }
        if (!(Math.abs(likelihood.value) <= Double.MAX_VALUE)) {
            throw Checks.illegal("target", target, "must have a finite log density at the prior means, or 0 where the prior is flat; there its"
                    + " terms sum to " + likelihood.value);
        }
        System.arraycopy(approach.point(), 0, q.mean, 0, d);
        if (sample == null) {
            curvature();
        } else {
            // The curvature of the sample gives spreads that are good enough for the first H.
            approach.copyModel(h);
        }
        double largest = 0;
        for (int j = 0; j < d; j++) {
            largest = Math.max(largest, Math.abs(h[j][j]));
        }
        boolean complete = q.mix(null, h, 1);
        for (double extra = 1e-12; !complete && extra < 1e3; extra *= 100) {
            for (int j = 0; j < d; j++) {
                h[j][j] += extra * Math.max(largest, Double.MIN_NORMAL);
            }
            complete = q.mix(null, h, 1);
        }
        if (!complete) {
            unit();
        }
        evaluate(q, false);
        for (int k = 0; k < NARROWINGS && !q.isFinite(); k++) {
            q.widen(0.25);
            evaluate(q, false);
        }
        return q.isFinite() ? null : new Termination.Diverged("the ELBO is not finite however narrow q is", 0, null);
    }

    private void unit() {
        for (int j = 0; j < d; j++) {
            Arrays.fill(h[j], 0);
            h[j][j] = 1;
        }
        q.mix(null, h, 1);
    }

    private void evaluate(NewtonState state, boolean keepSpread) {
        state.evaluate(likelihood, prior, accuracy, tolerance, keepSpread);
        evaluations++;
    }

    /** H of the last evaluation. */
    private void curvature() {
        likelihood.curvature(h);
        for (int j = 0; j < d; j++) {
            h[j][j] += prior.precisions[j];
        }
    }

    private Termination iterate() {
        if (Thread.currentThread().isInterrupted()) {
            return new Termination.Cancelled("the thread was interrupted in iteration " + iterations);
        }
        for (int j = 0; j < d; j++) {
            gradient[j] = likelihood.gradient[j] + prior.pull(j, q.mean[j]);
        }
        if (modelled) {
            double byMean = meanGain();
            double byShift = shiftGain();
            if (byShift > 0.5 * tolerance && sample != null) {
                byShift = Math.min(byShift, sampledShiftGain());
            }
            if (byMean + byShift <= tolerance) {
                return converged(byMean + byShift);
            }
            boolean quick = byMean < FALL * lastByMean;
            lastByMean = byMean;
            if (byShift <= 0.5 * tolerance && quick && iterations < maxIterations && moveMean()) {
                return null;
            }
        }
        curvature();
        for (int j = 0; j < d; j++) {
            System.arraycopy(h[j], 0, model.entries[j], 0, d);
        }
        boolean positive = model.factorize();
        gain = positive ? meanGain() + spreadGain() : Double.POSITIVE_INFINITY;
        if (gain <= tolerance) {
            return converged(gain);
        }
        Termination limit = limit(positive);
        return limit != null ? limit : move(positive);
    }

    private Termination limit(boolean positive) {
        double widest = 0;
        for (double s : likelihood.terms.sd) {
            widest = Math.max(widest, s);
        }
        boolean flat = Arrays.stream(prior.precisions).anyMatch(p -> p == 0);
        if (flat && (widest > FAR || !positive && isConcave())) {
            return new Termination.Diverged("there is no optimum: the ELBO rises without end, since a prior is flat and the data do not"
                    + " determine its coefficients (dependent columns, or separable responses)", iterations, null);
        }
        if (iterations == maxIterations) {
            return new Termination.Exhausted(iterations + " iterations used; the ELBO may still rise by " + gain
                    + (flat ? "; a prior is flat: there may be no optimum" : ""));
        }
        return null;
    }

    private boolean isConcave() {
        return Arrays.stream(likelihood.terms.curvature).allMatch(c -> c <= 0);
    }

    /** What a step of the mean promises; sets the step. */
    private double meanGain() {
        System.arraycopy(gradient, 0, step, 0, d);
        model.solve(step);
        return 0.5 * Sums.dot(d, gradient, step);
    }

    /** What the covariance of H promises: the divergence from it, for this H. */
    private double spreadGain() {
        double sum = -d;
        if (q.diagonal) {
            for (int j = 0; j < d; j++) {
                double ratio = h[j][j] * q.variances[j];
                sum += ratio - Math.log(ratio);
            }
            return 0.5 * sum;
        }
        RowTerms terms = likelihood.terms;
        for (int i = 0; i < rows.n; i++) {
            sum -= terms.curvature[i] * terms.sd[i] * terms.sd[i];
        }
        for (int j = 0; j < d; j++) {
            sum += prior.precisions[j] * q.variances[j];
        }
        return 0.5 * (sum - model.logDeterminant() - q.logDeterminant());
    }

    /**
     * A bound, to second order, of what a new H promises for the covariance: |L^-1 dH L^-T|^2/4 in the Frobenius norm, at most the spectral
     * norm times the trace norm over 4. The former is at most the largest relative change of a row's weight; rows of which that is
     * large, since they had hardly any weight, are counted by their share of the trace.
     */
    private double shiftGain() {
        RowTerms terms = likelihood.terms;
        double largest = 0;
        double rest = 0;
        double sum = 0;
        for (int i = 0; i < rows.n; i++) {
            double change = Math.abs(terms.curvature[i] - modelCurvature[i]);
            double share = change * terms.sd[i] * terms.sd[i];
            boolean moderate = change <= MODERATE * Math.abs(modelCurvature[i]);
            largest = moderate && change > 0 ? Math.max(largest, change / Math.abs(modelCurvature[i])) : largest;
            rest += moderate ? 0 : share;
            sum += share;
        }
        return 0.25 * (largest + rest) * sum;
    }

    /**
     * The same norm for the change of H as the sample has it: on average it is larger than that of the change itself, by the sampling
     * noise.
     */
    private double sampledShiftGain() {
        RowTerms terms = likelihood.terms;
        if (sampleChange == null) {
            sampleChange = new double[sample.n];
        }
        double weight = (double) rows.n / sample.n;
        for (int i = 0; i < sample.n; i++) {
            sampleChange[i] = weight * (terms.curvature[i * STRIDE] - modelCurvature[i * STRIDE]);
        }
        for (double[] row : h) {
            Arrays.fill(row, 0);
        }
        sample.addGram(0, sample.n, sampleChange, h);
        double sum = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                h[i][j] = h[j][i];
            }
        }
        for (int i = 0; i < d && q.diagonal; i++) {
            sum += h[i][i] * q.variances[i] * h[i][i] * q.variances[i];
        }
        if (!q.diagonal) {
            for (double[] row : h) {
                model.solve(row);
            }
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    sum += h[i][j] * h[j][i];
                }
            }
        }
        return 0.25 * sum;
    }

    /** Moves the mean alone by the old H: no new covariance, no new spreads. */
    private boolean moveMean() {
        double before = q.elbo;
        double[] old = q.mean.clone();
        Kernels.add1(0, d, step, 1, q.mean);
        evaluate(q, true);
        if (q.elbo > before) {
            iterations++;
            return true;
        }
        System.arraycopy(old, 0, q.mean, 0, d);
        evaluate(q, true);
        return false;
    }

    private Termination move(boolean positive) {
        System.arraycopy(likelihood.terms.curvature, 0, modelCurvature, 0, rows.n);
        double slack = ROUNDING * (Math.abs(likelihood.value) + d);
        double first = relaxation.length(q, h);
        relaxation.reset();
        for (double t = first; t > SHORTEST; t = t > 1 ? 1 : t * 0.4) {
            if (!propose(t, positive)) {
                continue;
            }
            evaluate(trial, false);
            if (trial.isFinite() && trial.elbo >= q.elbo - slack) {
                NewtonState old = q;
                q = trial;
                trial = old;
                iterations++;
                relaxation.taken(t);
                modelled = t == 1;
                lastByMean = Double.POSITIVE_INFINITY;
                return null;
            }
        }
        evaluate(q, false);
        boolean still = gain <= 1e-9 * Math.abs(q.elbo);
        return still ? new Termination.Converged("no step raises the ELBO beyond rounding; Newton's model promises " + gain + " nats")
                : new Termination.Diverged("no step, however short, raises the ELBO", iterations, null);
    }

    /** Sets the trial a part t of the way; returns whether it is a normal distribution. */
    private boolean propose(double t, boolean positive) {
        if (!trial.mix(q, h, t)) {
            return false;
        }
        if (!q.diagonal) {
            System.arraycopy(gradient, 0, step, 0, d);
            trial.precision.solve(step);
        } else if (positive) {
            meanGain();
        } else {
            for (int j = 0; j < d; j++) {
                step[j] = gradient[j] * trial.variances[j];
            }
        }
        for (int j = 0; j < d; j++) {
            trial.mean[j] = Math.fma(t, step[j], q.mean[j]);
        }
        return true;
    }

    /** Looks at the ELBO with a finer rule: if it differs by more than the tolerance, the finer rules do the work from now on. */
    private Termination converged(double promised) {
        gain = promised;
        if (accuracy == Accuracy.WORKING) {
            double before = q.elbo;
            accuracy = Accuracy.CHECKED;
            evaluate(q, true);
            if (!(Math.abs(q.elbo - before) <= tolerance)) {
                modelled = false;
                return null;
            }
        }
        return new Termination.Converged("Newton's model of the ELBO promises " + promised + " nats more, at most " + tolerance);
    }

    private NewtonResult result(Termination end) {
        if (accuracy == Accuracy.WORKING) {
            accuracy = Accuracy.CHECKED;
            evaluate(q, false);
        }
        double error = likelihood.valueError + ROUNDING * (Math.abs(likelihood.value) + Math.abs(q.elbo) + d);
        return new NewtonResult(q, q.elbo, error, gain, iterations, evaluations, end);
    }
}
