package io.divergence.optimize;

import io.divergence.math.Checks;

/**
 * Keeps a mean of the iterates that weighs late ones more, beside another rule: after the t-th step, t from 1,
 *
 * <pre>
 * mean &lt;- (1 - w) mean + w phi,   w = (eta + 1)/(t + eta),
 * </pre>
 *
 * <p>so that the weight of iterate i grows as i^eta. With eta = 0 it is the plain mean; the larger eta, the faster the start
 * is forgotten and the less noise is averaged out. The other rule's state comes first in the array, then the mean and the
 * count. Immutable.
 *
 * <p>Reference: O. Shamir, T. Zhang, ICML 2013, section 4.
 *
 * @param inner the other rule
 * @param eta the power, &gt;= 0
 */
public record PolynomialAveraging(Optimizer inner, double eta) implements AveragingOptimizer {

    /** Checks the arguments. */
    public PolynomialAveraging {
        Checks.notNull("inner", inner);
        Checks.nonNegative("eta", eta);
        if (inner instanceof AveragingOptimizer) {
            throw Checks.illegal("inner", inner, "must not average: there is one average only");
        }
    }

    /** Returns a rule that averages with power 8, as Ivgi, Hinder and Carmon recommend with {@link DoG}. */
    public static PolynomialAveraging of(Optimizer inner) {
        return new PolynomialAveraging(inner, 8);
    }

    /** Returns a rule that averages with a power. */
    public static PolynomialAveraging of(Optimizer inner, double eta) {
        return new PolynomialAveraging(inner, eta);
    }

    @Override
    public int stateSize(int n) {
        return inner.stateSize(n) + n + 1;
    }

    @Override
    public void step(long step, double[] gradient, double[] phi, double[] state) {
        inner.step(step, gradient, phi, state);
        int at = inner.stateSize(phi.length);
        double t = ++state[at + phi.length];
        double w = (eta + 1) / (t + eta);
        for (int i = 0; i < phi.length; i++) {
            state[at + i] += w * (phi[i] - state[at + i]);
        }
    }

    @Override
    public void average(double[] phi, double[] state, double[] out) {
        int at = inner.stateSize(phi.length);
        boolean none = state[at + phi.length] == 0;
        System.arraycopy(none ? phi : state, none ? 0 : at, out, 0, phi.length);
    }
}
