package io.divergence.divergence;

import io.divergence.math.Checks;

/**
 * The Rényi divergence of an order b &gt; 0, b != 1: D_b(p||q) = log(INT p^b q^(1-b))/(b - 1), and its reversal
 * D_b(q||p). Both are log E_q[u^a]/(b - 1), with exponent a = b forward and a = 1 - b reversed. Order 2 is
 * log(1 + chi^2), which has a value long after chi^2 itself has left the range of a double; order 1/2 is -2 log of the
 * Bhattacharyya coefficient. The KL divergence is the limit b to 1. Immutable.
 *
 * <p>A Rényi divergence is a transform of the alpha divergence A of order a: E_q[u^a] = 1 + a (a - 1) A. Near p = q that
 * keeps every digit; where E_q[u^a] is small or large the moment itself does, in log scale.
 *
 * <p>Reference: T. van Erven, P. Harremoes, Rényi divergence and Kullback-Leibler divergence, 2014.
 */
public final class Renyi implements Discrepancy {
    private final double order;
    private final boolean reversed;

    private Renyi(double order, boolean reversed) {
        this.order = order;
        this.reversed = reversed;
    }

    static Renyi of(double order) {
        Checks.positive("order", order);
        if (order == 1) {
            throw Checks.illegal("order", order, "must not be 1: the limit is Divergences.forwardKl()");
        }
        return new Renyi(order, false);
    }

    /** {@return the order b} */
    public double order() {
        return order;
    }

    /** {@return the exponent a of the moment E_q[u^a]} */
    public double exponent() {
        return reversed ? 1 - order : order;
    }

    /** {@return b - 1, by which the logarithm of the moment is divided} */
    public double divisor() {
        return order - 1;
    }

    /** {@return the alpha divergence A with E_q[u^a] = 1 + a (a - 1) A} */
    public Divergence base() {
        return Divergences.alpha(exponent());
    }

    /** {@return a (a - 1), where E_q[u^a] = 1 + a (a - 1) A} */
    public double momentFactor() {
        return exponent() * (exponent() - 1);
    }

    @Override
    public String name() {
        String name = order == 2 ? "log(1 + chi^2)" : "Renyi(" + order + ")";
        return (reversed ? "reverse " : "forward ") + name;
    }

    @Override
    public Renyi reversed() {
        return new Renyi(order, !reversed);
    }

    /** {@return the effect: log Z times a/(b - 1) is added to the value} */
    @Override
    public NormalizerEffect normalizerEffect() {
        return NormalizerEffect.shiftsValue();
    }

    @Override
    public String toString() {
        return name();
    }
}
