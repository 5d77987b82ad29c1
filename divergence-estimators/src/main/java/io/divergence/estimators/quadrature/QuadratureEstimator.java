package io.divergence.estimators.quadrature;

import io.divergence.distribution.Distribution;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;

/**
 * Value and gradient in one dimension by adaptive quadrature in log space, with an error, for every divergence and
 * every family: D = INT q f(p/q) dz and grad D = INT q h(p/q) score dz, on panels placed by the scales of p and q.
 *
 * <p>Infinite values are detected from the tails before anything is integrated. The error is a bound
 * ({@link io.divergence.estimate.ErrorKind#BOUND}: the differences between two rules, the cut tails and the rounding of
 * the log densities) where the tails of p are known, and an estimate for a user's function. A target known up to a
 * constant is normalised by quadrature as well, except for reverse KL, whose value is then -ELBO.
 *
 * <p>Immutable.
 */
public final class QuadratureEstimator implements GradientEstimator {
    private static final double DEFAULT_TOLERANCE = 1e-10;
    private static final long DEFAULT_EVALUATIONS = 2_000_000;

    private final double tolerance;
    private final long maxEvaluations;

    private QuadratureEstimator(double tolerance, long maxEvaluations) {
        this.tolerance = tolerance;
        this.maxEvaluations = maxEvaluations;
    }

    /** Returns the estimator with a relative tolerance of 1e-10 and at most two million evaluations. */
    public static QuadratureEstimator withDefaults() {
        return new QuadratureEstimator(DEFAULT_TOLERANCE, DEFAULT_EVALUATIONS);
    }

    /**
     * Returns this estimator with another tolerance.
     *
     * @param tolerance the error of the value relative to the value (with a floor of 1e-14), and of each entry of
     *     the gradient relative to max(|entry|, 1 + |value|)
     * @throws IllegalArgumentException unless between 1e-15 and 0.1
     */
    public QuadratureEstimator withTolerance(double tolerance) {
        return new QuadratureEstimator(Checks.inRange("tolerance", tolerance, 1e-15, 0.1), maxEvaluations);
    }

    /** Returns this estimator with another limit of evaluations; when it is used up, the error says how good it is. */
    public QuadratureEstimator withMaxEvaluations(long maxEvaluations) {
        return new QuadratureEstimator(tolerance, Checks.atLeast("maxEvaluations", maxEvaluations, 1000L));
    }

    /** {@return the relative tolerance} */
    public double tolerance() {
        return tolerance;
    }

    /** {@return the limit of evaluations} */
    public long maxEvaluations() {
        return maxEvaluations;
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        return new QuadratureObjective(problem, requireDensity(problem), tolerance, maxEvaluations);
    }

    /** Checks that a problem can be integrated in one dimension. */
    static LogDensity requireDensity(Problem problem) {
        if (problem.target().dimension() != 1) {
            throw Checks.illegal("target.dimension", problem.target().dimension(),
                    "must be 1 for quadrature; use a Monte Carlo estimator in more dimensions");
        }
        if (problem.family().support().kind() == Support.Kind.POINTS) {
            throw Checks.illegal("family", problem.family(), "must have densities for quadrature; use EnumerationEstimator for mass functions");
        }
        if (NormalVerdict.isOfNormals(problem.target())) {
            return (LogDensity) problem.target();
        }
        if (!(problem.target() instanceof LogDensity density)
                || problem.target().support().kind() == Support.Kind.POINTS) {
            throw Checks.illegal("target", problem.target(),
                    "must have a log density for quadrature; use DataEstimator for data");
        }
        return density instanceof Distribution ? density : density.boundCopy();
    }

    @Override
    public String toString() {
        return "QuadratureEstimator(tolerance=" + tolerance + ", maxEvaluations=" + maxEvaluations + ")";
    }
}
