package io.divergence.optimize;

import io.divergence.math.Checks;

/**
 * Distance over gradients: gradient descent that finds its own step size,
 *
 * <pre>
 * rate_t = max(r, max_{i &lt;= t} |phi_i - phi_0|)/sqrt(SUM_{i &lt;= t} |g_i|^2 + epsilon),   r = initialMovement (1 + |phi_0|).
 * </pre>
 *
 * <p>The rate grows with the way travelled until it fits the distance to the optimum, and then falls as the gradients add
 * up; with noise as 1/sqrt(t). What the theory bounds is an average of the iterates: use it inside
 * {@link PolynomialAveraging}. It is not protected against gradients whose noise grows with the distance. Immutable.
 *
 * <p>Reference: M. Ivgi, O. Hinder, Y. Carmon, ICML 2023 (algorithm 1; initial movement and epsilon as in their
 * experiments).
 *
 * @param initialMovement the length of the first step is about this times 1 + |phi_0|
 * @param epsilon added under the root, in the units of |g|^2; small against the squared gradients that matter
 */
public record DoG(double initialMovement, double epsilon) implements ScalarRate {

    /** Checks the arguments. */
    public DoG {
        Checks.positive("initialMovement", initialMovement);
        Checks.nonNegative("epsilon", epsilon);
    }

    /** Returns the rule with an initial movement of 1e-6 and epsilon 1e-8. */
    public static DoG withDefaults() {
        return new DoG(1e-6, 1e-8);
    }

    /** Returns this rule with another initial movement. */
    public DoG withInitialMovement(double initialMovement) {
        return new DoG(initialMovement, epsilon);
    }

    /** The start, the largest distance from it, and the root of the sum of squares. */
    @Override
    public int stateSize(int n) {
        return n + 2;
    }

    @Override
    public void init(double[] phi, double[] state) {
        int n = phi.length;
        System.arraycopy(phi, 0, state, 0, n);
        state[n] = initialMovement * (1 + EuclideanNorm.of(phi));
        state[n + 1] = Math.sqrt(epsilon);
    }

    @Override
    public double rate(long step, double[] gradient, double[] phi, double[] state) {
        int n = phi.length;
        state[n] = Math.max(state[n], EuclideanNorm.between(phi, state));
        state[n + 1] = Math.hypot(state[n + 1], EuclideanNorm.of(gradient));
        return state[n + 1] == 0 ? 0 : state[n] / state[n + 1];
    }
}
