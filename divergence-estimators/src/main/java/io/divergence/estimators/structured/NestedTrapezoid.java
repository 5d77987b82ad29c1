package io.divergence.estimators.structured;

import java.util.Arrays;

/**
 * The trapezoidal rule for a standard normal e, by levels: level 0 has the nodes 0.9 k in [-8.1, 8.1], every other one those halfway
 * between the nodes of all levels before it. Weights are e^(-t^2/2), to be divided by the sum of those in use: constants are exact.
 * The error of an analytic function falls exponentially with the number of nodes, whatever the width of its features. Immutable.
 */
final class NestedTrapezoid {
    static final double STEP = 0.9;
    /** The widest node of level 0, in steps. */
    static final int REACH = 9;
    /** 0.9/2^12: resolves features as narrow as 1/5000 of a standard deviation. */
    static final int LAST = 12;
    /** The weight of the outermost nodes. */
    static final double EDGE = Math.exp(-0.5 * REACH * STEP * REACH * STEP);

    private static final NestedTrapezoid[] LEVELS = new NestedTrapezoid[LAST + 1];
    private static final NestedTrapezoid[] UNIONS = new NestedTrapezoid[LAST + 1];

    final double[] nodes;
    final double[] weights;
    final double sum;

    private NestedTrapezoid(double[] nodes, double[] weights, double sum) {
        this.nodes = nodes;
        this.weights = weights;
        this.sum = sum;
    }

    private NestedTrapezoid(int level) {
        double h = Math.scalb(STEP, -level);
        int half = REACH << level;
        int count = level == 0 ? 2 * REACH + 1 : half;
        nodes = new double[count];
        weights = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++) {
            nodes[i] = h * (level == 0 ? i - REACH : 2 * i + 1 - half);
            weights[i] = Math.exp(-0.5 * nodes[i] * nodes[i]);
            total += weights[i];
        }
        sum = total;
    }

    /** Returns all levels from 0 to this one, in this order. */
    static NestedTrapezoid upTo(int level) {
        synchronized (LEVELS) {
            if (UNIONS[level] == null) {
                NestedTrapezoid own = level(level);
                UNIONS[level] = level == 0 ? own : upTo(level - 1).with(own);
            }
            return UNIONS[level];
        }
    }

    private NestedTrapezoid with(NestedTrapezoid other) {
        double[] allNodes = Arrays.copyOf(nodes, nodes.length + other.nodes.length);
        double[] allWeights = Arrays.copyOf(weights, allNodes.length);
        System.arraycopy(other.nodes, 0, allNodes, nodes.length, other.nodes.length);
        System.arraycopy(other.weights, 0, allWeights, nodes.length, other.nodes.length);
        return new NestedTrapezoid(allNodes, allWeights, sum + other.sum);
    }

    /** Returns a level; the tables are made when they are first asked for. */
    static NestedTrapezoid level(int level) {
        synchronized (LEVELS) {
            if (LEVELS[level] == null) {
                LEVELS[level] = new NestedTrapezoid(level);
            }
            return LEVELS[level];
        }
    }
}
