package io.divergence.math;

/** The logistic function 1/(1 + e^-x) and its kin, of whole arrays. Arguments are finite. */
public final class LogisticFunctions {
    private static final double LN_2 = Math.log(2);

    private LogisticFunctions() {
    }

    /**
     * Writes log(1/(1 + e^-x[i])), the log of the logistic function, and its first two derivatives, 1/(1 + e^x[i]) and
     * -e^x[i]/(1 + e^x[i])^2, i &lt; n, to 6 ulp as long as they are normal numbers, with one division for all three.
     *
     * @param x replaced by the value
     * @param slope receives the first derivative
     * @param curvature receives the second derivative
     */
    public static void logLogistic(int n, double[] x, double[] slope, double[] curvature) {
        for (int i = 0; i < n; i++) {
            slope[i] = -Math.abs(x[i]);
        }
        ArrayMath.exp(n, slope, slope, curvature);
        for (int i = 0; i < n; i++) {
            curvature[i] = 1 / ((1 + slope[i]) * (2 + slope[i]));
        }
        for (int i = 0; i < n; i++) {
            // (x - |x|)/2 is min(x, 0), which takes more instructions.
            x[i] = 0.5 * (x[i] - Math.abs(x[i])) - ArrayMath.twiceArtanh(slope[i] * curvature[i] * (1 + slope[i]));
        }
        for (int i = 0; i < n; i++) {
            double inverse = curvature[i] * (2 + slope[i]);
            curvature[i] = -slope[i] * inverse * inverse;
            // At -log 2 the argument is 0, and both cases are the same; without a branch, this becomes vector instructions.
            double right = Math.max(0, Math.min(1, (x[i] + LN_2) * 1e300));
            slope[i] = (right * slope[i] + (1 - right)) * inverse;
        }
    }
}
