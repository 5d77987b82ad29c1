package io.divergence.distribution;

import io.divergence.math.ArrayMath;

/**
 * The log density of a mixture of normals, log SUM_i exp(c_i - (x - m_i)^2/(2 s_i^2)), and its derivative, many points at a time.
 * The terms are not shifted by the largest: where their sum leaves the middle of the range of a double, the mixture's own form for one
 * point is asked instead. Owns its scratch space; one caller.
 */
final class NormalMixtureKernel {
    /** Points that are worked on at a time. */
    private static final int ROWS = 64;
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
        terms = new double[n * ROWS];
        scratch = new double[n * ROWS];
    }

    /** Writes the log densities of the points [from, to), and their derivatives unless derivative is null. */
    void evaluate(double[] z, int from, int to, double[] out, double[] derivative) {
        for (int at = from; at < to; at += ROWS) {
            evaluate(z, at, Math.min(ROWS, to - at), derivative != null);
            for (int k = 0; k < Math.min(ROWS, to - at); k++) {
                boolean inRange = sum[k] > SMALLEST && sum[k] <= Double.MAX_VALUE;
                if (derivative != null) {
                    derivative[at + k] = inRange ? slope[k] / sum[k] : mixture.logDensityDerivative(x[k]);
                }
                scratch[k] = inRange ? sum[k] : 1;
            }
            ArrayMath.log(Math.min(ROWS, to - at), scratch, terms, slope);
            for (int k = 0; k < Math.min(ROWS, to - at); k++) {
                boolean inRange = sum[k] > SMALLEST && sum[k] <= Double.MAX_VALUE;
                out[at + k] = inRange ? terms[k] : mixture.logDensity(x[k]);
            }
        }
    }

    /** Leaves SUM_i e_i in sum and SUM_i e_i (log p_i)' in slope, e_i the terms. */
    private void evaluate(double[] z, int at, int rows, boolean slopes) {
        System.arraycopy(z, at, x, 0, rows);
        for (int i = 0; i < n; i++) {
            double mean = means[i];
            double precision = precisions[i];
            double constant = constants[i];
            int base = i * rows;
            for (int k = 0; k < rows; k++) {
                double e = (x[k] - mean) * precision;
                terms[base + k] = constant - 0.5 * e * e;
            }
        }
        ArrayMath.exp(n * rows, terms, terms, scratch);
        for (int k = 0; k < rows; k++) {
            sum[k] = terms[k];
        }
        for (int i = 1; i < n; i++) {
            int base = i * rows;
            for (int k = 0; k < rows; k++) {
                sum[k] += terms[base + k];
            }
        }
        if (slopes) {
            slopes(rows);
        }
    }

    private void slopes(int rows) {
        for (int k = 0; k < rows; k++) {
            slope[k] = 0;
        }
        for (int i = 0; i < n; i++) {
            double mean = means[i];
            double precision = precisions[i];
            int base = i * rows;
            for (int k = 0; k < rows; k++) {
                slope[k] += terms[base + k] * ((mean - x[k]) * precision * precision);
            }
        }
    }
}
