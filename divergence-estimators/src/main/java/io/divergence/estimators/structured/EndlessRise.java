package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;

/**
 * Whether a log density rises without end, as it does for separable responses and flat priors: a concave one that is higher far out on
 * the ray through the mode than where the mode was looked for. Otherwise predictors a million times as large would be very unlikely.
 */
final class EndlessRise {
    private static final double FAR_OUT = 1e6;
    private static final double LEAST_PREDICTOR = 1e-3;

    private EndlessRise() {
    }

    /** Looks far out; the likelihood, last evaluated at the mode as a point, is then that of another point. */
    static boolean isFound(ExpectedLikelihood likelihood, NormalPrior prior, double[] mode) {
        double widest = 0;
        for (double eta : likelihood.terms.mean) {
            widest = Math.max(widest, Math.abs(eta));
        }
        if (widest < LEAST_PREDICTOR || !isConcave(likelihood)) {
            return false;
        }
        double near = likelihood.value;
        double[] far = new double[mode.length];
        double priorChange = 0;
        for (int j = 0; j < mode.length; j++) {
            far[j] = FAR_OUT * mode[j];
            priorChange += prior.expected(j, far[j], 0) - prior.expected(j, mode[j], 0);
        }
        likelihood.evaluate(far, Accuracy.POINT, 0);
        return likelihood.value + priorChange > near;
    }

    /** {@return whether no term of the last evaluation is convex} */
    static boolean isConcave(ExpectedLikelihood likelihood) {
        for (double c : likelihood.terms.curvature) {
            if (!(c <= 0)) {
                return false;
            }
        }
        return true;
    }
}
