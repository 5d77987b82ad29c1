package io.divergence.transform;

import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.List;

/** What the transforms to matrices share. Row i of a packed lower triangle with its diagonal starts at i (i + 1)/2. */
final class Matrices {
    static final double ROUNDING = 1e-8;

    private Matrices() {
    }

    /** Replaces the lower factor L in a row-major k x k matrix by L L^T; what stands above the diagonal is not read. */
    static void square(double[] a, int at, int k) {
        // From the last row up, and from the diagonal to the left: each entry is read for the last time when it is written.
        for (int i = k - 1; i >= 0; i--) {
            for (int j = i; j >= 0; j--) {
                double sum = 0;
                for (int m = 0; m <= j; m++) {
                    sum += a[at + i * k + m] * a[at + j * k + m];
                }
                a[at + i * k + j] = sum;
            }
        }
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < i; j++) {
                a[at + j * k + i] = a[at + i * k + j];
            }
        }
    }

    /**
     * Returns the packed lower Cholesky factor of the symmetric matrix x[xAt .. xAt + k^2).
     *
     * @throws IllegalArgumentException if an entry is not finite, not symmetric, or a pivot is not positive
     */
    static double[] factor(double[] x, int xAt, int k) {
        double[] factor = new double[k * (k + 1) / 2];
        for (int i = 0; i < k; i++) {
            int row = i * (i + 1) / 2;
            for (int j = 0; j <= i; j++) {
                double sum = symmetric(x, xAt, k, i, j);
                int other = j * (j + 1) / 2;
                for (int m = 0; m < j; m++) {
                    sum -= factor[row + m] * factor[other + m];
                }
                if (i == j && !(sum > 0)) {
                    throw Checks.illegal("pivot " + i + " of the matrix at x[" + xAt + "]", sum,
                            "must be positive: the matrix must be positive definite");
                }
                factor[row + j] = i == j ? Math.sqrt(sum) : sum / factor[other + j];
            }
        }
        return factor;
    }

    private static double symmetric(double[] x, int xAt, int k, int i, int j) {
        int lower = xAt + i * k + j;
        int upper = xAt + j * k + i;
        double value = x[lower];
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            throw Checks.illegal("x[" + lower + "]", value, "must be finite");
        }
        double allowed = ROUNDING * Math.sqrt(Math.abs(x[xAt + i * k + i])) * Math.sqrt(Math.abs(x[xAt + j * k + j]));
        if (!(Math.abs(value - x[upper]) <= allowed)) {
            throw Checks.illegal("x[" + upper + "]", x[upper], "must equal x[" + lower + "] = " + value + ": the matrix must be symmetric");
        }
        return value;
    }

    static List<String> triangleNames(String base, int k) {
        Checks.notNull("base", base);
        List<String> names = new ArrayList<>(k * (k + 1) / 2);
        for (int i = 0; i < k; i++) {
            for (int j = 0; j <= i; j++) {
                names.add(base + "[" + i + "," + j + "]");
            }
        }
        return List.copyOf(names);
    }

    static List<String> names(String base, int k) {
        Checks.notNull("base", base);
        List<String> names = new ArrayList<>(k * k);
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                names.add(base + "[" + i + "," + j + "]");
            }
        }
        return List.copyOf(names);
    }
}
