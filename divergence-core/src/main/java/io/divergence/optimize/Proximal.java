package io.divergence.optimize;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * Proximal gradient steps for scale parameters that have to stay positive, as the diagonal of a Gaussian's scale.
 *
 * <p>The reverse KL divergence of a location-scale family is an energy E_q[-log p] and the negative entropy
 * -SUM_i log s_i + const. The energy is smooth where -log p is; the entropy is not, at s = 0. A proximal step follows the
 * gradient of the energy only, and treats the entropy exactly, by the map
 *
 * <pre>
 * prox(v) = argmin_{s &gt; 0} { -log s + (s - v)^2/(2 rate) } = (v + sqrt(v^2 + 4 rate))/2,
 * </pre>
 *
 * <p>which is positive for every v. The gradients of this library are those of the whole divergence: they include the
 * entropy's part -1/s_i. So a step is
 *
 * <pre>
 * phi &lt;- phi - rate (g + SUM_i e_i/s_i),   then s_i &lt;- prox(s_i) at every index i,
 * </pre>
 *
 * <p>with the same rate in both. Where g = 0 it does not move, so that every stationary point stays one, and an estimator
 * without noise at the optimum stays without. This holds for other divergences too, but only for reverse KL is the rest a
 * smooth energy. Closed forms, quadrature and reparameterisation hold -1/s_i exactly, and then small scales are harmless.
 * Sticking the landing and score estimators hold it in expectation only, with noise of the order of 1/s_i: that noise is not
 * taken away, so start them from scales that are not small.
 *
 * <p>The entries named have to be the scales themselves, not their logarithms, squares or inverses, and g the gradient of
 * the divergence with respect to phi: a fit by the natural gradient and {@link Clipped} around this rule are refused, since
 * both change the entropy's part. Gradient descent must have rates &gt;= 0. The inner rule sees the energy's gradient, which
 * is not zero at the optimum. Immutable.
 *
 * <p>References: J. Domke, ICML 2020; J. Domke, R. Gower, G. Garrigos, NeurIPS 2023.
 */
public final class Proximal implements Optimizer {
    private final ScalarRate inner;
    private final int[] indices;

    private Proximal(ScalarRate inner, int[] indices) {
        this.inner = inner;
        this.indices = indices;
    }

    /**
     * Returns the proximal rule.
     *
     * @param inner what gives the rate
     * @param indices of the scales in phi, each once
     */
    public static Proximal of(ScalarRate inner, int... indices) {
        Checks.notNull("inner", inner);
        Checks.notNull("indices", indices);
        Checks.atLeast("indices.length", indices.length, 1);
        int[] sorted = indices.clone();
        Arrays.sort(sorted);
        Checks.atLeast("index", sorted[0], 0);
        for (int k = 1; k < sorted.length; k++) {
            if (sorted[k] == sorted[k - 1]) {
                throw Checks.illegal("index", sorted[k], "must be given once");
            }
        }
        return new Proximal(inner, sorted);
    }

    /** {@return what gives the rate} */
    public ScalarRate inner() {
        return inner;
    }

    /** {@return the indices of the scales, ascending} */
    public int[] indices() {
        return indices.clone();
    }

    @Override
    public boolean needsPlainGradient() {
        return true;
    }

    /** {@inheritDoc} Throws if an index is not below n. */
    @Override
    public int stateSize(int n) {
        int last = indices[indices.length - 1];
        if (last >= n) {
            throw Checks.illegal("index", last, "must be below the number of parameters, " + n);
        }
        return inner.stateSize(n);
    }

    /** {@inheritDoc} Throws if a scale is not positive. */
    @Override
    public void init(double[] phi, double[] state) {
        for (int i : indices) {
            if (!(phi[i] > 0)) {
                throw Checks.illegal("phi[" + i + "]", phi[i], "must be positive: a proximal step is for scales");
            }
        }
        inner.init(phi, state);
    }

    @Override
    public void step(long step, double[] gradient, double[] phi, double[] state) {
        for (int i : indices) {
            gradient[i] += 1 / phi[i];
        }
        double rate = inner.rate(step, gradient, phi, state);
        if (!(rate >= 0)) {
            throw Checks.illegal("rate", rate, "must not be negative: a proximal step goes downhill");
        }
        for (int i = 0; i < phi.length; i++) {
            phi[i] -= rate * gradient[i];
        }
        for (int i : indices) {
            phi[i] = map(phi[i], rate);
        }
    }

    /** The proximal map of -log s, positive even where it underflows; for v &lt; 0 in the form that does not cancel. */
    static double map(double v, double rate) {
        double square = v * v + 4 * rate;
        double root = EuclideanNorm.isSafe(square) ? Math.sqrt(square) : Math.hypot(v, 2 * Math.sqrt(rate));
        double s = v >= 0 ? 0.5 * (v + root) : 2 * (rate / (root - v));
        return Math.max(s, Double.MIN_NORMAL);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Proximal p && inner.equals(p.inner) && Arrays.equals(indices, p.indices);
    }

    @Override
    public int hashCode() {
        return 31 * inner.hashCode() + Arrays.hashCode(indices);
    }

    @Override
    public String toString() {
        return "Proximal[inner=" + inner + ", indices=" + Arrays.toString(indices) + "]";
    }
}
