package io.divergence.estimators.montecarlo;

import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;

/** Two estimates, weighed by the errors of two pilots. */
final class MixedObjective implements Objective {
    /** a, b, and their pilots. */
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
        GradientEstimate a = estimates[0];
        GradientEstimate b = estimates[1];
        out.setWeights(sum(a.effectiveSampleSize(), b.effectiveSampleSize()), largest(a.largestWeight(), b.largestWeight()));
        out.setWithinTolerance(a.withinTolerance() && b.withinTolerance());
        for (int j = 0; j < out.gradient().length; j++) {
            double w = weight(estimates[2].gradientError()[j], estimates[3].gradientError()[j]);
            out.gradient()[j] = mix(w, a.gradient()[j], b.gradient()[j]);
            out.gradientError()[j] = error(w, a.gradientError()[j], b.gradientError()[j]);
        }
        double w = a.meaning() == b.meaning() ? weight(estimates[2].valueError(), estimates[3].valueError()) : 1;
        ErrorKind kind = w == 1 ? a.errorKind() : w == 0 || a.errorKind() != ErrorKind.STANDARD_ERROR ? b.errorKind() : a.errorKind();
        out.setValue(mix(w, a.value(), b.value()), error(w, a.valueError(), b.valueError()), kind, a.meaning());
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

    /** NaN is an estimate without samples. */
    private static double sum(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : a + b;
    }

    private static double largest(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }

    @Override
    public void close() {
        for (Objective objective : objectives) {
            objective.close();
        }
    }
}
