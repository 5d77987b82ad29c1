package io.divergence.check;

import java.util.function.DoubleUnaryOperator;

/**
 * A derivative by central differences, extrapolated twice (Richardson), at the step at which truncation and rounding
 * together are least, with an estimate of its error. The noise of the function is measured at points very close to
 * each other, so that a sum of a million terms is allowed the rounding of a million terms.
 *
 * <p>References: C. Ridders, Accurate computation of F'(x) and F'(x)F''(x) (1982); J. Moré, S. Wild, Estimating
 * computational noise (2011).
 *
 * @param value the derivative
 * @param error an estimate of its error; infinite if there is none
 * @param reach the largest step
 * @param height the size of the function, at least 1
 */
record NumericalDerivative(double value, double error, double reach, double height) {
    private static final int LEVELS = 27;
    /** The spacings at which noise is measured, in parts of the reach: iterative functions have errors of long wavelength. */
    private static final double CLOSE = 1e-9;
    private static final double WIDE = 1e-6;
    private static final int NOISE_POINTS = 7;

    /** Returns the derivative at x, by steps of at most the reach. */
    static NumericalDerivative of(DoubleUnaryOperator f, double x, double reach) {
        double noise = Math.max(noise(f, x, CLOSE * reach), noise(f, x, WIDE * reach));
        double best = Double.POSITIVE_INFINITY;
        double value = Double.NaN;
        double[] plain = new double[LEVELS];
        double[] once = new double[LEVELS];
        for (int j = 0; j < LEVELS; j++) {
            double h = Math.scalb(reach, -j);
            double up = x + h;
            double down = x - h;
            double above = f.applyAsDouble(up);
            double below = f.applyAsDouble(down);
            plain[j] = (above - below) / (up - down);
            once[j] = j < 1 ? Double.NaN : (4 * plain[j] - plain[j - 1]) / 3;
            double twice = j < 2 ? Double.NaN : (16 * once[j] - once[j - 1]) / 15;
            // Near a zero of f the values next to x round finer than those one step away.
            double rounding = Math.max(noise, 2 * Math.max(Math.ulp(above), Math.ulp(below)));
            double error = 2 * Math.abs(twice - once[j]) + 4 * rounding / h;
            if (error < best) {
                best = error;
                value = twice;
            }
            if (rounding / h > best) {
                break;
            }
        }
        return new NumericalDerivative(value, best, reach, Math.max(1, Math.abs(f.applyAsDouble(x))));
    }

    /** The standard deviation of the rounding errors of f near x, by the differences of fourth to sixth order. */
    private static double noise(DoubleUnaryOperator f, double x, double apart) {
        double spacing = Math.max(apart, 8 * Math.ulp(x));
        double[] table = new double[NOISE_POINTS];
        double floor = 0;
        for (int i = 0; i < NOISE_POINTS; i++) {
            table[i] = f.applyAsDouble(x + (i - NOISE_POINTS / 2) * spacing);
            floor = Math.max(floor, Math.ulp(table[i]));
        }
        double noise = floor;
        double gamma = 1;
        for (int order = 1; order < NOISE_POINTS; order++) {
            double sum = 0;
            for (int i = 0; i < NOISE_POINTS - order; i++) {
                table[i] = table[i + 1] - table[i];
                sum += table[i] * table[i];
            }
            // (k!)^2/(2k)!: what independent errors of variance one add up to in a difference of order k, inverted.
            gamma *= order / (2.0 * (2 * order - 1));
            if (order >= 4) {
                noise = Math.max(noise, Math.sqrt(gamma * sum / (NOISE_POINTS - order)));
            }
        }
        return noise;
    }
}
