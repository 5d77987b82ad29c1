package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;

/**
 * Brings a point near the mode of the target, by Newton steps that are damped and shortened where they do not help. Many rows are
 * first represented by a sample, and its curvature serves for steps by the gradient of all. One run.
 */
final class ModeApproach {
    private static final int STEPS = 300;
    private static final int CHORDS = 6;
    /** A chord is taken while it promises less than this part of the one before. */
    private static final double FALL = 0.5;
    private static final double SHORTEST = 1e-4;
    private static final int DAMPINGS = 20;

    private final NormalPrior prior;
    private final PrecisionMatrix model;
    private final double[] point;
    private final double[] trial;
    private final double[] step;
    private final SecantPairs secants;

    ModeApproach(NormalPrior prior, double[] start) {
        this.prior = prior;
        point = start;
        trial = new double[start.length];
        step = new double[start.length];
        model = new PrecisionMatrix(start.length);
        secants = new SecantPairs(model);
    }

    /** {@return what the chords have shown, with the curvature of the last Newton step beneath} */
    SecantPairs secants() {
        return secants;
    }

    /** {@return the curvature, with that of the prior, by which the last Newton step was made, factorized} */
    PrecisionMatrix curvature() {
        return model;
    }

    /** The start, improved in place. */
    double[] point() {
        return point;
    }

    /** Takes Newton steps for the likelihood to the power of weight, until one promises less than near, in nats. */
    void newton(ExpectedLikelihood likelihood, double weight, double near) {
        double value = evaluate(likelihood, weight, point);
        for (int k = 0; k < STEPS; k++) {
            if (!model(likelihood, weight)) {
                return;
            }
            double gain = direction(likelihood, weight);
            double next = gain < near ? Double.NaN : search(likelihood, weight, value, 1);
            if (Double.isNaN(next)) {
                return;
            }
            value = next;
        }
    }

    /**
     * Does so with the curvature of the last step as long as each step promises much less than the one before, and with that of the end
     * at the end.
     *
     * @param noise columns per row of the sample that the curvature is from which is known already (see {@link #chords}), or NaN
     */
    void cheapNewton(ExpectedLikelihood likelihood, double weight, double noise, double near) {
        double value = evaluate(likelihood, weight, point);
        boolean known = noise >= 0;
        double length = known ? length(noise) : 1;
        boolean current = false;
        double last = Double.POSITIVE_INFINITY;
        for (int k = 0; k < STEPS; k++) {
            double gain = k > 0 || known ? chord(likelihood, weight) : Double.POSITIVE_INFINITY;
            if (!(gain < FALL * last)) {
                if (!model(likelihood, weight)) {
                    return;
                }
                secants.forget();
                gain = chord(likelihood, weight);
                current = true;
                length = 1;
            }
            double next = gain < near ? Double.NaN : search(likelihood, weight, value, length);
            if (Double.isNaN(next)) {
                break;
            }
            current = false;
            length = 1;
            last = gain;
            value = next;
        }
        if (!current) {
            model(likelihood, weight);
        }
        secants.forget();
    }

    private static double length(double noise) {
        return (1 - noise) * (1 - noise) / (1 + noise);
    }

    /**
     * Takes steps by the last curvature, improved by what the steps show, as long as they help. The last one is not looked at where the two
     * before it say that no other one will be needed: the likelihood is then that of the point before.
     *
     * @param noise columns per row of the sample that the curvature is from: the eigenvalues of the latter in units of the curvature of
     *     all rows lie between (1 - sqrt(noise))^2 and (1 + sqrt(noise))^2 (Marchenko and Pastur), for which the first length below is best
     */
    void chords(ExpectedLikelihood likelihood, double noise, double near) {
        double length = length(noise);
        double value = evaluate(likelihood, 1, point);
        double last = 0;
        for (int k = 0; k < CHORDS; k++) {
            double gain = chord(likelihood, 1);
            if (gain >= near && gain / last * gain < near) {
                Kernels.add1(0, point.length, step, length, point);
                return;
            }
            last = gain;
            double next = gain < near ? Double.NaN : search(likelihood, 1, value, length);
            if (Double.isNaN(next)) {
                return;
            }
            value = next;
            length = 1;
        }
    }

    private double chord(ExpectedLikelihood likelihood, double weight) {
        setGradient(likelihood, weight);
        secants.learn(point, trial);
        System.arraycopy(trial, 0, step, 0, step.length);
        secants.solve(step);
        return 0.5 * Sums.dot(step.length, trial, step);
    }

    private double evaluate(ExpectedLikelihood likelihood, double weight, double[] at) {
        likelihood.evaluate(at, Accuracy.POINT, 0);
        double value = weight * likelihood.value;
        for (int j = 0; j < at.length; j++) {
            value += prior.expected(j, at[j], 0);
        }
        return value;
    }

    /** The curvature at the point, with more and more on its diagonal until it is positive definite. */
    private boolean model(ExpectedLikelihood likelihood, double weight) {
        double[][] h = model.entries;
        likelihood.curvature(h);
        double largest = 0;
        for (int j = 0; j < h.length; j++) {
            for (int i = 0; i < h.length; i++) {
                h[i][j] *= weight;
            }
            h[j][j] += prior.precisions[j];
            largest = Math.max(largest, Math.abs(h[j][j]));
        }
        double added = 0;
        double extra = 1e-10 * largest;
        boolean positive = model.factorize();
        for (int k = 0; k < DAMPINGS && !positive; k++) {
            for (int j = 0; j < h.length; j++) {
                h[j][j] += extra - added;
            }
            added = extra;
            extra *= 10;
            positive = model.factorize();
        }
        return positive;
    }

    /** Sets the step; returns what it promises. */
    private double direction(ExpectedLikelihood likelihood, double weight) {
        setGradient(likelihood, weight);
        System.arraycopy(trial, 0, step, 0, step.length);
        model.solve(step);
        return 0.5 * Sums.dot(step.length, trial, step);
    }

    /** Writes the gradient to the trial, which is free then. */
    private void setGradient(ExpectedLikelihood likelihood, double weight) {
        for (int j = 0; j < step.length; j++) {
            trial[j] = weight * likelihood.gradient[j] + prior.pull(j, point[j]);
        }
    }

    /** Moves the point and returns the value there, or NaN if the value does not rise; the likelihood is then that at the point. */
    private double search(ExpectedLikelihood likelihood, double weight, double value, double first) {
        for (double t = first; t > SHORTEST; t *= 0.4) {
            for (int j = 0; j < trial.length; j++) {
                trial[j] = Math.fma(t, step[j], point[j]);
            }
            double next = evaluate(likelihood, weight, trial);
            if (next > value) {
                System.arraycopy(trial, 0, point, 0, point.length);
                return next;
            }
        }
        evaluate(likelihood, weight, point);
        return Double.NaN;
    }
}
