package io.divergence.estimators.quadrature;

/** The nodes of a trapezoid, and the two sums that it makes of a function's values: with all nodes, and with every second. Immutable. */
final class TrapezoidGrid {
    private final int intervals;
    private final double spacing;
    private final double[] x;

    TrapezoidGrid(double lower, double upper, int intervals) {
        this.intervals = intervals;
        spacing = (upper - lower) / intervals;
        x = new double[intervals + 1];
        for (int i = 0; i <= intervals; i++) {
            x[i] = lower + (upper - lower) * i / intervals;
        }
    }

    /** The nodes: live, not to be written. */
    double[] nodes() {
        return x;
    }

    int size() {
        return x.length;
    }

    double spacing() {
        return spacing;
    }

    /** The integral from the sum over all nodes, and the values at the two ends. */
    double fine(double sum, double first, double last) {
        return spacing * (sum - 0.5 * (first + last));
    }

    /**
     * The integral from the sum over the nodes 0, 2, 4, ...; of an odd number of intervals the last stays as it is.
     *
     * @param before the value before the last
     */
    double coarse(double sum, double first, double before, double last) {
        return (intervals & 1) == 0
                ? spacing * (2 * sum - first - last)
                : spacing * (2 * sum - first - 0.5 * before + 0.5 * last);
    }

    /** The same of n = size() values that begin at an offset. */
    double fine(double[] values, int offset) {
        double sum = 0;
        for (int i = 0; i <= intervals; i++) {
            sum += values[offset + i];
        }
        return fine(sum, values[offset], values[offset + intervals]);
    }

    /** The same of n = size() values that begin at an offset. */
    double coarse(double[] values, int offset) {
        double sum = 0;
        for (int i = 0; i <= intervals; i += 2) {
            sum += values[offset + i];
        }
        return coarse(sum, values[offset], values[offset + intervals - 1], values[offset + intervals]);
    }
}
