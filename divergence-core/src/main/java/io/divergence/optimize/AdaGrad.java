package io.divergence.optimize;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * s &lt;- s + g^2; phi &lt;- phi - rate g/(sqrt s + epsilon). Immutable.
 *
 * <p>Reference: J. Duchi, E. Hazan, Y. Singer, JMLR 12 (2011) 2121.
 *
 * @param schedule the rate
 * @param epsilon added to the root
 */
public record AdaGrad(Schedule schedule, double epsilon) implements Optimizer {

    /** Checks the arguments. */
    public AdaGrad {
        Checks.notNull("schedule", schedule);
        Checks.positive("epsilon", epsilon);
    }

    /** Returns AdaGrad of a constant rate and epsilon 1e-10. */
    public static AdaGrad of(double rate) {
        return new AdaGrad(Schedule.constant(rate), 1e-10);
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
            state[i] += gradient[i] * gradient[i];
            phi[i] -= rate * gradient[i] / (Math.sqrt(state[i]) + epsilon);
        }
    }
}
