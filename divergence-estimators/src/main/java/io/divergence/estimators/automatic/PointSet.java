package io.divergence.estimators.automatic;

import io.divergence.distribution.Normal;
import io.divergence.math.SymmetricEigen;
import io.divergence.random.RandomStream;
import java.util.Arrays;

/**
 * Standard normal points with exactly matched second moments: half of them drawn, their negatives, and all stretched by the inverse
 * root of their second moments; for many coordinates and few points, coordinate by coordinate.
 *
 * @param e row-major N x D
 * @param rows N
 * @param radii another normal number of each row, whose quantile stretches it for Student's t distribution: one of each of N/2 parts of
 *     the same probability, and the same for a row and its negative; null if none was asked for
 */
record PointSet(double[] e, int rows, double[] radii) {
    private static final int ROWS = 4;

    static PointSet draw(RandomStream rng, int rows, int d, boolean diagonal) {
        double[] e = new double[rows * d];
        int half = rows / 2;
        for (int i = 0; i < half * d; i++) {
            e[i] = rng.nextGaussian();
            e[half * d + i] = -e[i];
        }
        if (diagonal) {
            matchVariances(e, rows, d);
        } else {
            matchCovariance(e, rows, d);
        }
        return new PointSet(e, rows, null);
    }

    /** The same points with radii, in a random order. */
    PointSet withRadii(RandomStream rng) {
        Normal normal = Normal.of(0, 1);
        double[] own = new double[rows];
        int half = rows / 2;
        for (int k = 0; k < half; k++) {
            int j = (int) ((k + 1) * rng.nextDouble());
            own[k] = own[j];
            own[j] = normal.quantile((k + Math.max(1e-9, rng.nextDouble())) / half);
        }
        System.arraycopy(own, 0, own, half, half);
        return new PointSet(e, rows, own);
    }

    /** Returns s e, row by row: what a state of so many degrees of freedom is made of. */
    double[] stretched(RadialScale scale, int d) {
        double[] y = new double[rows * d];
        for (int k = 0; k < rows; k++) {
            double s = scale.at(radii[k]);
            for (int i = k * d; i < (k + 1) * d; i++) {
                y[i] = s * e[i];
            }
        }
        return y;
    }

    private static void matchVariances(double[] e, int rows, int d) {
        for (int i = 0; i < d; i++) {
            double sum = 0;
            for (int k = 0; k < rows; k++) {
                sum += e[k * d + i] * e[k * d + i];
            }
            double factor = 1 / Math.sqrt(sum / rows);
            for (int k = 0; k < rows; k++) {
                e[k * d + i] *= factor;
            }
        }
    }

    private static void matchCovariance(double[] e, int rows, int d) {
        double[] root = inverseRoot(secondMoments(e, rows, d), d);
        double[] x = new double[ROWS * d];
        int k = 0;
        for (; rows - k >= ROWS; k += ROWS) {
            System.arraycopy(e, k * d, x, 0, ROWS * d);
            multiplyFour(root, x, d, e, k * d);
        }
        for (; k < rows; k++) {
            System.arraycopy(e, k * d, x, 0, d);
            for (int i = 0; i < d; i++) {
                double sum = 0;
                for (int j = 0; j < d; j++) {
                    sum += root[i * d + j] * x[j];
                }
                e[k * d + i] = sum;
            }
        }
    }

    /** Returns the lower half of the second moments, of which one half of the rows is enough: a few rows at a time, in their order. */
    private static double[] secondMoments(double[] e, int rows, int d) {
        double[] c = new double[d * d];
        int k = 0;
        for (; rows / 2 - k >= ROWS; k += ROWS) {
            int first = k * d;
            int second = first + d;
            int third = second + d;
            int fourth = third + d;
            for (int i = 0; i < d; i++) {
                double x0 = e[first + i];
                double x1 = e[second + i];
                double x2 = e[third + i];
                double x3 = e[fourth + i];
                int row = i * d;
                for (int j = 0; j <= i; j++) {
                    c[row + j] = c[row + j] + x0 * e[first + j] * 2 / rows + x1 * e[second + j] * 2 / rows + x2 * e[third + j] * 2 / rows
                            + x3 * e[fourth + j] * 2 / rows;
                }
            }
        }
        for (; k < rows / 2; k++) {
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    c[i * d + j] += e[k * d + i] * e[k * d + j] * 2 / rows;
                }
            }
        }
        return c;
    }

    /** Writes the product with four rows: their sums do not wait for each other. */
    private static void multiplyFour(double[] root, double[] x, int d, double[] out, int at) {
        for (int i = 0; i < d; i++) {
            double a = 0;
            double b = 0;
            double c = 0;
            double f = 0;
            int row = i * d;
            for (int j = 0; j < d; j++) {
                double l = root[row + j];
                a += l * x[j];
                b += l * x[d + j];
                c += l * x[2 * d + j];
                f += l * x[3 * d + j];
            }
            out[at + i] = a;
            out[at + d + i] = b;
            out[at + 2 * d + i] = c;
            out[at + 3 * d + i] = f;
        }
    }

    private static double[] inverseRoot(double[] c, int d) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                c[j * d + i] = c[i * d + j];
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(c, d);
        double[] v = eigen.vectors();
        double[] root = new double[d * d];
        for (int k = 0; k < d; k++) {
            double factor = 1 / Math.sqrt(eigen.values()[k]);
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    root[i * d + j] += factor * v[i * d + k] * v[j * d + k];
                }
            }
        }
        return root;
    }

    /** Returns both sets as one: matched as well. */
    PointSet union(PointSet other) {
        double[] both = Arrays.copyOf(e, e.length + other.e.length);
        System.arraycopy(other.e, 0, both, e.length, other.e.length);
        double[] own = null;
        if (radii != null) {
            own = Arrays.copyOf(radii, rows + other.rows);
            System.arraycopy(other.radii, 0, own, rows, other.rows);
        }
        return new PointSet(both, rows + other.rows, own);
    }
}
