package io.divergence.math;

/** Sums of exponentials in log space, shifted by the largest term, so that no exponent is too large or too small. */
public final class LogSumExp {

    private LogSumExp() {
    }

    /**
     * Returns log SUM exp(a[i]) over i in [from, to).
     *
     * @return negative infinity for no terms, or if all terms are negative infinity; NaN if any term is NaN
     */
    public static double of(double[] a, int from, int to) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            if (!(a[i] <= max)) {
                max = a[i];
            }
        }
        if (Double.isInfinite(max) || Double.isNaN(max)) {
            return max;
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.exp(a[i] - max);
        }
        return max + Math.log(sum);
    }

    /** Returns log SUM exp(a[i]) over the whole array. */
    public static double of(double[] a) {
        return of(a, 0, a.length);
    }

    /** Returns log(exp(a) + exp(b)). */
    public static double of(double a, double b) {
        double max = Math.max(a, b);
        if (Double.isInfinite(max) || Double.isNaN(max)) {
            return max;
        }
        return max + Math.log1p(Math.exp(Math.min(a, b) - max));
    }
}
