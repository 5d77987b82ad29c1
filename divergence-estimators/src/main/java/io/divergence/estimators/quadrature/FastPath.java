package io.divergence.estimators.quadrature;

import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Problem;

/** A faster way to value and gradient than {@link RatioQuadrature}, for some problems and where it is as good. One caller. */
interface FastPath {

    /** Evaluates; returns false, with nothing of use written, where the general path has to. */
    boolean evaluate(double[] phi, GradientEstimate out);

    /** Returns the one for a problem, or null. */
    static FastPath of(Problem problem, double tolerance) {
        FastPath sums = GaussianQuadrature.of(problem, tolerance);
        return sums != null ? sums : NormalVariation.of(problem, tolerance);
    }
}
