package io.divergence.optimize;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * s &lt;- d s + (1 - d) g^2; phi &lt;- phi - rate g/(sqrt s + epsilon). Immutable.
 *
 * @param schedule the rate
 * @param decay d, in [0, 1)
 * @param epsilon added to the root
 */
public record RmsProp(Schedule schedule, double decay, double epsilon) implements Optimizer {

    /** Checks the arguments. */
    public RmsProp {
        Checks.notNull("schedule", schedule);
        Checks.positive("epsilon", epsilon);
        if (!(decay >= 0 && decay < 1)) {
            throw Checks.illegal("decay", decay, "must lie in [0, 1)");
        }
    }

    /** Returns RMSProp of a constant rate, decay 0.9 and epsilon 1e-8. */
    public static RmsProp of(double rate) {
        return new RmsProp(Schedule.constant(rate), 0.9, 1e-8);
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
            state[i] = decay * state[i] + (1 - decay) * gradient[i] * gradient[i];
            phi[i] -= rate * gradient[i] / (Math.sqrt(state[i]) + epsilon);
        }
    }
}
