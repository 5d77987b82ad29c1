package io.divergence.optimize;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * Gradient descent with a velocity. Immutable.
 *
 * @param schedule the rate
 * @param momentum m, in [0, 1)
 * @param kind how velocity and gradient are combined
 */
public record Momentum(Schedule schedule, double momentum, Kind kind) implements Optimizer {

    /** How velocity and gradient are combined. */
    public enum Kind {
        /** v &lt;- m v + rate g; phi &lt;- phi - v. */
        HEAVY_BALL,
        /** v &lt;- m v + (1 - m) g; phi &lt;- phi - rate v. */
        AVERAGED,
        /** v &lt;- m v + rate g; phi &lt;- phi - (m v + rate g): the gradient is as if taken a step ahead. */
        NESTEROV
    }

    /** Checks the arguments. */
    public Momentum {
        Checks.notNull("schedule", schedule);
        Checks.notNull("kind", kind);
        if (!(momentum >= 0 && momentum < 1)) {
            throw Checks.illegal("momentum", momentum, "must lie in [0, 1)");
        }
    }

    /** Returns Polyak's heavy ball. */
    public static Momentum heavyBall(double rate, double momentum) {
        return new Momentum(Schedule.constant(rate), momentum, Kind.HEAVY_BALL);
    }

    /** Returns descent along an exponential average of the gradients. */
    public static Momentum averaged(double rate, double momentum) {
        return new Momentum(Schedule.constant(rate), momentum, Kind.AVERAGED);
    }

    /** Returns Nesterov's accelerated gradient. */
    public static Momentum nesterov(double rate, double momentum) {
        return new Momentum(Schedule.constant(rate), momentum, Kind.NESTEROV);
    }

    /** Returns this rule with another schedule. */
    public Momentum withSchedule(Schedule schedule) {
        return new Momentum(schedule, momentum, kind);
    }

    @Override
    public int stateSize(int n) {
        return n;
    }

    @Override
    public void init(double[] phi, double[] state) {
        Arrays.fill(state, 0, phi.length, 0);
    }

    @Override
    public void step(long step, double[] gradient, double[] phi, double[] state) {
        double rate = schedule.rate(step);
        for (int i = 0; i < phi.length; i++) {
            double g = gradient[i];
            switch (kind) {
                case HEAVY_BALL -> {
                    state[i] = momentum * state[i] + rate * g;
                    phi[i] -= state[i];
                }
                case AVERAGED -> {
                    state[i] = momentum * state[i] + (1 - momentum) * g;
                    phi[i] -= rate * state[i];
                }
                default -> {
                    state[i] = momentum * state[i] + rate * g;
                    phi[i] -= momentum * state[i] + rate * g;
                }
            }
        }
    }
}
