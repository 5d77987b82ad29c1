package io.divergence.distribution;

import io.divergence.math.ArrayMath;

/**
 * The log density of a mixture of normals, log SUM_i exp(c_i - (x - m_i)^2/(2 s_i^2)), and its derivative, many points at a time.
 * The terms are not shifted by the largest: where their sum leaves the middle of the range of a double, the mixture's own form for one
 * point is asked instead. Owns its scratch space; one caller.
 */
final class NormalMixtureKernel {
    /** Points that are worked on at a time. */
    private static final int ROWS = 128;
    /** Below it the terms lose digits to subnormal numbers. */
    private static final double SMALLEST = 1e-290;

    private final Mixture mixture;
    private final int n;
    private final double[] constants;
    private final double[] means;
    private final double[] precisions;
    private final double[] x = new double[ROWS];
    private final double[] sum = new double[ROWS];
    private final double[] slope = new double[ROWS];
    private final double[] terms;
    private final double[] scratch;

    NormalMixtureKernel(Mixture mixture) {
        this.mixture = mixture;
        n = mixture.size();
        constants = new double[n];
        means = new double[n];
        precisions = new double[n];
        for (int i = 0; i < n; i++) {
            Normal normal = (Normal) mixture.component(i);
            means[i] = normal.mean();
            precisions[i] = 1 / normal.sd();
            constants[i] = Math.log(mixture.weight(i)) - Math.log(normal.sd()) - Normal.HALF_LOG_TWO_PI;
        }
        terms = new double[ROWS];
        scratch = new double[ROWS];
    }

    /** Writes the log densities of the points [from, to), and their derivatives unless derivative is null. */
    void evaluate(double[] z, int from, int to, double[] out, double[] derivative) {
        for (int at = from; at < to; at += ROWS) {
            int rows = Math.min(ROWS, to - at);
            evaluate(z, at, rows, derivative != null);
            if (derivative != null) {
                for (int k = 0; k < rows; k++) {
                    slope[k] /= sum[k];
                }
                System.arraycopy(slope, 0, derivative, at, rows);
            }
            ArrayMath.log(rows, sum, slope, scratch);
            System.arraycopy(slope, 0, out, at, rows);
            repair(at, rows, out, derivative);
        }
    }

    /** Where the sum left the range, or a component is too narrow for the square of its precision. */
    private void repair(int at, int rows, double[] out, double[] derivative) {
        for (int k = 0; k < rows; k++) {
            boolean inRange = sum[k] > SMALLEST && sum[k] <= Double.MAX_VALUE;
            if (!inRange) {
                out[at + k] = mixture.logDensity(x[k]);
            }
            if (derivative != null && !(inRange && Math.abs(derivative[at + k]) <= Double.MAX_VALUE)) {
                derivative[at + k] = mixture.logDensityDerivative(x[k]);
            }
        }
    }

    /** Leaves SUM_i e_i in sum and SUM_i e_i (log p_i)' in slope, e_i the terms. */
    private void evaluate(double[] z, int at, int rows, boolean slopes) {
        System.arraycopy(z, at, x, 0, rows);
        for (int i = 0; i < n; i++) {
            exponents(rows, x, means[i], precisions[i], constants[i], terms);
            ArrayMath.exp(rows, terms, terms, scratch);
            double squared = precisions[i] * precisions[i];
            if (i == 0) {
                System.arraycopy(terms, 0, sum, 0, rows);
                firstSlopes(rows, x, means[i], squared, terms, slope);
            } else if (slopes) {
                add(rows, terms, sum);
                addSlopes(rows, x, means[i], squared, terms, slope);
            } else {
                add(rows, terms, sum);
            }
        }
    }

    private static void exponents(int rows, double[] x, double mean, double precision, double constant, double[] out) {
        for (int k = 0; k < rows; k++) {
            double e = (x[k] - mean) * precision;
            out[k] = constant - 0.5 * e * e;
        }
    }

    private static void add(int rows, double[] terms, double[] sum) {
        for (int k = 0; k < rows; k++) {
            sum[k] += terms[k];
        }
    }

    private static void firstSlopes(int rows, double[] x, double mean, double squared, double[] terms, double[] slope) {
        for (int k = 0; k < rows; k++) {
            slope[k] = terms[k] * ((mean - x[k]) * squared);
        }
    }

    private static void addSlopes(int rows, double[] x, double mean, double squared, double[] terms, double[] slope) {
        for (int k = 0; k < rows; k++) {
            slope[k] += terms[k] * ((mean - x[k]) * squared);
        }
    }
}
