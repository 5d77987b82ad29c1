package io.divergence.model;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * A regression: terms of observations (y_n, x_n . beta) are summed, tile by tile of the data, and within a tile for all points of the
 * block. So data that do not fit a cache are read from memory once per block of points and not once per point. The order of summation
 * at a point does not depend on the block.
 */
abstract class DataModel extends Model {
    final double[] y;
    final DesignMatrix x;

    DataModel(double[] y, DesignMatrix x) {
        this.y = y;
        this.x = x;
    }

    /** Checks the data; returns y. */
    static double[] checked(double[] y, DesignMatrix x) {
        Checks.notNull("x", x);
        return Checks.allFinite("y", Checks.length("y", y, x.rows()));
    }

    /** Returns the sum over observations at, at + 1, ... of g(y_n, eta_n), and replaces each eta_n by dg/deta if asked. */
    abstract double terms(int at, int count, double[] eta, boolean slopes);

    /** Makes of the summed terms and their gradient by beta the log density and its gradient at one point; returns the former. */
    abstract double finish(double sum, double[] z, int at, double[] gradient);

    @Override
    final int scratchLength() {
        return DesignMatrix.TILE;
    }

    @Override
    final void evaluate(double[] z, int from, int to, double[] out, double[] gradient, double[] scratch) {
        int d = dimension();
        Arrays.fill(out, from, to, 0);
        if (gradient != null) {
            Arrays.fill(gradient, from * d, to * d, 0);
        }
        for (int row = 0; row < y.length; row += DesignMatrix.TILE) {
            int count = Math.min(DesignMatrix.TILE, y.length - row);
            for (int k = from; k < to; k++) {
                x.predict(row, count, z, k * d, scratch);
                out[k] += terms(row, count, scratch, gradient != null);
                if (gradient != null) {
                    x.addTransposed(row, count, scratch, gradient, k * d);
                }
            }
        }
        for (int k = from; k < to; k++) {
            out[k] = finish(out[k], z, k * d, gradient);
        }
    }

    /** The data in a text, for messages and fingerprints. */
    final String data() {
        return "y=#" + Integer.toHexString(Arrays.hashCode(y)) + ", x=" + x;
    }
}
