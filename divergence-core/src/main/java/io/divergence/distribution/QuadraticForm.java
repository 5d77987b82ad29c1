package io.divergence.distribution;

import io.divergence.math.ArrayMath;
import io.divergence.math.RowMatrix;
import java.util.Arrays;

/** c - (x - m)^T P (x - m)/2 and its gradient -P (x - m), several points at a time. Owns its scratch space; one caller. */
final class QuadraticForm {
    /** Points that are worked on at a time: each row of the matrix is loaded once for all of them. */
    private static final int ROWS = 16;

    private final double[] mean;
    private final double[][] matrix;
    private final double[][] x;
    private final double[][] g;

    /** Of a symmetric matrix, row-major D x D. */
    QuadraticForm(double[] mean, double[] symmetric) {
        this.mean = mean;
        int d = mean.length;
        matrix = new double[d][];
        for (int i = 0; i < d; i++) {
            matrix[i] = Arrays.copyOfRange(symmetric, i * d, (i + 1) * d);
        }
        x = new double[ROWS][d];
        g = new double[ROWS][d];
    }

    /** Writes the values of the rows [from, to) of z, and their gradients unless gradient is null. */
    void evaluate(double[] z, int from, int to, double constant, double[] out, double[] gradient) {
        int d = mean.length;
        for (int at = from; at < to; at += ROWS) {
            int rows = Math.min(ROWS, to - at);
            for (int k = 0; k < rows; k++) {
                double[] row = x[k];
                int base = (at + k) * d;
                for (int i = 0; i < d; i++) {
                    row[i] = z[base + i] - mean[i];
                }
                Arrays.fill(g[k], 0);
            }
            RowMatrix.addProduct(x, rows, matrix, d, d, g);
            for (int k = 0; k < rows; k++) {
                out[at + k] = constant - 0.5 * ArrayMath.dot(d, x[k], g[k]);
                if (gradient != null) {
                    negate(g[k], gradient, (at + k) * d);
                }
            }
        }
    }

    private static void negate(double[] g, double[] out, int at) {
        for (int i = 0; i < g.length; i++) {
            out[at + i] = -g[i];
        }
    }
}
