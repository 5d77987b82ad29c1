package io.divergence.distribution;

import io.divergence.math.ArrayMath;

/**
 * The log density of a mixture of normals, log SUM_i exp(c_i - (x - m_i)^2/(2 s_i^2)), and its derivative, many points at a time.
 * The terms are not shifted by the largest: where their sum leaves the middle of the range of a double, the mixture's own form for one
 * point is asked instead. They are computed as powers of two, of all components together: the longer a loop, the less of it is
 * spent outside vector instructions. Owns its scratch space; one caller.
 */
final class NormalMixtureKernel {
    /** Points that are worked on at a time; fewer where there are many components. */
    private static final int ROWS = 256;
    private static final int TERMS = 1024;
    private static final int SHORT = 24;
    /** Sums from 2^-960, below which the terms lose digits to subnormal numbers, to 2^64 have the 2^62 patterns from here on. */
    private static final long SMALLEST = Double.doubleToRawLongBits(0x1p-960);
    /** The logarithm of the largest term, and the narrowest and widest component, at which neither terms nor slopes overflow. */
    private static final double LARGEST_EXPONENT = 50;
    private static final double LARGEST_PRECISION = 1e100;
    /** Adding it rounds to a whole number, whose low bits with the bias of an exponent are then those of the sum. */
    private static final double SHIFT = 0x1.8p52 + 1023;
    private static final double ROOT_OF_HALF_LOG2_E = Math.sqrt(0.5 / Math.log(2));

    private final Mixture mixture;
    private final int n;
    private final int most;
    private final double[] constants;
    private final double[] means;
    private final double[] scales;
    private final double[] squares;
    /** Whether the terms and slopes of points with a sum in the middle of the range are finite. */
    private final boolean tame;
    private final double[] x;
    private final double[] sum;
    private final double[] slope;
    private final double[] part;
    private final double[] terms;
    private final double[] scratch;

    NormalMixtureKernel(Mixture mixture) {
        this.mixture = mixture;
        n = mixture.size();
        most = Math.max(8, Math.min(ROWS, TERMS / n));
        constants = new double[n];
        means = new double[n];
        scales = new double[n];
        squares = new double[n];
        boolean within = true;
        for (int i = 0; i < n; i++) {
            Normal normal = (Normal) mixture.component(i);
            double precision = 1 / normal.sd();
            means[i] = normal.mean();
            scales[i] = precision * ROOT_OF_HALF_LOG2_E;
            squares[i] = precision * precision;
            constants[i] = (Math.log(mixture.weight(i)) - Math.log(normal.sd()) - Normal.HALF_LOG_TWO_PI) / Math.log(2);
            within &= constants[i] <= LARGEST_EXPONENT && precision <= LARGEST_PRECISION && precision >= 1 / LARGEST_PRECISION
                    && Math.abs(means[i]) <= LARGEST_PRECISION;
        }
        tame = within;
        x = new double[most];
        sum = new double[most];
        slope = new double[most];
        part = new double[most];
        terms = new double[n * most];
        scratch = new double[n * most];
    }

    /** Writes the log densities of the points [from, to), and their derivatives unless derivative is null. */
    void evaluate(double[] z, int from, int to, double[] out, double[] derivative) {
        for (int at = from; at < to; at += most) {
            int rows = Math.min(most, to - at);
            System.arraycopy(z, at, x, 0, rows);
            if (!tame) {
                oneByOne(at, rows, out, derivative);
                continue;
            }
            terms(rows);
            if (derivative == null) {
                sum(rows);
            } else {
                sums(rows);
                divide(rows, slope, sum);
                System.arraycopy(slope, 0, derivative, at, rows);
            }
            ArrayMath.log(rows, sum, part, scratch);
            System.arraycopy(part, 0, out, at, rows);
            if (leaves(rows, sum)) {
                repair(at, rows, out, derivative);
            }
        }
    }

    private void oneByOne(int at, int rows, double[] out, double[] derivative) {
        for (int k = 0; k < rows; k++) {
            out[at + k] = mixture.logDensity(x[k]);
            if (derivative != null) {
                derivative[at + k] = mixture.logDensityDerivative(x[k]);
            }
        }
    }

    /** {@return whether any sum is NaN or outside of the middle of the range} */
    private static boolean leaves(int rows, double[] sum) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        int k = 0;
        for (; k < rows - 3; k += 4) {
            a |= Double.doubleToRawLongBits(sum[k]) - SMALLEST;
            b |= Double.doubleToRawLongBits(sum[k + 1]) - SMALLEST;
            c |= Double.doubleToRawLongBits(sum[k + 2]) - SMALLEST;
            d |= Double.doubleToRawLongBits(sum[k + 3]) - SMALLEST;
        }
        for (; k < rows; k++) {
            a |= Double.doubleToRawLongBits(sum[k]) - SMALLEST;
        }
        return (a | b | c | d) >>> 62 != 0;
    }

    private void repair(int at, int rows, double[] out, double[] derivative) {
        for (int k = 0; k < rows; k++) {
            if ((Double.doubleToRawLongBits(sum[k]) - SMALLEST) >>> 62 != 0) {
                out[at + k] = mixture.logDensity(x[k]);
                if (derivative != null) {
                    derivative[at + k] = mixture.logDensityDerivative(x[k]);
                }
            }
        }
    }

    /** Leaves the terms in their array: those of a component one after the other. */
    private void terms(int rows) {
        for (int i = 0; i < n; i++) {
            if (rows < SHORT) {
                shortExponents(rows, x, means[i], scales[i], constants[i], terms, i * rows);
                continue;
            }
            exponents(rows, x, means[i], scales[i], constants[i], part);
            System.arraycopy(part, 0, terms, i * rows, rows);
        }
        polynomials(n * rows, terms, scratch);
        powers(n * rows, scratch);
        multiply(n * rows, scratch, terms);
    }

    /** Leaves SUM_i e_i in sum, e_i the terms. */
    private void sum(int rows) {
        System.arraycopy(terms, 0, sum, 0, rows);
        for (int i = 1; i < n; i++) {
            System.arraycopy(terms, i * rows, part, 0, rows);
            add(rows, part, sum);
        }
    }

    /** Leaves SUM_i e_i in sum and SUM_i e_i (log p_i)' in slope. */
    private void sums(int rows) {
        System.arraycopy(terms, 0, sum, 0, rows);
        firstSlopes(rows, x, means[0], squares[0], sum, slope);
        for (int i = 1; i < n; i++) {
            System.arraycopy(terms, i * rows, part, 0, rows);
            addBoth(rows, x, means[i], squares[i], part, sum, slope);
        }
    }

    /** Exponents of two, within the range of normal numbers: what is smaller counts for nothing in a sum above the least. */
    private static void exponents(int rows, double[] x, double mean, double scale, double constant, double[] out) {
        for (int k = 0; k < rows; k++) {
            double e = (x[k] - mean) * scale;
            out[k] = Math.max(constant - e * e, -1021);
        }
    }

    /** Leaves 2^(x - k) in x, k the whole number next to x, and k itself, shifted, in shifted. */
    private static void polynomials(int n, double[] x, double[] shifted) {
        for (int j = 0; j < n; j++) {
            double s = x[j] + SHIFT;
            double r = x[j] - (s - SHIFT);
            double p = Math.fma(r, 4.4549605981865186e-10, 7.072585949269223e-09);
            p = Math.fma(r, p, 1.0178062445845774e-07);
            p = Math.fma(r, p, 1.321544258792169e-06);
            p = Math.fma(r, p, 1.525273382983612e-05);
            p = Math.fma(r, p, 0.0001540353044173605);
            p = Math.fma(r, p, 0.0013333558146416936);
            p = Math.fma(r, p, 0.009618129107606888);
            p = Math.fma(r, p, 0.0555041086648216);
            p = Math.fma(r, p, 0.24022650695910097);
            p = Math.fma(r, p, 0.6931471805599453);
            x[j] = Math.fma(r, p, 1);
            shifted[j] = s;
        }
    }

    /** Turns shifted exponents into powers of two. */
    private static void powers(int n, double[] shifted) {
        for (int j = 0; j < n; j++) {
            shifted[j] = Double.longBitsToDouble(Double.doubleToRawLongBits(shifted[j]) << 52);
        }
    }

    private static void multiply(int n, double[] by, double[] x) {
        for (int j = 0; j < n; j++) {
            x[j] *= by[j];
        }
    }

    /** The same without a copy, which costs more than vector instructions gain for a few points. */
    private static void shortExponents(int rows, double[] x, double mean, double scale, double constant, double[] out, int at) {
        for (int k = 0; k < rows; k++) {
            double e = (x[k] - mean) * scale;
            double t = constant - e * e;
            // NaN stays NaN.
            out[at + k] = t < -1021 ? -1021 : t;
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

    private static void addBoth(int rows, double[] x, double mean, double squared, double[] terms, double[] sum, double[] slope) {
        for (int k = 0; k < rows; k++) {
            sum[k] += terms[k];
            slope[k] += terms[k] * ((mean - x[k]) * squared);
        }
    }

    private static void divide(int rows, double[] x, double[] by) {
        for (int k = 0; k < rows; k++) {
            x[k] /= by[k];
        }
    }
}
