package io.divergence.family;

import io.divergence.math.ArrayMath;
import io.divergence.math.RowMatrix;
import java.util.Arrays;

/** What a bound {@link FullRankFamily} works with: the diagonal of L with the entries of phi that it stands for, and two blocks of rows. */
final class FullRankScratch {
    /** Draws that are worked on at a time. */
    static final int ROWS = 16;
    /** The dimensions in which L is multiplied by its columns: fewer do not fill vectors, and of more L leaves the fast caches. */
    private static final int NARROW = 24;
    private static final int WIDE = 600;

    final double[] diagonal;
    /** Two vectors. */
    final double[] e;
    final double[][] noise;
    final double[][] other;
    /** From the first natural gradient on. */
    FullRankFisher fisher;
    private final int d;
    private final boolean linear;
    private final double[] key;
    private final double[][] columns;

    FullRankScratch(int d, boolean linear) {
        this.d = d;
        this.linear = linear;
        key = new double[d];
        Arrays.fill(key, Double.NaN);
        diagonal = new double[d];
        e = new double[2 * d];
        noise = new double[ROWS][d];
        other = new double[ROWS][d];
        columns = new double[d < NARROW || d > WIDE ? 0 : RowMatrix.COLUMN_GROUP][d];
    }

    /** Computes the entries of the diagonal that have changed. */
    void follow(double[] phi) {
        for (int i = 0; i < d; i++) {
            if (key[i] != phi[d + i]) {
                key[i] = phi[d + i];
                diagonal[i] = linear ? phi[d + i] : Math.exp(phi[d + i]);
            }
        }
    }

    /** Adds L times the rows of noise to the other rows. */
    void multiply(double[] phi, int rows) {
        if (columns.length == 0) {
            RowMatrix.addLowerProduct(noise, rows, diagonal, phi, 2 * d, d, other);
        } else {
            RowMatrix.addLowerProduct(noise, rows, diagonal, phi, 2 * d, d, other, columns);
        }
    }

    /** Whether the rows are too small for any sum of their products to overflow: none is above the product of their norms. */
    boolean isSmall(int rows, double factor) {
        double scales = linear ? 1 : 1 + ArrayMath.dot(d, diagonal, diagonal);
        return (1 + RowMatrix.squares(noise, rows, d)) * (1 + RowMatrix.squares(other, rows, d)) * scales * (1 + factor * factor)
                * rows <= 1e300;
    }
}
