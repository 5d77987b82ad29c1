package io.divergence.optimize;

import io.divergence.math.Checks;

/**
 * Distance over weighted gradients: gradient descent that finds its own step size,
 *
 * <pre>
 * r_t = max(r_{t-1}, |phi_t - phi_0|),   v_t = v_{t-1} + r_t^2 |g_t|^2,   rate_t = r_t^2/sqrt(v_t),
 * </pre>
 *
 * <p>from r_{-1} = initialMovement (1 + |phi_0|) and v_{-1} = 0. Gradients met further away weigh more, so that the rate
 * recovers from a bad start faster than that of {@link DoG}. The path is the same for any multiple of the objective.
 * What the theory bounds is the average of the iterates with weights r_t^2. Immutable.
 *
 * <p>Reference: A. Khaled, K. Mishchenko, C. Jin, NeurIPS 2023 (algorithm 1).
 *
 * @param initialMovement the length of the first step is about this times 1 + |phi_0|
 */
public record DoWG(double initialMovement) implements ScalarRate {

    /** Checks the arguments. */
    public DoWG {
        Checks.positive("initialMovement", initialMovement);
    }

    /** Returns the rule with an initial movement of 1e-6. */
    public static DoWG withDefaults() {
        return new DoWG(1e-6);
    }

    /** The start, the largest distance from it, and the root of v. */
    @Override
    public int stateSize(int n) {
        return n + 2;
    }

    @Override
    public void init(double[] phi, double[] state) {
        int n = phi.length;
        System.arraycopy(phi, 0, state, 0, n);
        state[n] = initialMovement * (1 + EuclideanNorm.of(phi));
        state[n + 1] = 0;
    }

    @Override
    public double rate(long step, double[] gradient, double[] phi, double[] state) {
        int n = phi.length;
        double r = Math.max(state[n], EuclideanNorm.between(phi, state));
        state[n] = r;
        state[n + 1] = Math.hypot(state[n + 1], r * EuclideanNorm.of(gradient));
        return state[n + 1] == 0 ? 0 : r * (r / state[n + 1]);
    }
}
