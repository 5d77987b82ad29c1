package io.divergence.estimators.montecarlo;

import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;

/** Two rounds of two estimates, each round weighed by the errors of the other. */
final class MixedObjective implements Objective {
    /** a and b of the first round, a and b of the second. */
    private final Objective[] objectives;
    private final GradientEstimate[] estimates;

    MixedObjective(Objective[] objectives, int parameters) {
        this.objectives = objectives;
        estimates = new GradientEstimate[objectives.length];
        for (int i = 0; i < estimates.length; i++) {
            estimates[i] = new GradientEstimate(parameters);
        }
    }

    @Override
    public int parameterCount() {
        return objectives[0].parameterCount();
    }

    @Override
    public boolean isStochastic() {
        return objectives[0].isStochastic() || objectives[1].isStochastic();
    }

    @Override
    public void evaluate(long step, double[] phi, GradientEstimate out) {
        out.clear();
        long evaluations = 0;
        GradientEstimate failed = null;
        for (int i = 0; i < objectives.length; i++) {
            objectives[i].evaluate(step, phi, estimates[i]);
            evaluations += estimates[i].evaluations();
            failed = failed == null && !estimates[i].isUsable() ? estimates[i] : failed;
        }
        out.setEvaluations(evaluations);
        if (failed != null) {
            fail(failed, out);
            return;
        }
        quality(out);
        for (int j = 0; j < out.gradient().length; j++) {
            mixEntry(j, out);
        }
        mixValue(out);
    }

    private void quality(GradientEstimate out) {
        double size = Double.NaN;
        double largest = Double.NaN;
        boolean within = true;
        for (GradientEstimate e : estimates) {
            // NaN is an estimate without samples.
            size = Double.isNaN(size) ? e.effectiveSampleSize() : Double.isNaN(e.effectiveSampleSize()) ? size : size + e.effectiveSampleSize();
            largest = Double.isNaN(largest) ? e.largestWeight() : Double.isNaN(e.largestWeight()) ? largest : Math.max(largest, e.largestWeight());
            within &= e.withinTolerance();
        }
        out.setWeights(size, largest);
        out.setWithinTolerance(within);
    }

    private void mixEntry(int j, GradientEstimate out) {
        double a = estimates[0].gradientError()[j];
        double b = estimates[1].gradientError()[j];
        double c = estimates[2].gradientError()[j];
        double d = estimates[3].gradientError()[j];
        double first = weight(c, d);
        double second = weight(a, b);
        out.gradient()[j] = 0.5 * mix(first, estimates[0].gradient()[j], estimates[1].gradient()[j])
                + 0.5 * mix(second, estimates[2].gradient()[j], estimates[3].gradient()[j]);
        out.gradientError()[j] = 0.5 * Math.hypot(error(first, a, b), error(second, c, d));
    }

    private void mixValue(GradientEstimate out) {
        GradientEstimate a = estimates[0];
        GradientEstimate b = estimates[1];
        GradientEstimate c = estimates[2];
        GradientEstimate d = estimates[3];
        boolean comparable = a.meaning() == b.meaning();
        double first = comparable ? weight(c.valueError(), d.valueError()) : 1;
        double second = comparable ? weight(a.valueError(), b.valueError()) : 1;
        boolean ofOne = first == 1 || a.errorKind() == ErrorKind.STANDARD_ERROR;
        out.setValue(0.5 * mix(first, a.value(), b.value()) + 0.5 * mix(second, c.value(), d.value()),
                0.5 * Math.hypot(error(first, a.valueError(), b.valueError()), error(second, c.valueError(), d.valueError())),
                first == 0 || !ofOne ? b.errorKind() : a.errorKind(), a.meaning());
    }

    private static void fail(GradientEstimate failed, GradientEstimate out) {
        if (failed.finiteness() == Finiteness.INVALID) {
            out.setNonFinite(failed.nonFinite(), failed.nonFinitePoint());
        } else {
            out.setUnusable(failed.finiteness() == Finiteness.FINITE ? Finiteness.OVERFLOW : failed.finiteness());
        }
    }

    /** The weight of a by two errors; half if they say nothing. */
    private static double weight(double errorA, double errorB) {
        boolean knownA = errorA <= Double.MAX_VALUE;
        boolean knownB = errorB <= Double.MAX_VALUE;
        if (!knownA || !knownB || (errorA == 0 && errorB == 0)) {
            return knownA == knownB ? 0.5 : knownA ? 1 : 0;
        }
        double largest = Math.max(errorA, errorB);
        double va = (errorA / largest) * (errorA / largest);
        double vb = (errorB / largest) * (errorB / largest);
        return vb / (va + vb);
    }

    private static double mix(double w, double a, double b) {
        return w == 1 ? a : w == 0 ? b : w * a + (1 - w) * b;
    }

    /** Without overflow of an infinite error that has no weight. */
    private static double error(double w, double a, double b) {
        return w == 1 ? a : w == 0 ? b : Math.sqrt(w * a * w * a + (1 - w) * b * (1 - w) * b);
    }

    @Override
    public void close() {
        for (Objective objective : objectives) {
            objective.close();
        }
    }
}
