package io.divergence.family;

import java.util.Arrays;

/**
 * The Fisher information of a {@link GaussianMixtureFamily} and its inverse with small eigenvalues raised. Owns its scratch space, of
 * P x P numbers; one caller.
 */
final class MixtureFisher {
    /** Nodes of the trapezoid over each component, eight standard deviations to either side. */
    private static final int NODES = 256;
    private static final double REACH = 8;
    private static final double LEAST_EIGENVALUE = 0.01;
    /** Rotations converge quadratically: a matrix of doubles is diagonal after less than ten sweeps. */
    private static final int SWEEPS = 50;

    private final GaussianMixtureFamily family;
    private final int n;
    private final double[] point = new double[1];
    private final double[] score;
    private final double[] matrix;
    /** Eigenvectors as columns. */
    private final double[] vectors;
    private final double[] unit;
    private final double[] sum;

    MixtureFisher(GaussianMixtureFamily family) {
        this.family = family;
        n = family.parameterCount();
        score = new double[n];
        matrix = new double[n * n];
        vectors = new double[n * n];
        unit = new double[n];
        sum = new double[n];
    }

    void fisher(double[] phi, double[] out) {
        Arrays.fill(out, 0, n * n, 0);
        double logTotal = family.logTotal(phi);
        double spacing = 2 * REACH / NODES;
        for (int i = 0; i < family.components(); i++) {
            double w = family.weight(phi, logTotal, i) * spacing / Math.sqrt(2 * Math.PI);
            for (int k = 0; k <= NODES; k++) {
                double e = -REACH + k * spacing;
                double density = w * Math.exp(-0.5 * e * e);
                point[0] = family.point(phi, i, e);
                family.score(phi, point, 0, score);
                for (int a = 0; a < n; a++) {
                    for (int b = 0; b < n; b++) {
                        out[a * n + b] += density * score[a] * score[b];
                    }
                }
            }
        }
    }

    /** With each parameter in units of its own information F is a matrix of correlations, whose small eigenvalues are raised. */
    void applyInverse(double[] phi, double[] g, double[] out) {
        fisher(phi, matrix);
        for (int i = 0; i < n; i++) {
            // A component without weight has no information on its place.
            unit[i] = 1 / Math.sqrt(Math.max(matrix[i * n + i], Double.MIN_NORMAL));
        }
        double size = 0;
        for (int i = 0; i < n * n; i++) {
            matrix[i] *= unit[i / n] * unit[i % n];
            size += Math.abs(matrix[i]);
        }
        if (!(size <= Double.MAX_VALUE)) {
            // By overflow or NaN only: the caller sees NaN and the fit ends as Diverged.
            Arrays.fill(out, 0, n, Double.NaN);
            return;
        }
        diagonalize();
        Arrays.fill(sum, 0);
        for (int k = 0; k < n; k++) {
            double along = 0;
            for (int i = 0; i < n; i++) {
                along += vectors[i * n + k] * unit[i] * g[i];
            }
            along /= Math.max(matrix[k * n + k], LEAST_EIGENVALUE);
            for (int i = 0; i < n; i++) {
                sum[i] += along * vectors[i * n + k] * unit[i];
            }
        }
        System.arraycopy(sum, 0, out, 0, n);
    }

    /** Jacobi's rotations, until what is off the diagonal is lost beside it. */
    private void diagonalize() {
        Arrays.fill(vectors, 0);
        for (int i = 0; i < n; i++) {
            vectors[i * n + i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean rotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    // Correlations: the trace is n.
                    if (Math.abs(matrix[p * n + q]) > 0x1p-60) {
                        rotate(p, q);
                        rotated = true;
                    }
                }
            }
            if (!rotated) {
                return;
            }
        }
    }

    private void rotate(int p, int q) {
        double theta = (matrix[q * n + q] - matrix[p * n + p]) / (2 * matrix[p * n + q]);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
        double c = 1 / Math.hypot(t, 1);
        double s = t * c;
        for (int k = 0; k < n; k++) {
            turn(matrix, k * n + p, k * n + q, c, s);
            turn(vectors, k * n + p, k * n + q, c, s);
        }
        for (int k = 0; k < n; k++) {
            turn(matrix, p * n + k, q * n + k, c, s);
        }
        matrix[p * n + q] = 0;
        matrix[q * n + p] = 0;
    }

    private static void turn(double[] a, int p, int q, double c, double s) {
        double first = a[p];
        double second = a[q];
        a[p] = c * first - s * second;
        a[q] = s * first + c * second;
    }
}
