package io.divergence.estimators.montecarlo;

import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.math.Checks;

/**
 * Two unbiased estimators of the same gradient, mixed coordinate by coordinate: g = w g_a + (1 - w) g_b, w = v_b/(v_a + v_b), which has the
 * variance v_a v_b/(v_a + v_b). The variances v are the squared errors of a pilot: both estimators at the same step with noise of its
 * own, so that the weights are independent of what they weigh and g stays unbiased. The pilot in turn is weighed by the variances of
 * the first round, and the result is the mean of both rounds: nothing is thrown away. A step costs twice the evaluations of both
 * estimators. The value is mixed in the same way; it is that of the first estimator if the two mean different things by it. Immutable.
 *
 * <p>Errors are those of independent rounds: the covariance of the rounds is the square of that of weight and estimate, which is zero for
 * symmetric noise and small beside the variance otherwise. Measured variances need finite fourth moments: with importance weights of a
 * heavier tail the mixture stays unbiased, and may be noisier than the better of the two. An exact estimator takes all the weight but for
 * its rounding. A target that is subsampled shows the same batch to all, and what it adds stays.
 *
 * @param first a, which has a standard error: at least two samples
 * @param second b, of the same kind
 */
public record MixedEstimator(GradientEstimator first, GradientEstimator second) implements GradientEstimator {

    /** Checks the arguments. */
    public MixedEstimator {
        Checks.notNull("first", first);
        Checks.notNull("second", second);
    }

    /** Returns the mixture of two estimators. */
    public static MixedEstimator of(GradientEstimator first, GradientEstimator second) {
        return new MixedEstimator(first, second);
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        Objective[] four = new Objective[4];
        for (int i = 0; i < four.length; i++) {
            try {
                four[i] = (i % 2 == 0 ? first : second).bind(problem, new Execution(seed(execution.seed(), i), execution.threads()));
            } catch (RuntimeException e) {
                for (int j = 0; j < i; j++) {
                    four[j].close();
                }
                throw e;
            }
        }
        return new MixedObjective(four, problem.family().parameterCount());
    }

    /** The first estimator keeps the seed: the finaliser of SplitMix64 makes the others. */
    private static long seed(long seed, int i) {
        if (i == 0) {
            return seed;
        }
        long x = seed + i * 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
