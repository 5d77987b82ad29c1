package io.divergence.optimize;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * Keeps the mean of the last part of the iterates, beside another rule, when it is not known how many steps there will be:
 * after t steps, t from 1, those from step 2^(k-1) on, where 2^k is the largest power of two up to t. That is the last half to
 * three quarters of the steps; the start is forgotten altogether.
 *
 * <p>Two means are kept: one of the iterates since 2^(k-1), which is the result, and one of those since 2^k, which takes its
 * place when t comes to 2^(k+1). The other rule's state comes first in the array, then the two means, their counts, and t.
 * Immutable.
 *
 * <p>Reference: A. Rakhlin, O. Shamir, K. Sridharan, ICML 2012 (suffix averaging, and its doubling for unknown horizons).
 *
 * @param inner the other rule
 */
public record TailAveraging(Optimizer inner) implements AveragingOptimizer {

    /** Checks the arguments. */
    public TailAveraging {
        Checks.notNull("inner", inner);
        if (inner instanceof AveragingOptimizer) {
            throw Checks.illegal("inner", inner, "must not average: there is one average only");
        }
    }

    /** Returns a rule that averages the tail. */
    public static TailAveraging of(Optimizer inner) {
        return new TailAveraging(inner);
    }

    @Override
    public int stateSize(int n) {
        return inner.stateSize(n) + 2 * n + 3;
    }

    @Override
    public void step(long step, double[] gradient, double[] phi, double[] state) {
        inner.step(step, gradient, phi, state);
        int n = phi.length;
        int older = inner.stateSize(n);
        int newer = older + n;
        int counts = newer + n;
        long t = (long) ++state[counts + 2];
        if ((t & (t - 1)) == 0) {
            System.arraycopy(state, newer, state, older, n);
            state[counts] = state[counts + 1];
            Arrays.fill(state, newer, counts, 0);
            state[counts + 1] = 0;
        }
        add(phi, state, older, ++state[counts]);
        add(phi, state, newer, ++state[counts + 1]);
    }

    private static void add(double[] phi, double[] state, int at, double count) {
        for (int i = 0; i < phi.length; i++) {
            state[at + i] += (phi[i] - state[at + i]) / count;
        }
    }

    @Override
    public void average(double[] phi, double[] state, double[] out) {
        int at = inner.stateSize(phi.length);
        boolean none = state[at + 2 * phi.length] == 0;
        System.arraycopy(none ? phi : state, none ? 0 : at, out, 0, phi.length);
    }
}
