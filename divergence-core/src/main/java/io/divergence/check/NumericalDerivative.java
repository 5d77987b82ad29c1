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
    /** Two values contradict each other if they differ by so many of their errors. */
    private static final double SETTLED = 10;

    /** Returns the derivative at x, by steps of at most the reach, which may be far wider than f is. */
    static NumericalDerivative of(DoubleUnaryOperator f, double x, double reach) {
        return of(f, x, reach, false);
    }

    /** Returns the derivative at x of a function that is known to change over distances of the order of the reach. */
    static NumericalDerivative ofKnownScale(DoubleUnaryOperator f, double x, double reach) {
        return of(f, x, reach, true);
    }

    private static NumericalDerivative of(DoubleUnaryOperator f, double x, double reach, boolean scaleKnown) {
        double noise = Math.max(noise(f, x, CLOSE * reach), noise(f, x, WIDE * reach));
        double[] values = new double[LEVELS];
        double[] errors = new double[LEVELS];
        double plain = Double.NaN;
        double once = Double.NaN;
        int best = 0;
        for (int j = 0; j < LEVELS; j++) {
            double h = Math.scalb(reach, -j);
            double up = x + h;
            double down = x - h;
            double above = f.applyAsDouble(up);
            double below = f.applyAsDouble(down);
            double coarser = plain;
            double coarserOnce = once;
            plain = (above - below) / (up - down);
            once = (4 * plain - coarser) / 3;
            values[j] = (16 * once - coarserOnce) / 15;
            // Near a zero of f the values next to x round finer than those one step away.
            double rounding = Math.max(noise, 2 * Math.max(Math.ulp(above), Math.ulp(below)));
            double error = 2 * Math.abs(values[j] - once) + 4 * rounding / h;
            errors[j] = error < Double.POSITIVE_INFINITY ? error : Double.POSITIVE_INFINITY;
            best = errors[j] < errors[best] ? j : best;
        }
        double value = errors[best] < Double.POSITIVE_INFINITY ? values[best] : Double.NaN;
        double height = Math.max(1, Math.abs(f.applyAsDouble(x)));
        return new NumericalDerivative(value, errors[best] + contradiction(values, errors, best, scaleKnown ? 1 : best + 1), reach, height);
    }

    /**
     * How far the best value is from one of another step that seems settled as well: a peak that is narrower than the
     * steps, or rounding in stairs that are wider. Which of them is right cannot be told.
     * Coarser steps count only if they are known not to be too coarse.
     */
    private static double contradiction(double[] values, double[] errors, int best, int from) {
        double largest = 0;
        for (int j = from; j < LEVELS; j++) {
            double difference = Math.abs(values[j] - values[best]);
            double unsettled = errors[j] + Math.abs(values[j] - values[j - 1]) + errors[best];
            if (difference > SETTLED * unsettled) {
                largest = Math.max(largest, difference);
            }
        }
        return largest;
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
