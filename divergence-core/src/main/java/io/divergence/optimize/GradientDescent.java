package io.divergence.optimize;

import io.divergence.math.Checks;

/**
 * phi &lt;- phi - rate g. Immutable.
 *
 * @param schedule the rate
 */
public record GradientDescent(Schedule schedule) implements ScalarRate {

    /** Checks the arguments. */
    public GradientDescent {
        Checks.notNull("schedule", schedule);
    }

    /** Returns gradient descent of a constant rate. */
    public static GradientDescent of(double rate) {
        return new GradientDescent(Schedule.constant(rate));
    }

    @Override
    public int stateSize(int n) {
        return 0;
    }

    @Override
    public void init(double[] phi, double[] state) {
        // Nothing is remembered.
    }

    @Override
    public double rate(long step, double[] gradient, double[] phi, double[] state) {
        return schedule.rate(step);
    }
}
