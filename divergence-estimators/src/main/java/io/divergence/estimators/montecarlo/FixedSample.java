package io.divergence.estimators.montecarlo;

import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;
import io.divergence.target.StepDependent;
import java.util.Optional;

/**
 * An estimator with the same noise at every step (sample average approximation): a deterministic objective for line searches, whose
 * minimum is off by the sampling error. The errors of value and gradient are still those of sampling: they say how far off. Immutable.
 *
 * <p>Reference: R. Giordano, M. Ingram, T. Broderick, Black box variational inference with a deterministic objective, 2024.
 *
 * @param estimator whose noise is fixed
 * @param step which of its noises
 */
public record FixedSample(GradientEstimator estimator, long step) implements GradientEstimator {

    /** Checks the arguments. */
    public FixedSample {
        Checks.notNull("estimator", estimator);
        Checks.atLeast("step", step, 0L);
    }

    /** Returns the estimator with the noise of step 0 at every step. */
    public static FixedSample of(GradientEstimator estimator) {
        return new FixedSample(estimator, 0);
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        if (problem != null && problem.target() instanceof LogDensity density && StepDependent.differsByStep(density.boundCopy())) {
            throw Checks.illegal("target", density, "must be the same at every step: a fixed sample would see one batch of it only;"
                    + " use all rows at every step, batch = rows");
        }
        Objective inner = estimator.bind(problem, execution);
        return new Objective() {
            @Override
            public int parameterCount() {
                return inner.parameterCount();
            }

            @Override
            public void evaluate(long ignored, double[] phi, GradientEstimate out) {
                inner.evaluate(step, phi, out);
            }

            @Override
            public Optional<SampleView> samples() {
                return inner.samples();
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }
}
