package io.divergence.distribution;

import io.divergence.math.ArrayMath;
import io.divergence.math.Logarithms;
import java.util.Arrays;

/**
 * The log density of a mixture of normals, log SUM_i exp(c_i - (x - m_i)^2/(2 s_i^2)), and its derivative, many points at a time.
 * The terms are not shifted by the largest: where their sum leaves the middle of the range of a double, the mixture's own form for one
 * point is asked instead. They are computed as powers of two ({@link NormalTerms}). Owns its scratch space; one caller.
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
    /** So that means of logarithms are finite, too. */
    private static final double LARGEST_LOG = 1e300;
    /** What the densities may be relative to: the root of the sum of squares of their logarithms, in a block. */
    private static final double LARGEST_SCALE = 400;
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
    /** The logarithms of what the densities are relative to. */
    private final double[] scale;
    private final double[] scratch;
    /** For each component. */
    private final double[][] mantissas;
    private final double[][] shifts;

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
        scale = new double[most];
        scratch = new double[most];
        mantissas = new double[n][most];
        shifts = new double[n][most];
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
            sums(rows, derivative != null);
            if (derivative != null) {
                divide(rows, slope, sum);
                System.arraycopy(slope, 0, derivative, at, rows);
            }
            boolean within = Logarithms.ofMiddle(rows, sum, part, scratch);
            System.arraycopy(part, 0, out, at, rows);
            if (!within) {
                repair(at, rows, out, derivative);
            }
        }
    }

    /** Writes densities and derivatives of their logarithms, and returns true; or returns false, if a log density is not finite. */
    boolean densityAndGradient(double[] z, int from, int to, double[] out, double[] derivative) {
        for (int at = from; tame && at < to; at += most) {
            int rows = Math.min(most, to - at);
            System.arraycopy(z, at, x, 0, rows);
            sums(rows, true);
            divide(rows, slope, sum);
            System.arraycopy(slope, 0, derivative, at, rows);
            System.arraycopy(sum, 0, out, at, rows);
            if (leaves(rows, sum) && !repairBoth(at, rows, out, derivative)) {
                return false;
            }
        }
        return tame;
    }

    /** Writes the densities over e^logScale, and returns true; or returns false, if they may not be finite. */
    boolean relativeDensity(double[] z, int from, int to, double[] logScale, double[] out) {
        for (int at = from; tame && at < to; at += most) {
            int rows = Math.min(most, to - at);
            System.arraycopy(z, at, x, 0, rows);
            System.arraycopy(logScale, at, scale, 0, rows);
            if (!(ArrayMath.dot(rows, scale, scale) <= LARGEST_SCALE * LARGEST_SCALE)) {
                return false;
            }
            relativeSums(rows);
            System.arraycopy(sum, 0, out, at, rows);
            if (leaves(rows, sum) && !repairRelative(at, rows, out)) {
                return false;
            }
        }
        return tame;
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

    private static boolean leaves(double sum) {
        return (Double.doubleToRawLongBits(sum) - SMALLEST) >>> 62 != 0;
    }

    private void repair(int at, int rows, double[] out, double[] derivative) {
        for (int k = 0; k < rows; k++) {
            if (leaves(sum[k])) {
                out[at + k] = mixture.logDensity(x[k]);
                if (derivative != null) {
                    derivative[at + k] = mixture.logDensityDerivative(x[k]);
                }
            }
        }
    }

    private boolean repairBoth(int at, int rows, double[] out, double[] derivative) {
        boolean finite = true;
        for (int k = 0; k < rows; k++) {
            if (leaves(sum[k])) {
                derivative[at + k] = mixture.logDensityDerivative(x[k]);
                double log = mixture.logDensity(x[k]);
                double density = Math.exp(log);
                out[at + k] = density < Double.MIN_NORMAL ? 0 : density;
                finite &= Math.abs(log) <= LARGEST_LOG && density <= Double.MAX_VALUE;
            }
        }
        return finite;
    }

    private boolean repairRelative(int at, int rows, double[] out) {
        boolean finite = true;
        for (int k = 0; k < rows; k++) {
            if (leaves(sum[k])) {
                out[at + k] = Math.exp(mixture.logDensity(x[k]) - scale[k]);
                finite &= out[at + k] <= Double.MAX_VALUE;
            }
        }
        return finite;
    }

    /** Leaves SUM_i e_i in sum, e_i the terms, and if it is asked for SUM_i e_i (log p_i)' in slope. */
    private void sums(int rows, boolean withSlope) {
        if (rows < SHORT) {
            shortSums(rows, null);
            return;
        }
        for (int i = 0; i < n; i++) {
            NormalTerms.exponents(rows, x, means[i], scales[i], constants[i], part);
            NormalTerms.split(rows, part, mantissas[i], shifts[i]);
        }
        if (withSlope) {
            addBoth(rows);
        } else {
            add(rows);
        }
    }

    /** The same for terms over e^scale. */
    private void relativeSums(int rows) {
        if (rows < SHORT) {
            shortSums(rows, scale);
            return;
        }
        for (int i = 0; i < n; i++) {
            NormalTerms.exponents(rows, x, scale, means[i], scales[i], constants[i], part);
            NormalTerms.split(rows, part, mantissas[i], shifts[i]);
        }
        add(rows);
    }

    private void add(int rows) {
        int i = n & 1;
        if (i == 1) {
            NormalTerms.first(rows, mantissas[0], shifts[0], sum);
        } else {
            Arrays.fill(sum, 0, rows, 0);
        }
        for (; i < n; i += 2) {
            NormalTerms.add(rows, mantissas[i], shifts[i], mantissas[i + 1], shifts[i + 1], sum);
        }
    }

    private void addBoth(int rows) {
        for (int i = 0; i < n; i++) {
            NormalTerms.powers(rows, shifts[i], part);
            if (i == 0) {
                NormalTerms.firstBoth(rows, x, means[i], squares[i], mantissas[i], part, sum, slope);
            } else {
                NormalTerms.addBoth(rows, x, means[i], squares[i], mantissas[i], part, sum, slope);
            }
        }
    }

    /** The same row by row, which is faster for a few rows; with the same bits. */
    private void shortSums(int rows, double[] relativeTo) {
        for (int k = 0; k < rows; k++) {
            double s = 0;
            double d = 0;
            double logScale = relativeTo == null ? 0 : relativeTo[k];
            for (int i = 0; i < n; i++) {
                double e = (x[k] - means[i]) * scales[i];
                double t = Math.fma(-e, e, Math.fma(logScale, NormalTerms.MINUS_LOG2_E, constants[i]));
                // Faster than a maximum outside of vector instructions; NaN stays NaN.
                t = t < NormalTerms.LEAST ? NormalTerms.LEAST : t;
                double shifted = t + NormalTerms.SHIFT;
                double mantissa = NormalTerms.mantissa(t, shifted);
                double power = NormalTerms.power(shifted);
                double term = mantissa * power;
                s += term;
                d = Math.fma(term, (means[i] - x[k]) * squares[i], d);
            }
            sum[k] = s;
            slope[k] = d;
        }
    }

    private static void divide(int rows, double[] x, double[] by) {
        for (int k = 0; k < rows; k++) {
            x[k] /= by[k];
        }
    }
}
