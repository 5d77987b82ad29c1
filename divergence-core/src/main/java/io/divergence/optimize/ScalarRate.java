package io.divergence.optimize;

/**
 * An optimizer that steps along the gradient itself, at one rate for all parameters: phi &lt;- phi - rate g. That rate is
 * also the step size of a proximal map, so that {@link Proximal} can stand around such a rule.
 */
public interface ScalarRate extends Optimizer {

    /**
     * Takes a gradient into the state and returns the rate at which to follow it; phi is not moved.
     *
     * @param step from 0
     * @param gradient of length n; not written
     * @param phi of length n; not written
     * @param state as in {@link #step}
     */
    double rate(long step, double[] gradient, double[] phi, double[] state);

    @Override
    default void step(long step, double[] gradient, double[] phi, double[] state) {
        double rate = rate(step, gradient, phi, state);
        for (int i = 0; i < phi.length; i++) {
            phi[i] -= rate * gradient[i];
        }
    }
}
