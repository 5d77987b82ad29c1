package io.divergence.optimize;

import io.divergence.math.Checks;

/**
 * Keeps the mean of the iterates from a step on, beside another rule (Polyak and Ruppert's averaging). Immutable.
 *
 * <p>The other rule's state comes first in the array, then the mean and the count.
 *
 * @param inner the other rule
 * @param from the first step whose result enters the mean
 */
public record Averaged(Optimizer inner, long from) implements AveragingOptimizer {

    /** Checks the arguments. */
    public Averaged {
        Checks.notNull("inner", inner);
        Checks.atLeast("from", from, 0L);
        if (inner instanceof AveragingOptimizer) {
            throw Checks.illegal("inner", inner, "must not average: there is one average only");
        }
    }

    /** Returns a rule that averages all iterates from a step on. */
    public static Averaged of(Optimizer inner, long from) {
        return new Averaged(inner, from);
    }

    @Override
    public int stateSize(int n) {
        return inner.stateSize(n) + n + 1;
    }

    @Override
    public void step(long step, double[] gradient, double[] phi, double[] state) {
        inner.step(step, gradient, phi, state);
        if (step < from) {
            return;
        }
        int at = inner.stateSize(phi.length);
        double count = ++state[at + phi.length];
        for (int i = 0; i < phi.length; i++) {
            state[at + i] += (phi[i] - state[at + i]) / count;
        }
    }

    @Override
    public void average(double[] phi, double[] state, double[] out) {
        int at = inner.stateSize(phi.length);
        boolean none = state[at + phi.length] == 0;
        System.arraycopy(none ? phi : state, none ? 0 : at, out, 0, phi.length);
    }
}
