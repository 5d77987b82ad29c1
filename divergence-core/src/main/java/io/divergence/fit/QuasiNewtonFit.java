package io.divergence.fit;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.optimize.Lbfgs;
import io.divergence.target.Target;

/**
 * Minimises a deterministic objective (a closed form, a quadrature, a fixed sample) by L-BFGS with a line search. Points outside of
 * the domain of the family, and where the discrepancy is not finite, are stepped back from. Immutable.
 *
 * <pre>{@code
 * QuasiNewtonFit.of(target, family, Divergences.reverseKl())
 *     .with(FixedSample.of(ReparameterizationEstimator.withDefaults().withSamples(256).with(Points.MATCHED)))
 *     .run(phi0);
 * }</pre>
 */
public final class QuasiNewtonFit {
    private final Problem problem;
    private final GradientEstimator estimator;
    private final Lbfgs method;
    private final long seed;

    private QuasiNewtonFit(Problem problem, GradientEstimator estimator, Lbfgs method, long seed) {
        this.problem = problem;
        this.estimator = estimator;
        this.method = method;
        this.seed = seed;
    }

    /** Returns the fit of a family to a target by a discrepancy, with seed 1; the estimator has to be given. */
    public static QuasiNewtonFit of(Target target, VariationalFamily family, Discrepancy discrepancy) {
        return new QuasiNewtonFit(new Problem(target, family, discrepancy), null, Lbfgs.withDefaults(), 1);
    }

    /** Returns this fit with an estimator of value and gradient that is the same at every step. */
    public QuasiNewtonFit with(GradientEstimator choice) {
        return new QuasiNewtonFit(problem, Checks.notNull("choice", choice), method, seed);
    }

    /** Returns this fit with other settings of the method. */
    public QuasiNewtonFit with(Lbfgs choice) {
        return new QuasiNewtonFit(problem, estimator, Checks.notNull("choice", choice), seed);
    }

    /** Returns this fit with a seed of the fixed sample. */
    public QuasiNewtonFit withSeed(long choice) {
        return new QuasiNewtonFit(problem, estimator, method, choice);
    }

    /**
     * Where it arrived.
     *
     * @param problem what was minimised
     * @param phi the parameters
     * @param estimate value and gradient there; for a fixed sample their errors are those of sampling
     * @param iterations steps taken
     * @param evaluations of the objective
     * @param reason why it stopped
     */
    public record Result(Problem problem, double[] phi, GradientEstimate estimate, int iterations, long evaluations, Lbfgs.Reason reason) {

        /** Copies phi. */
        public Result {
            phi = phi.clone();
        }

        @Override
        public double[] phi() {
            return phi.clone();
        }

        /** {@return q_phi} */
        public Distribution distribution() {
            return problem.family().at(phi);
        }
    }

    /**
     * Runs from phi, which is not written to.
     *
     * @throws IllegalArgumentException if phi is not valid, no estimator was given, or it is not deterministic
     */
    public Result run(double[] phi) {
        if (estimator == null) {
            throw Checks.illegal("estimator", null, "must be given: with(...)");
        }
        problem.family().layout().check(phi);
        try (Objective objective = estimator.bind(problem, Execution.serial(seed))) {
            if (objective.isStochastic()) {
                throw Checks.illegal("estimator", estimator, "must be the same at every step: FixedSample.of(estimator)");
            }
            GradientEstimate out = new GradientEstimate(phi.length);
            VariationalFamily family = problem.family();
            Lbfgs.Result result = method.minimize((x, g) -> {
                if (!family.isValid(x)) {
                    return Double.POSITIVE_INFINITY;
                }
                objective.evaluate(0, x, out);
                System.arraycopy(out.gradient(), 0, g, 0, g.length);
                return out.isUsable() ? out.value() : Double.POSITIVE_INFINITY;
            }, phi, () -> Thread.currentThread().isInterrupted());
            GradientEstimate last = new GradientEstimate(phi.length);
            objective.evaluate(0, result.x(), last);
            return new Result(problem, result.x(), last, result.iterations(), result.evaluations() + 1, result.reason());
        }
    }

    @Override
    public String toString() {
        return "QuasiNewtonFit(" + problem + ", " + estimator + ", " + method + ")";
    }
}
