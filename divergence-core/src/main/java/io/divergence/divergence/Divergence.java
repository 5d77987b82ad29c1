package io.divergence.divergence;

/**
 * An f-divergence D = E_q[f(u)], u = p/q, as three scalar functions of the log ratio l = log u = log p - log q.
 * The generator is canonical: f(1) = f'(1) = 0. With it
 *
 * <pre>
 * D      = E_q[generator(l)]                              f
 * grad D = E_q[scoreWeight(l) grad_phi log q(z)]          h = f - u f'
 * grad D = -E_q[pathWeight(l) (dz/dphi)^T grad_z l(z)]    k = u^2 f'' = -dh/dl
 * </pre>
 *
 * <p>A divergence of one's own is these three functions (see {@link Divergences#of}); everything else has a default.
 * Functions must be defined for every l; at the infinities they take their limits. Immutable and thread-safe.
 *
 * <p>Reference: I. Csiszar, Information-type measures of difference of probability distributions, 1967.
 */
public non-sealed interface Divergence extends Discrepancy {

    /** {@return f(e^l), never negative, 0 at l = 0} */
    double generator(double l);

    /** {@return h(l) = f - u f', 0 at l = 0} */
    double scoreWeight(double l);

    /**
     * {@return k(l) = u^2 f'' = -dh/dl, never negative}
     *
     * @throws UnsupportedOperationException if {@link #isSmooth()} is false
     */
    double pathWeight(double l);

    /**
     * Applies {@link #generator} to a block: out[i] = f(e^l[i]) for i below n. Most built-in divergences
     * override the three block forms by loops without a call per element: they agree with the single
     * forms to a few spacings of doubles at the larger of 1 and the result, with the same limits at the infinities.
     *
     * @param n the number of elements; all three arrays have at least as many
     * @param l the log ratios; not written
     * @param out receives the results; another array than l
     * @param scratch overwritten; another array than both
     */
    default void values(int n, double[] l, double[] out, double[] scratch) {
        for (int i = 0; i < n; i++) {
            out[i] = generator(l[i]);
        }
    }

    /** Applies {@link #scoreWeight} to a block: out[i] = h(l[i]) for i below n. Arguments as in {@link #values}. */
    default void scoreWeights(int n, double[] l, double[] out, double[] scratch) {
        for (int i = 0; i < n; i++) {
            out[i] = scoreWeight(l[i]);
        }
    }

    /**
     * Applies {@link #pathWeight} to a block: out[i] = k(l[i]) for i below n. Arguments as in {@link #values}.
     *
     * @throws UnsupportedOperationException if {@link #isSmooth()} is false
     */
    default void pathWeights(int n, double[] l, double[] out, double[] scratch) {
        for (int i = 0; i < n; i++) {
            out[i] = pathWeight(l[i]);
        }
    }

    /** {@return u f'(u) = df/dl = f - h} */
    default double slope(double l) {
        return generator(l) - scoreWeight(l);
    }

    /** {@return whether f is differentiable at u = 1; if not, only the score form of the gradient holds} */
    default boolean isSmooth() {
        return true;
    }

    @Override
    default NormalizerEffect normalizerEffect() {
        return NormalizerEffect.changesGradient();
    }

    /** {@return f where p is far above q, u towards infinity; unknown by default} */
    default Expansion atInfinity() {
        return Expansion.unknown();
    }

    /** {@return f where p is far below q, u towards zero; unknown by default} */
    default Expansion atZero() {
        return Expansion.unknown();
    }

    /**
     * {@return what to add to the score weight to get the textbook's (uncentred) one} The affine freedom
     * f + c (u - 1) + d adds a constant to h, which is a baseline: it changes the noise of a score estimate, not its
     * mean.
     */
    default double uncentredOffset() {
        return 0;
    }

    /** {@return c, where the textbook's generator is f + c (u - 1) + d: it enters total derivatives along a path} */
    default double uncentredLinearTerm() {
        return 0;
    }

    @Override
    default Divergence reversed() {
        return new Reversed(this);
    }
}
