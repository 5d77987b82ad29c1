package io.divergence.fit;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * Stops a noisy fit when its iterates have become stationary and their mean is known well enough.
 *
 * <p>The last {@code window} iterates are kept as twenty batches of equal length L, each by its mean and its sum of squared
 * deviations. With m and v the means and variances of the two halves of the window, h iterates each,
 *
 * <pre>
 * R-hat^2 = (h - 1)/h + B/W,   B = (m1 - m2)^2/2,   W = (v1 + v2)/2,
 * </pre>
 *
 * <p>for every parameter. As long as the largest R-hat is not below the threshold the window moves on: the oldest batch is
 * dropped for every new one. Once it is below, the iterates have forgotten their start, and the standard error of their mean
 * over the window is estimated from the c batch means, sqrt(var/c). If that is within the tolerance for every parameter, the
 * fit ends as Converged; if not, batches are joined in pairs, L doubles and the window grows, until it is. So memory is
 * 42 P + 3 numbers whatever the length of the run.
 *
 * <p>It judges the mean of the iterates, not the last one: use it with an averaging optimizer, as
 * {@link io.divergence.optimize.TailAveraging}, at a rate that does not fall to zero. The standard error is too small while
 * batches are shorter than the correlation of the iterates; an R-hat of 1.1 over twenty batches means that they are about as
 * long. Immutable.
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
    private static final int FEWEST = BATCHES / 2;

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

    /** Means of the batches and of the growing one, their sums of squares, and length, number of batches, growth. */
    @Override
    public int stateSize(int n) {
        return 2 * (BATCHES + 1) * n + 3;
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
        return batches >= least(state[numbers]) && batches % 2 == 0 ? judge(n, state, offset, numbers) : null;
    }

    /** The first window has to be full; later ones, of longer batches, begin half full. */
    private int least(double length) {
        return length > window / BATCHES ? FEWEST + 2 : BATCHES;
    }

    private Termination judge(int n, double[] state, int offset, int numbers) {
        int batches = (int) state[numbers + 1];
        double length = state[numbers];
        double largest = 0;
        double error = 0;
        for (int i = 0; i < n; i++) {
            // Not Math.max alone: NaN must not pass.
            largest = Math.max(largest, rHat(state, offset + i, n, batches, length));
            error = Math.max(error, standardError(state, offset + i, n, batches));
        }
        boolean stationary = largest < threshold;
        if (stationary && error <= tolerance) {
            return new Termination.Converged("over the last " + (long) (batches * length) + " steps the largest split R-hat is "
                    + largest + ", below " + threshold + ", and the largest standard error of the mean of a parameter is " + error
                    + ", within " + tolerance);
        }
        if (batches == BATCHES) {
            if (stationary) {
                joinPairs(n, state, offset, numbers);
            } else {
                dropOldest(n, state, offset, numbers);
            }
        }
        return null;
    }

    private static double rHat(double[] state, int at, int n, int batches, double length) {
        double first = mean(state, at, n, 0, batches / 2);
        double second = mean(state, at, n, batches / 2, batches);
        double h = batches / 2 * length;
        double within = (squares(state, at, n, 0, batches / 2, length, first)
                + squares(state, at, n, batches / 2, batches, length, second)) / (2 * (h - 1));
        double between = (first - second) * (first - second) / 2;
        // A parameter that never moved is stationary.
        return between == 0 ? Math.sqrt((h - 1) / h) : Math.sqrt((h - 1) / h + between / within);
    }

    private static double mean(double[] state, int at, int n, int from, int to) {
        double sum = 0;
        for (int b = from; b < to; b++) {
            sum += state[at + b * n];
        }
        return sum / (to - from);
    }

    /** The sum of squared deviations of the iterates of several batches from their common mean. */
    private static double squares(double[] state, int at, int n, int from, int to, double length, double mean) {
        double sum = 0;
        for (int b = from; b < to; b++) {
            double delta = state[at + b * n] - mean;
            sum += state[at + (BATCHES + 1 + b) * n] + length * delta * delta;
        }
        return sum;
    }

    private static double standardError(double[] state, int at, int n, int batches) {
        double mean = mean(state, at, n, 0, batches);
        double sum = 0;
        for (int b = 0; b < batches; b++) {
            double delta = state[at + b * n] - mean;
            sum += delta * delta;
        }
        return Math.sqrt(sum / (batches - 1) / batches);
    }

    /** Makes one batch of every two. */
    private static void joinPairs(int n, double[] state, int offset, int numbers) {
        double length = state[numbers];
        int squares = offset + (BATCHES + 1) * n;
        for (int b = 0; b < BATCHES / 2; b++) {
            for (int i = 0; i < n; i++) {
                double a = state[offset + 2 * b * n + i];
                double delta = state[offset + (2 * b + 1) * n + i] - a;
                state[offset + b * n + i] = a + delta / 2;
                state[squares + b * n + i] = state[squares + 2 * b * n + i] + state[squares + (2 * b + 1) * n + i]
                        + delta * delta * length / 2;
            }
        }
        Arrays.fill(state, offset + BATCHES / 2 * n, squares, 0);
        Arrays.fill(state, squares + BATCHES / 2 * n, numbers, 0);
        state[numbers] = 2 * length;
        state[numbers + 1] = BATCHES / 2;
    }

    /** Moves the window on by two batches, so that its number of batches stays even. */
    private static void dropOldest(int n, double[] state, int offset, int numbers) {
        int squares = offset + (BATCHES + 1) * n;
        int kept = (BATCHES - 2) * n;
        System.arraycopy(state, offset + 2 * n, state, offset, kept);
        System.arraycopy(state, squares + 2 * n, state, squares, kept);
        Arrays.fill(state, offset + kept, squares, 0);
        Arrays.fill(state, squares + kept, numbers, 0);
        state[numbers + 1] = BATCHES - 2;
    }
}
