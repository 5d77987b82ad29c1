package io.divergence.estimators.automatic;

import io.divergence.math.SymmetricEigen;

/**
 * F = mean log p~(mu + L e) + log |det L| + D/2 log(2 pi e) on a fixed set of points, the estimated ELBO, with what its derivatives
 * are made of: the mean gradient G, and the mean of G e^T. Immutable but for the arrays, which nobody writes to.
 *
 * @param value F; negative infinity where some point has no finite log density
 * @param error the standard error of F over sets of points, as if they were independent
 * @param gradient mean G, by mu
 * @param cross mean G e^T, row-major D x D, or its diagonal; of s e for Student's t distribution
 * @param byDegrees the derivative of F by the logarithm of the degrees of freedom; zero for a normal distribution
 */
record SampleAverage(double value, double error, double[] gradient, double[] cross, double byDegrees) {
    /** Products of what is larger overflow: as good as infinite. */
    private static final double MAX = 1e100;
    private static final int ROWS = 4;
    private static final double HALF_LOG_TWO_PI_E = 1.418938533204672741780329736406;

    static SampleAverage of(CountedTarget target, GaussianState q, PointSet set) {
        int d = q.d;
        int n = set.rows();
        double[] z = new double[n * d];
        double[] log = new double[n];
        double[] g = new double[n * d];
        RadialScale scale = q.isNormal() ? null : RadialScale.of(q.degrees);
        double[] e = scale == null ? set.e() : set.stretched(scale, d);
        q.points(e, n, z);
        target.evaluate(z, n, log, g);
        double mean = 0;
        for (double x : log) {
            mean += x / n;
        }
        double[] gradient = new double[d];
        double[] cross = new double[q.factor.length];
        if (!(mean > Double.NEGATIVE_INFINITY)) {
            return new SampleAverage(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, gradient, cross, 0);
        }
        double squares = 0;
        for (int k = 0; k < n; k++) {
            squares += (log[k] - mean) * (log[k] - mean);
            for (int i = 0; i < d; i++) {
                double by = g[k * d + i] / n;
                gradient[i] += by;
                if (q.diagonal) {
                    cross[i] += by * e[k * d + i];
                }
            }
        }
        if (!q.diagonal) {
            addProducts(g, e, n, d, cross);
        }
        if (!isFinite(gradient) || !isFinite(cross)) {
            return new SampleAverage(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, new double[d], new double[q.factor.length], 0);
        }
        double value = mean + q.logDeterminant + d * HALF_LOG_TWO_PI_E;
        if (scale == null) {
            return new SampleAverage(value, Math.sqrt(squares) / n, gradient, cross, 0);
        }
        double byDegrees = RadialScale.entropyByDegrees(q.degrees, d);
        for (int k = 0; k < n; k++) {
            double dot = 0;
            for (int i = 0; i < d; i++) {
                dot += g[k * d + i] * (z[k * d + i] - q.mean[i]);
            }
            byDegrees += dot * scale.byDegreesAt(set.radii()[k]) / n;
        }
        return new SampleAverage(value + RadialScale.excessEntropy(q.degrees, d), Math.sqrt(squares) / n, gradient, cross, byDegrees);
    }

    /** Adds mean g e^T: four rows at a time, each added by itself, so the bits are those of row by row. */
    private static void addProducts(double[] g, double[] e, int n, int d, double[] cross) {
        int k = 0;
        for (; n - k >= ROWS; k += ROWS) {
            int first = k * d;
            int second = first + d;
            int third = second + d;
            int fourth = third + d;
            for (int i = 0; i < d; i++) {
                double a = g[first + i] / n;
                double b = g[second + i] / n;
                double c = g[third + i] / n;
                double f = g[fourth + i] / n;
                int row = i * d;
                for (int j = 0; j < d; j++) {
                    cross[row + j] = cross[row + j] + a * e[first + j] + b * e[second + j] + c * e[third + j] + f * e[fourth + j];
                }
            }
        }
        for (; k < n; k++) {
            for (int i = 0; i < d; i++) {
                double by = g[k * d + i] / n;
                for (int j = 0; j < d; j++) {
                    cross[i * d + j] += by * e[k * d + j];
                }
            }
        }
    }

    private static boolean isFinite(double[] v) {
        for (double a : v) {
            if (!(Math.abs(a) <= MAX)) {
                return false;
            }
        }
        return true;
    }

    boolean isFinite() {
        return value > Double.NEGATIVE_INFINITY;
    }

    /**
     * The whitened gradient and the eigenvalues of A, the whitened expected negative Hessian, in the directions of its eigenvectors.
     *
     * @param slopes the gradient along each eigenvector
     * @param values the eigenvalues a
     * @param vectors V, column k is vector k: row-major D x D; null for a diagonal
     */
    record Curvature(double[] slopes, double[] values, double[] vectors) {

        /** The gain that a natural step promises: infinite where the curvature is not positive. */
        double decrement() {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                double a = values[i];
                if (!(a > 0)) {
                    return Double.POSITIVE_INFINITY;
                }
                sum += 0.5 * slopes[i] * slopes[i] / a + 0.5 * (a - 1 - Math.log(a));
            }
            return sum;
        }

        /** Whether it promises far more than another approximation of the Hessian, which has not seen that the objective is flat somewhere. */
        boolean disagrees(double otherDecrement, double tolerance) {
            return decrement() > Math.max(3 * otherDecrement, tolerance) && smallest() < 0.5;
        }

        double smallest() {
            double smallest = Double.POSITIVE_INFINITY;
            for (double a : values) {
                smallest = Math.min(smallest, a);
            }
            return smallest;
        }
    }

    /** At the state of which this is the average: A = -(B + B^T)/2, B = L^T mean(G e^T). */
    Curvature curvature(GaussianState q) {
        int d = q.d;
        double[] g = new double[d];
        q.whiten(gradient, g);
        double[] b = new double[cross.length];
        q.whitenRows(cross, b);
        if (q.diagonal) {
            double[] a = new double[d];
            for (int i = 0; i < d; i++) {
                a[i] = -b[i];
            }
            return new Curvature(g, a, null);
        }
        double[] a = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                a[i * d + j] = -0.5 * (b[i * d + j] + b[j * d + i]);
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(a, d);
        double[] slopes = new double[d];
        for (int i = 0; i < d; i++) {
            for (int k = 0; k < d; k++) {
                slopes[k] += eigen.vectors()[i * d + k] * g[i];
            }
        }
        return new Curvature(slopes, eigen.values(), eigen.vectors());
    }
}
