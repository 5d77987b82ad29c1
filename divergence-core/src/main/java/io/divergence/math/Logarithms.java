package io.divergence.math;

/** Logarithms of many numbers in the middle of the range of a double, looked for while they are taken. No method allocates. Stateless. */
public final class Logarithms {
    /** The 2^62 patterns from here on are those of the numbers from 2^-960 up to 2^64. */
    private static final long FIRST = Double.doubleToRawLongBits(0x1p-960);

    private Logarithms() {
    }

    /**
     * Writes log x[i] to out[i], i &lt; n, with the bits of {@link ArrayMath#log}, where x[i] is at least 2^-960 and below 2^64, and returns
     * whether all are; out[i] is of no use where x[i] is not. That saves two passes over the numbers.
     *
     * @param out another array than x
     * @param scratch at least n entries, of any value, another array
     */
    public static boolean ofMiddle(int n, double[] x, double[] out, double[] scratch) {
        long outside = 0;
        if (n < ArrayMath.SHORT) {
            for (int i = 0; i < n; i++) {
                outside |= Double.doubleToRawLongBits(x[i]) - FIRST;
                out[i] = ArrayMath.normalLog(x[i], 0);
            }
            return outside >>> 62 == 0;
        }
        for (int i = 0; i < n; i++) {
            long bits = Double.doubleToRawLongBits(x[i]);
            long k = (bits - ArrayMath.SQRT_HALF) >> 52;
            outside |= bits - FIRST;
            out[i] = Double.longBitsToDouble(bits - (k << 52));
            scratch[i] = Double.longBitsToDouble(k + ArrayMath.SHIFT_BITS);
        }
        for (int i = 0; i < n; i++) {
            out[i] = ArrayMath.reducedLog(out[i], scratch[i] - ArrayMath.SHIFT);
        }
        return outside >>> 62 == 0;
    }
}
