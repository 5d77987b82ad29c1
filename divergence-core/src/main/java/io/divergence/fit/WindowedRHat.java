package io.divergence.fit;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * Stops a noisy fit when its iterates have become stationary and their mean is known well enough.
 *
 * <p>The last iterates are kept as up to twenty batches of equal length, each by its mean and its sum of squared
 * deviations. With m_k and v_k the means and variances of the four quarters of this window, h iterates each,
 *
 * <pre>
 * R-hat^2 = (h - 1)/h + B/W,   B = var(m_1 ... m_4),   W = min(v_1 + v_2, v_3 + v_4)/2,
 * </pre>
 *
 * <p>for every parameter. The smaller variance stands where usually the mean of all does: an outlying start inflates the
 * variance of its own quarter, and would hide itself behind it. While the largest R-hat is not below the threshold, the first
 * half of a full window is forgotten. Once it is below, the iterates have forgotten their start, and the standard error of
 * their mean over the window is estimated by means of batches: c batches, pairs of them, and the quarters, of which the largest
 * counts, since short batches are correlated and long ones few. If that is within the tolerance for every parameter, the fit
 * ends as Converged. Either way, whenever twenty batches are full they are joined in pairs, so that the window grows with the
 * run: to all of it since the iterates have been stationary, to about its last two thirds before. So slow mixing is waited
 * for, and memory is 42 P + 4 numbers whatever the length of the run.
 *
 * <p>It judges the mean of the iterates, not the last one: use it with an averaging optimizer, as
 * {@link io.divergence.optimize.TailAveraging}, at a rate that does not fall to zero. A first window that is short against the
 * correlation of the iterates can look stationary by chance. For one autoregressive parameter with a correlation time of 200
 * steps, one run in ten ended too early with a window of 200 steps, and one in thirty with 1000; with more parameters it is
 * rarer, since all have to agree. Immutable.
 *
 * <p>References: A. Dhaka, A. Catalina, M. Andersen, M. Magnusson, J. Huggins, A. Vehtari, NeurIPS 2020; A. Gelman et al.,
 * Bayesian Data Analysis, 3rd ed., section 11.4 (split R-hat).
 *
 * @param window how many iterates the first window holds, a multiple of 20, at least 40
 * @param threshold R-hat below which iterates are called stationary, above 1
 * @param tolerance the largest standard error of the mean of a parameter, in the units of phi
 */
public record WindowedRHat(int window, double threshold, double tolerance) implements StoppingRule {
    private static final int BATCHES = 20;
    private static final int QUARTERS = 4;
    /** From how many on a window is judged that has been found stationary; others have to be full. */
    private static final int FEWEST = 12;

    /** Checks the arguments. */
    public WindowedRHat {
        Checks.atLeast("window", window, 2 * BATCHES);
        if (window % BATCHES != 0) {
            throw Checks.illegal("window", window, "must be a multiple of " + BATCHES);
        }
        Checks.positive("tolerance", tolerance);
        if (!(threshold > 1 && threshold <= Double.MAX_VALUE)) {
            throw Checks.illegal("threshold", threshold, "must be above 1 and finite");
        }
    }

    /** Returns the rule with threshold 1.1. */
    public static WindowedRHat of(int window, double tolerance) {
        return new WindowedRHat(window, 1.1, tolerance);
    }

    /** Returns this rule with another threshold of R-hat. */
    public WindowedRHat withThreshold(double threshold) {
        return new WindowedRHat(window, threshold, tolerance);
    }

    /**
     * Means of the batches and of the growing one, their sums of squares, and the length of a batch, the number of
     * batches, how much of the next there is, and from how many batches on to judge.
     */
    @Override
    public int stateSize(int n) {
        return 2 * (BATCHES + 1) * n + 4;
    }

    @Override
    public void require(boolean stochastic) {
        if (!stochastic) {
            throw Checks.illegal("stopping rule", this, "is for Monte Carlo objectives: exact iterates do not become"
                    + " stationary but approach a point; use StoppingRules.gradientNorm");
        }
    }

    @Override
    public Termination test(FitStep step, double[] state, int offset) {
        double[] phi = step.phi();
        int n = phi.length;
        int numbers = offset + 2 * (BATCHES + 1) * n;
        if (state[numbers] == 0) {
            state[numbers] = window / BATCHES;
            state[numbers + 3] = BATCHES;
        }
        int batches = (int) state[numbers + 1];
        double count = ++state[numbers + 2];
        int mean = offset + batches * n;
        int squares = mean + (BATCHES + 1) * n;
        for (int i = 0; i < n; i++) {
            double delta = phi[i] - state[mean + i];
            state[mean + i] += delta / count;
            state[squares + i] += delta * (phi[i] - state[mean + i]);
        }
        if (count < state[numbers]) {
            return null;
        }
        state[numbers + 1] = ++batches;
        state[numbers + 2] = 0;
        return batches >= state[numbers + 3] && batches % QUARTERS == 0 ? judge(n, state, offset, numbers) : null;
    }

    private Termination judge(int n, double[] state, int offset, int numbers) {
        int batches = (int) state[numbers + 1];
        double length = state[numbers];
        double largest = 0;
        double error = 0;
        for (int i = 0; i < n; i++) {
            // Math.max keeps NaN, which then is below no threshold.
            largest = Math.max(largest, rHat(state, offset + i, n, batches, length));
            error = Math.max(error, standardError(state, offset + i, n, batches));
        }
        boolean stationary = largest < threshold;
        if (stationary && error <= tolerance) {
            return new Termination.Converged("over the last " + batches + " batches of " + (long) length
                    + " steps the largest split R-hat is " + largest + ", below " + threshold
                    + ", and the largest standard error of the mean of a parameter is " + error + ", within " + tolerance);
        }
        if (batches == BATCHES) {
            joinPairs(stationary ? 0 : BATCHES / 2, n, state, offset, numbers);
            state[numbers + 3] = stationary ? FEWEST : BATCHES;
        }
        return null;
    }

    private static double rHat(double[] state, int at, int n, int batches, double length) {
        int quarter = batches / QUARTERS;
        double h = quarter * length;
        double early = squares(state, at, n, 0, quarter, length) + squares(state, at, n, quarter, 2 * quarter, length);
        double late = squares(state, at, n, 2 * quarter, 3 * quarter, length)
                + squares(state, at, n, 3 * quarter, batches, length);
        double within = Math.min(early, late) / (2 * (h - 1));
        double between = varianceOfMeans(state, at, n, batches, quarter);
        // A parameter that never moved is stationary.
        return between == 0 ? Math.sqrt((h - 1) / h) : Math.sqrt((h - 1) / h + between / within);
    }

    private static double standardError(double[] state, int at, int n, int batches) {
        double single = varianceOfMeans(state, at, n, batches, 1) / batches;
        double pairs = varianceOfMeans(state, at, n, batches, 2) * 2 / batches;
        double quarters = varianceOfMeans(state, at, n, batches, batches / QUARTERS) / QUARTERS;
        return Math.sqrt(Math.max(single, Math.max(pairs, quarters)));
    }

    /** The variance of the means of groups of so many batches each. */
    private static double varianceOfMeans(double[] state, int at, int n, int batches, int group) {
        double mean = mean(state, at, n, 0, batches);
        double sum = 0;
        for (int b = 0; b < batches; b += group) {
            double delta = mean(state, at, n, b, b + group) - mean;
            sum += delta * delta;
        }
        return sum / (batches / group - 1);
    }

    private static double mean(double[] state, int at, int n, int from, int to) {
        double sum = 0;
        for (int b = from; b < to; b++) {
            sum += state[at + b * n];
        }
        return sum / (to - from);
    }

    /** The sum of squared deviations of the iterates of several batches from their common mean. */
    private static double squares(double[] state, int at, int n, int from, int to, double length) {
        double mean = mean(state, at, n, from, to);
        double sum = 0;
        for (int b = from; b < to; b++) {
            double delta = state[at + b * n] - mean;
            sum += state[at + (BATCHES + 1 + b) * n] + length * delta * delta;
        }
        return sum;
    }

    /** Makes one batch of every two, from one on; those before are forgotten. */
    private static void joinPairs(int from, int n, double[] state, int offset, int numbers) {
        double length = state[numbers];
        int squares = offset + (BATCHES + 1) * n;
        int joined = (BATCHES - from) / 2;
        for (int b = 0; b < joined; b++) {
            int one = (from + 2 * b) * n;
            for (int i = 0; i < n; i++) {
                double mean = state[offset + one + i];
                double delta = state[offset + one + n + i] - mean;
                state[offset + b * n + i] = mean + delta / 2;
                state[squares + b * n + i] = state[squares + one + i] + state[squares + one + n + i]
                        + delta * delta * length / 2;
            }
        }
        Arrays.fill(state, offset + joined * n, squares, 0);
        Arrays.fill(state, squares + joined * n, numbers, 0);
        state[numbers] = 2 * length;
        state[numbers + 1] = joined;
    }
}
