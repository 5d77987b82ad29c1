package io.divergence.math;

/**
 * Elementary functions and sums of the first n entries of arrays, in loops that the compiler can turn into vector instructions.
 *
 * <p>Every function is right to 2 ulp of {@link StrictMath} over its whole range, subnormal results, infinities, zeros and NaN
 * included, unless its comment says otherwise. The bits of a result depend on its own entry only, not on its neighbours nor on n;
 * those of a sum on the entries and their order only. The caller owns all arrays; an output may be the input, but scratch space
 * must be an array of its own. No method allocates. Arrays shorter than n are a programmer's error and end in an
 * {@link IndexOutOfBoundsException}. Stateless.
 *
 * <p>Bit operations among floating-point operations keep a loop from being vectorised, so that exponents travel between loops in
 * a scratch array, as the low bits of numbers near 1.5 2^52: adding that constant rounds to an integer.
 *
 * <p>Sources: W. J. Cody and W. Waite, Software Manual for the Elementary Functions (1980), reduction in two parts; P.-T. P. Tang,
 * Table-driven implementation of the logarithm function in IEEE floating-point arithmetic, ACM TOMS 16 (1990), for the logarithm
 * through s = f/(2 + f). Polynomials interpolate at Chebyshev nodes, with an error below 0.1 ulp.
 */
public final class ArrayMath {
    static final double SHIFT = 0x1.8p52;
    private static final double INVERSE_LN_2 = 1.4426950408889634;
    private static final double LN_2_HIGH = 0.6931471805599453;
    private static final double LN_2_LOW = 2.3190468138462996e-17;
    /** log 2 with 20 zero bits at the end, so that its products with exponents are exact. */
    private static final double LN_2_SHORT = 0x1.62e42feep-1;
    private static final double LN_2_REST = 1.90821492927058770002e-10;

    /** Exponents are shifted by the bias of a double: their low bits are those of a power of two. */
    private static final double EXP_SHIFT = SHIFT + 1023;
    private static final long EXP_SHIFT_BITS = Double.doubleToRawLongBits(EXP_SHIFT);
    static final long SHIFT_BITS = Double.doubleToRawLongBits(SHIFT);
    /** Within 1024 exponents from here on e^x needs no care: x from -531 to 177. */
    private static final long EXP_WINDOW = SHIFT_BITS + 1023 - 767;
    /** Within 1024 exponents from here on log x needs no care: x from 2^-512 to 2^511. */
    private static final long LOG_WINDOW = SHIFT_BITS - 512;
    /** The bits of sqrt(1/2), where the binade of the reduced argument of the logarithm begins. */
    static final long SQRT_HALF = 0x3FE6A09E667F3BCDL;
    /** Shorter blocks have loops of their own: a loop that is compiled after short runs is not unrolled as far. */
    static final int SHORT = 24;

    private ArrayMath() {
    }

    /**
     * Writes e^x[i] to out[i], i &lt; n, to 1 ulp or so: x = k log 2 + r, |r| &lt;= log(2)/2, and a polynomial of degree 11.
     *
     * @param out may be x
     * @param scratch at least n entries, of any value
     */
    public static void exp(int n, double[] x, double[] out, double[] scratch) {
        if (n < SHORT) {
            shortExp(n, x, out);
            return;
        }
        for (int i = 0; i < n; i++) {
            double shifted = Math.fma(x[i], INVERSE_LN_2, EXP_SHIFT);
            out[i] = reducedExp(x[i], shifted - EXP_SHIFT);
            scratch[i] = shifted;
        }
        if (leaves(EXP_WINDOW, n, scratch)) {
            finishFarExponentials(n, out, scratch);
        }
        for (int i = 0; i < n; i++) {
            scratch[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(scratch[i]) << 52);
        }
        for (int i = 0; i < n; i++) {
            out[i] *= scratch[i];
        }
    }

    private static void shortExp(int n, double[] x, double[] out) {
        for (int i = 0; i < n; i++) {
            double shifted = Math.fma(x[i], INVERSE_LN_2, EXP_SHIFT);
            double p = reducedExp(x[i], shifted - EXP_SHIFT);
            long bits = Double.doubleToRawLongBits(shifted);
            out[i] = (bits - EXP_WINDOW) >>> 10 == 0 ? p * Double.longBitsToDouble(bits << 52) : farExp(p, bits);
        }
    }

    /** e^r, r = x - k log 2. */
    private static double reducedExp(double x, double k) {
        double r = Math.fma(k, -LN_2_LOW, Math.fma(k, -LN_2_HIGH, x));
        double p = Math.fma(r, 2.5100424157005067e-08, 2.7620138719733994e-07);
        p = Math.fma(r, p, 2.7557268378684192e-06);
        p = Math.fma(r, p, 2.480152119021773e-05);
        p = Math.fma(r, p, 0.00019841269863105968);
        p = Math.fma(r, p, 0.0013888888917281794);
        p = Math.fma(r, p, 0.008333333333330051);
        p = Math.fma(r, p, 0.04166666666662399);
        p = Math.fma(r, p, 0.16666666666666669);
        p = Math.fma(r, p, 0.5);
        p = Math.fma(r, p, 1);
        return Math.fma(r, p, 1);
    }

    /** {@return whether the bits of any entry lie outside the 1024 numbers from a first one on} */
    private static boolean leaves(long first, int n, double[] shifted) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            a |= Double.doubleToRawLongBits(shifted[i]) - first;
            b |= Double.doubleToRawLongBits(shifted[i + 1]) - first;
            c |= Double.doubleToRawLongBits(shifted[i + 2]) - first;
            d |= Double.doubleToRawLongBits(shifted[i + 3]) - first;
        }
        for (; i < n; i++) {
            a |= Double.doubleToRawLongBits(shifted[i]) - first;
        }
        return (a | b | c | d) >>> 10 != 0;
    }

    /** Finishes the entries with exponents outside the window, and leaves them a factor of one. */
    private static void finishFarExponentials(int n, double[] out, double[] shifted) {
        for (int i = 0; i < n; i++) {
            long bits = Double.doubleToRawLongBits(shifted[i]);
            if ((bits - EXP_WINDOW) >>> 10 != 0) {
                out[i] = farExp(out[i], bits);
                shifted[i] = EXP_SHIFT;
            }
        }
    }

    /** 2^k p for the bits of the shifted k, or the limit where k is out of the range of exponents. */
    private static double farExp(double p, long bits) {
        long k = bits - EXP_SHIFT_BITS;
        if (k >= -1080 && k <= 1025) {
            // Two factors, since one would leave the range of exponents; the first product is exact.
            long half = k >> 1;
            return p * power(half) * power(k - half);
        }
        double shifted = Double.longBitsToDouble(bits);
        return shifted < SHIFT ? 0 : shifted > SHIFT ? Double.POSITIVE_INFINITY : Double.NaN;
    }

    private static double power(long exponent) {
        return Double.longBitsToDouble((exponent + 1023) << 52);
    }

    /**
     * Writes log x[i] to out[i], i &lt; n, to 1 ulp or so: x = 2^k m with m from sqrt(1/2) to sqrt(2), s = (m - 1)/(m + 1), and the
     * series of log m = 2 artanh s. It is -infinity at 0 of either sign, and NaN below.
     *
     * @param out may be x
     * @param scratch at least n entries, of any value
     */
    public static void log(int n, double[] x, double[] out, double[] scratch) {
        if (n < SHORT) {
            shortLog(n, x, out);
            return;
        }
        for (int i = 0; i < n; i++) {
            long bits = Double.doubleToRawLongBits(x[i]);
            long k = (bits - SQRT_HALF) >> 52;
            out[i] = Double.longBitsToDouble(bits - (k << 52));
            scratch[i] = Double.longBitsToDouble(k + SHIFT_BITS);
        }
        if (leaves(LOG_WINDOW, n, scratch)) {
            reduceFarLogarithms(n, out, scratch);
        }
        for (int i = 0; i < n; i++) {
            out[i] = reducedLog(out[i], scratch[i] - SHIFT);
        }
    }

    private static void shortLog(int n, double[] x, double[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = log(x[i]);
        }
    }

    private static double log(double x) {
        if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
            return x > 0 && x < 1 ? normalLog(x * 0x1p54, -54) : x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
        }
        return normalLog(x, 0);
    }

    static double normalLog(double x, int exponent) {
        long bits = Double.doubleToRawLongBits(x);
        long k = (bits - SQRT_HALF) >> 52;
        return reducedLog(Double.longBitsToDouble(bits - (k << 52)), k + exponent);
    }

    /** log(2^k m). */
    static double reducedLog(double m, double k) {
        double f = m - 1;
        double s = f / (2 + f);
        double z = s * s;
        double p = Math.fma(z, 0.1461703754879165, 0.1533167403016786);
        p = Math.fma(z, p, 0.18182890556695602);
        p = Math.fma(z, p, 0.2222221111514416);
        p = Math.fma(z, p, 0.2857142862609589);
        p = Math.fma(z, p, 0.3999999999989924);
        p = Math.fma(z, p, 0.666666666666667);
        double half = 0.5 * f * f;
        double rest = Math.fma(s, Math.fma(z, p, half), k * LN_2_REST);
        return Math.fma(k, LN_2_SHORT, f - (half - rest));
    }

    /** Reduces again what is not a normal number, restored from its two parts; k is infinite or NaN where the logarithm is. */
    private static void reduceFarLogarithms(int n, double[] m, double[] shifted) {
        for (int i = 0; i < n; i++) {
            long k = Double.doubleToRawLongBits(shifted[i]) - SHIFT_BITS;
            if (k < -1021 || k > 1022) {
                double x = Double.longBitsToDouble(Double.doubleToRawLongBits(m[i]) + (k << 52));
                if (x > 0 && x <= Double.MAX_VALUE) {
                    double scaled = x < Double.MIN_NORMAL ? x * 0x1p54 : x;
                    long bits = Double.doubleToRawLongBits(scaled);
                    k = (bits - SQRT_HALF) >> 52;
                    m[i] = Double.longBitsToDouble(bits - (k << 52));
                    shifted[i] = SHIFT + (x < Double.MIN_NORMAL ? k - 54 : k);
                } else {
                    m[i] = 1;
                    shifted[i] = x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
                }
            }
        }
    }

    /**
     * Writes log(1 + e^x[i]) to out[i], i &lt; n, to 3 ulp: max(x, 0) + log(1 + u), u = e^-|x|, and log(1 + u) = 2 artanh(u/(2 + u)).
     *
     * @param out may be x
     * @param scratch1 at least n entries, of any value; it holds u afterwards
     * @param scratch2 likewise, another array
     */
    public static void log1pExp(int n, double[] x, double[] out, double[] scratch1, double[] scratch2) {
        for (int i = 0; i < n; i++) {
            scratch1[i] = -Math.abs(x[i]);
        }
        exp(n, scratch1, scratch1, scratch2);
        for (int i = 0; i < n; i++) {
            out[i] = Math.max(x[i], 0) + logOnePlus(scratch1[i]);
        }
    }

    /** Writes log(1 + x[i]) to out[i], i &lt; n, to 2 ulp for x[i] from 0 to 1; no other argument is of use. The output may be x. */
    public static void log1pOfUnit(int n, double[] x, double[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = logOnePlus(x[i]);
        }
    }

    /** log(1 + u), u from 0 to 1. */
    private static double logOnePlus(double u) {
        return twiceArtanh(u / (2 + u));
    }

    /** 2 artanh s, s from 0 to 1/3. */
    static double twiceArtanh(double s) {
        double z = s * s;
        double p = Math.fma(z, 0.16164938169471338, 0.08800317650868773);
        p = Math.fma(z, p, 0.12001155182857778);
        p = Math.fma(z, p, 0.13314135550881162);
        p = Math.fma(z, p, 0.15385570592912243);
        p = Math.fma(z, p, 0.18181789417326447);
        p = Math.fma(z, p, 0.22222222717801782);
        p = Math.fma(z, p, 0.2857142856710506);
        p = Math.fma(z, p, 0.40000000000014596);
        p = Math.fma(z, p, 0.6666666666666666);
        return Math.fma(s * z, p, s + s);
    }

    /**
     * Writes the logistic function 1/(1 + e^-x[i]) to out[i], i &lt; n, to 4 ulp while x &gt; -708; below, where it is no longer a normal
     * number, it may be 0.
     *
     * @param out may be x
     * @param scratch at least n entries, of any value
     */
    public static void logistic(int n, double[] x, double[] out, double[] scratch) {
        for (int i = 0; i < n; i++) {
            out[i] = -x[i];
        }
        exp(n, out, out, scratch);
        for (int i = 0; i < n; i++) {
            out[i] = 1 / (1 + out[i]);
        }
    }

    /** Returns the sum of the first n entries, by eight running sums. */
    public static double sum(int n, double[] x) {
        return sum(0, n, x);
    }

    private static double sum(int from, int n, double[] x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        int i = from;
        for (; i < n - 7; i += 8) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
            e += x[i + 4];
            f += x[i + 5];
            g += x[i + 6];
            h += x[i + 7];
        }
        for (; i < n; i++) {
            a += x[i];
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }

    /** Returns SUM x[i] y[i] over the first n entries, by eight running sums with fused multiplications. */
    public static double dot(int n, double[] x, double[] y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        int i = 0;
        for (; i < n - 7; i += 8) {
            a = Math.fma(x[i], y[i], a);
            b = Math.fma(x[i + 1], y[i + 1], b);
            c = Math.fma(x[i + 2], y[i + 2], c);
            d = Math.fma(x[i + 3], y[i + 3], d);
            e = Math.fma(x[i + 4], y[i + 4], e);
            f = Math.fma(x[i + 5], y[i + 5], f);
            g = Math.fma(x[i + 6], y[i + 6], g);
            h = Math.fma(x[i + 7], y[i + 7], h);
        }
        for (; i < n; i++) {
            a = Math.fma(x[i], y[i], a);
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }

    /** {@return whether none of the first n entries is NaN or infinite} */
    public static boolean isFinite(int n, double[] x) {
        return isFinite(0, n, x);
    }

    /** {@return whether the entries [from, to) are finite} */
    public static boolean isFinite(int from, int to, double[] x) {
        // A sum that is finite is of finite terms; if it is not, one by one.
        if (Math.abs(sum(from, to, x)) <= Double.MAX_VALUE) {
            return true;
        }
        for (int i = from; i < to; i++) {
            if (!(Math.abs(x[i]) <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the largest of the first n entries: -infinity for none, and NaN if any is NaN. */
    public static double max(int n, double[] x) {
        double a = Double.NEGATIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        int i = 0;
        for (; i < n - 3; i += 4) {
            a = Math.max(a, x[i]);
            b = Math.max(b, x[i + 1]);
            c = Math.max(c, x[i + 2]);
            d = Math.max(d, x[i + 3]);
        }
        for (; i < n; i++) {
            a = Math.max(a, x[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    /**
     * Returns log SUM exp(x[i]) over the first n entries, shifted by the largest.
     *
     * @param scratch1 at least n entries; it holds exp(x[i] - max x) afterwards, if the largest entry is finite
     * @param scratch2 at least n entries, another array
     * @return negative infinity for no terms, or if all are negative infinity; NaN if any term is NaN
     */
    public static double logSumExp(int n, double[] x, double[] scratch1, double[] scratch2) {
        double max = max(n, x);
        if (Double.isInfinite(max) || Double.isNaN(max)) {
            return max;
        }
        for (int i = 0; i < n; i++) {
            scratch1[i] = x[i] - max;
        }
        exp(n, scratch1, scratch1, scratch2);
        return max + Math.log(sum(n, scratch1));
    }
}
