package io.divergence.fit;

import io.divergence.math.ArrayMath;
import io.divergence.math.Checks;
import io.divergence.optimize.MomentOptimizer;
import io.divergence.optimize.Optimizer;
import java.util.Arrays;

/** An optimizer's state during a run: one array, or its moments in arrays of their own. */
final class OptimizerMemory {
    /** Entries that are moved at a time: they stay in a fast cache. */
    private static final int BLOCK = 1024;

    private final Optimizer optimizer;
    private final MomentOptimizer byMoments;
    private final double[][] moments;
    /** What is not in the moments. */
    private final double[] rest;
    private final double[] block;
    /** For an optimizer that moves all of phi at once. */
    private final double[] spare;

    OptimizerMemory(Optimizer optimizer, double[] phi) {
        this.optimizer = optimizer;
        byMoments = optimizer instanceof MomentOptimizer m ? m : null;
        moments = new double[byMoments == null ? 0 : byMoments.moments()][phi.length];
        block = new double[byMoments == null ? 0 : Math.min(BLOCK, phi.length)];
        spare = new double[byMoments == null ? phi.length : 0];
        rest = new double[optimizer.stateSize(phi.length) - moments.length * phi.length];
    }

    /** Starts with the state before the first step from phi. */
    void init(double[] phi) {
        double[] state = new double[optimizer.stateSize(phi.length)];
        optimizer.init(phi, state);
        set(state);
    }

    /** {@return where phi before a step may be kept: in the place of the gradient, block by block, or in an array of its own} */
    double[] room(double[] gradient) {
        return byMoments == null ? spare : gradient;
    }

    /**
     * Moves phi, keeps what it was, and returns whether it is finite then: block by block, if the optimizer can, so that all of it is
     * read once.
     *
     * @param kept receives phi as it was; it may be {@link #room}
     */
    boolean step(long step, double[] gradient, double[] phi, double[] kept) {
        if (byMoments == null) {
            System.arraycopy(phi, 0, kept, 0, phi.length);
            optimizer.step(step, gradient, phi, rest);
            return ArrayMath.isFinite(0, phi.length, phi);
        }
        byMoments.begin(step, rest);
        boolean isFinite = true;
        for (int from = 0; from < phi.length; from += BLOCK) {
            int to = Math.min(phi.length, from + BLOCK);
            System.arraycopy(phi, from, block, 0, to - from);
            byMoments.move(step, from, to, gradient, phi, moments, rest);
            System.arraycopy(block, 0, kept, from, to - from);
            isFinite &= ArrayMath.isFinite(from, to, phi);
        }
        return isFinite;
    }

    /** Goes on with a state that {@link #state} returned. */
    void restore(double[] state) {
        int size = length();
        if (state.length != size) {
            throw Checks.illegal("length of the checkpoint's optimizer state", state.length, "must be " + size);
        }
        set(state);
    }

    private void set(double[] state) {
        int at = 0;
        for (double[] moment : moments) {
            System.arraycopy(state, at, moment, 0, moment.length);
            at += moment.length;
        }
        System.arraycopy(state, at, rest, 0, rest.length);
    }

    /** {@return a copy, as one array} */
    double[] state() {
        double[] state = Arrays.copyOf(rest, length());
        int at = 0;
        for (double[] moment : moments) {
            System.arraycopy(moment, 0, state, at, moment.length);
            at += moment.length;
        }
        System.arraycopy(rest, 0, state, at, rest.length);
        return state;
    }

    private int length() {
        return rest.length + (moments.length == 0 ? 0 : moments.length * moments[0].length);
    }
}
