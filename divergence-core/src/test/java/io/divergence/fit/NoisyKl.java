package io.divergence.fit;

import io.divergence.distribution.Normal;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.random.RandomStream;

/** KL(q : p) between normals in (mu, sigma), exact, or with normal noise on value and gradient. */
record NoisyKl(double noise) implements GradientEstimator {

    /** The divergence of N(phi0, phi1^2) from p. */
    static double value(Normal p, double[] phi) {
        double sigma = Math.sqrt(p.variance());
        double d = (phi[0] - p.mean()) / sigma;
        double s = phi[1] / sigma;
        return -Math.log(s) + 0.5 * (s * s + d * d - 1);
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Normal p = (Normal) problem.target();
        RandomStream rng = RandomStream.of(execution.seed());
        return new Objective() {
            @Override
            public int parameterCount() {
                return 2;
            }

            @Override
            public boolean isStochastic() {
                return noise > 0;
            }

            @Override
            public void evaluate(long step, double[] phi, GradientEstimate out) {
                out.clear();
                rng.seek(step, 0);
                double sigma = Math.sqrt(p.variance());
                out.setValue(value(p, phi) + noise * rng.nextGaussian(), noise,
                        noise > 0 ? ErrorKind.STANDARD_ERROR : ErrorKind.ROUNDING, ValueMeaning.DISCREPANCY);
                out.gradient()[0] = (phi[0] - p.mean()) / sigma / sigma + noise * rng.nextGaussian();
                out.gradient()[1] = phi[1] / sigma / sigma - 1 / phi[1] + noise * rng.nextGaussian();
                out.gradientError()[0] = noise;
                out.gradientError()[1] = noise;
            }
        };
    }
}
