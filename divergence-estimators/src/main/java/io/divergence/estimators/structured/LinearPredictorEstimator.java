package io.divergence.estimators.structured;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.FullRankFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.math.Checks;
import io.divergence.model.LinearPredictorTarget;

/**
 * Reverse KL from a normal q, mean-field or of full rank, to a {@link LinearPredictorTarget}, without samples:
 *
 * <pre>ELBO = constant + SUM_n E g_n(eta_n) - SUM_j precision_j ((mu_j - mean_j)^2 + Sigma_jj)/2 + log det(2 pi e Sigma)/2</pre>
 *
 * with eta_n ~ N(x_n . mu, x_n^T Sigma x_n), an expectation in one dimension: in closed form where the target knows it, else by
 * Gauss-Hermite rules of which two are compared, and where a predictor is wide by a trapezoidal rule that is refined until it stands
 * still. The value is -ELBO, or KL where log Z is known. Its error and those of the gradient are differences of two rules and rounding,
 * of kind ESTIMATE: much larger than the truth for terms as smooth as those of logistic or probit regression.
 *
 * <p>Rows are done in parts of a fixed size, so that the bits do not depend on the number of threads. Immutable and thread-safe.
 */
public final class LinearPredictorEstimator implements GradientEstimator {
    private static final LinearPredictorEstimator DEFAULTS = new LinearPredictorEstimator(1e-6);

    private final double tolerance;

    private LinearPredictorEstimator(double tolerance) {
        this.tolerance = tolerance;
    }

    /** Returns the estimator with a tolerance of 1e-6 nats. */
    public static LinearPredictorEstimator withDefaults() {
        return DEFAULTS;
    }

    /** Returns this estimator with a tolerance of the value's error, in nats, positive; where it is not met, the estimate says so. */
    public LinearPredictorEstimator withTolerance(double nats) {
        return new LinearPredictorEstimator(Checks.positive("nats", nats));
    }

    /** {@return whether a problem can be bound} */
    public boolean supports(Problem problem) {
        return problem.target() instanceof LinearPredictorTarget && problem.discrepancy().equals(Divergences.reverseKl())
                && (problem.family() instanceof MeanFieldFamily m && m.hasGaussianNoise()
                        || problem.family() instanceof FullRankFamily f && f.hasGaussianNoise());
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        if (!(problem.target() instanceof LinearPredictorTarget target)) {
            throw Checks.illegal("target", problem.target(),
                    "must be a LinearPredictorTarget, such as a GeneralizedLinearModel; use PathEstimator for other targets");
        }
        if (!problem.discrepancy().equals(Divergences.reverseKl())) {
            throw Checks.illegal("discrepancy", problem.discrepancy().name(), "must be reverse KL; use ScoreEstimator for others");
        }
        if (!supports(problem)) {
            throw Checks.illegal("family", problem.family(),
                    "must be MeanFieldFamily.gaussian or FullRankFamily.gaussian; use PathEstimator for others");
        }
        checkShape(target);
        return problem.family() instanceof MeanFieldFamily m ? new MeanFieldElbo(target, m, execution.threads(), tolerance)
                : new FullRankElbo(target, (FullRankFamily) problem.family(), execution.threads(), tolerance);
    }

    /** Checks what the interface cannot. */
    static void checkShape(LinearPredictorTarget target) {
        if (Checks.notNull("target.design", target.design()).columns() != target.dimension()) {
            throw Checks.illegal("target.design.columns", target.design().columns(), "must equal target.dimension = " + target.dimension());
        }
        Checks.finite("target.constant", target.constant());
        for (int j = 0; j < target.dimension(); j++) {
            double precision = target.priorPrecision(j);
            // Names are made only where they are needed.
            if (!(precision >= 0 && precision <= Double.MAX_VALUE)) {
                Checks.nonNegative("target.priorPrecision(" + j + ")", precision);
            }
            if (precision > 0 && !(Math.abs(target.priorMean(j)) <= Double.MAX_VALUE)) {
                Checks.finite("target.priorMean(" + j + ")", target.priorMean(j));
            }
        }
    }

    @Override
    public String toString() {
        return "LinearPredictorEstimator(" + tolerance + " nats)";
    }
}
