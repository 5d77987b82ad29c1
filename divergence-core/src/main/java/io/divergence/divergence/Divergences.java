package io.divergence.divergence;

import io.divergence.math.Checks;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The divergences of the library. "Forward" is D(p||q), which seeks the mean of the target p; "reverse" is D(q||p),
 * which seeks a mode. u = p/q; values in nats.
 */
public final class Divergences {
    private static final Divergence FORWARD_KL = new AlphaDivergence("forward KL", 1, 1);
    private static final Divergence REVERSE_KL = new AlphaDivergence("reverse KL", 0, 1);
    private static final Divergence FORWARD_CHI_SQUARED = new AlphaDivergence("forward chi^2", 2, 2);
    private static final Divergence REVERSE_CHI_SQUARED = new AlphaDivergence("reverse chi^2", -1, 2);
    private static final Divergence SQUARED_HELLINGER = new AlphaDivergence("squared Hellinger", 0.5, 0.25);
    private static final Divergence MODIFIED_GAN = new ModifiedGan();
    private static final Divergence ABSOLUTE_LOG_RATIO = new AbsoluteLogRatio();

    private Divergences() {
    }

    /** Returns KL(p||q) = INT p log(p/q): f = u log u - (u - 1). */
    public static Divergence forwardKl() {
        return FORWARD_KL;
    }

    /** Returns KL(q||p) = INT q log(q/p) = log Z - ELBO: f = u - 1 - log u. */
    public static Divergence reverseKl() {
        return REVERSE_KL;
    }

    /** Returns chi^2(p||q) = INT p^2/q - 1: f = (u - 1)^2. */
    public static Divergence forwardChiSquared() {
        return FORWARD_CHI_SQUARED;
    }

    /** Returns chi^2(q||p) = INT q^2/p - 1: f = (u - 1)^2/u. */
    public static Divergence reverseChiSquared() {
        return REVERSE_CHI_SQUARED;
    }

    /** Returns Jensen-Shannon, (KL(p||m) + KL(q||m))/2 with m = (p + q)/2: at most log 2. */
    public static Divergence jensenShannon() {
        return Symmetric.JENSEN_SHANNON;
    }

    /** Returns the squared Hellinger distance 1 - INT sqrt(p q), in [0, 1]: f = (sqrt u - 1)^2/2. */
    public static Divergence squaredHellinger() {
        return SQUARED_HELLINGER;
    }

    /** Returns total variation, INT |p - q|/2, in [0, 1]: f = |u - 1|/2. Score form only. */
    public static Divergence totalVariation() {
        return Symmetric.TOTAL_VARIATION;
    }

    /** Returns Jeffreys' divergence KL(p||q) + KL(q||p): f = (u - 1) log u. (Some halve it.) */
    public static Divergence jeffreys() {
        return Symmetric.JEFFREYS;
    }

    /** Returns triangular discrimination INT (p - q)^2/(p + q), in [0, 2]: f = (u - 1)^2/(u + 1). */
    public static Divergence triangular() {
        return Symmetric.TRIANGULAR;
    }

    /** Returns the arithmetic-geometric divergence, INT m log(m/sqrt(p q)), m = (p + q)/2. */
    public static Divergence arithmeticGeometric() {
        return Symmetric.ARITHMETIC_GEOMETRIC;
    }

    /** Returns the divergence of the modified GAN objective: f = log((1 + u)/(2 u)) + (u - 1)/2. */
    public static Divergence modifiedGan() {
        return MODIFIED_GAN;
    }

    /** Returns the divergence of f = e^|log u| - 1. Score form only. */
    public static Divergence absoluteLogRatio() {
        return ABSOLUTE_LOG_RATIO;
    }

    /**
     * Returns Amari's alpha divergence, f = (u^a - a (u - 1) - 1)/(a (a - 1)); a = 1 is forward KL, a = 0 reverse KL,
     * a = 2 half of chi^2, a = 1/2 four times the squared Hellinger distance.
     */
    public static Divergence alpha(double a) {
        return alphaFamily(Checks.finite("a", a), 1);
    }

    /** Returns the t-power divergence: f = u^t - 1 - t (u - 1), with the sign turned for 0 &lt; t &lt; 1. */
    public static Divergence tPower(double t) {
        Checks.finite("t", t);
        if (t == 0 || t == 1) {
            throw Checks.illegal("t", t, "must be neither 0 nor 1, where f is zero everywhere");
        }
        return new AlphaDivergence("t-power(" + t + ")", t, Math.abs(t * (t - 1)));
    }

    /**
     * Returns the Rényi divergence log(INT p^b q^(1-b))/(b - 1) of an order b &gt; 0; use {@link #forwardKl()} for its
     * limit b = 1.
     */
    public static Renyi renyi(double order) {
        return Renyi.of(order);
    }

    /** Returns log(1 + chi^2(p||q)), the Rényi divergence of order two: it has a value where chi^2 overflows. */
    public static Renyi logOnePlusChiSquared() {
        return Renyi.of(2);
    }

    /** Returns the mean of a divergence and its reversal. */
    public static Divergence symmetrized(Divergence divergence) {
        Checks.notNull("divergence", divergence);
        return new Combination("symmetrized " + divergence.name(), 0.5, divergence, 0.5, divergence.reversed());
    }

    /**
     * Returns a divergence of one's own by three functions of l = log p - log q; check it with
     * {@code io.divergence.check.DivergenceCheck}.
     *
     * @param name its name
     * @param generator f(e^l), with f(1) = f'(1) = 0
     * @param scoreWeight h = f - u f'
     * @param pathWeight k = u^2 f''
     */
    public static Divergence of(String name, DoubleUnaryOperator generator, DoubleUnaryOperator scoreWeight,
            DoubleUnaryOperator pathWeight) {
        return new Custom(Checks.notNull("name", name), Checks.notNull("generator", generator),
                Checks.notNull("scoreWeight", scoreWeight), Checks.notNull("pathWeight", pathWeight));
    }

    /** Returns the built-in divergences without parameters, and one each of those with. */
    public static List<Divergence> catalogue() {
        return List.of(forwardKl(), reverseKl(), forwardChiSquared(), reverseChiSquared(), jensenShannon(),
                squaredHellinger(), totalVariation(), jeffreys(), triangular(), arithmeticGeometric(), modifiedGan(),
                absoluteLogRatio(), alpha(0.3), tPower(1.5), symmetrized(forwardChiSquared()));
    }

    /** The member of the alpha family with this exponent and factor, under its own name if it has one. */
    static Divergence alphaFamily(double a, double factor) {
        for (Divergence named : List.of(FORWARD_KL, REVERSE_KL, FORWARD_CHI_SQUARED, REVERSE_CHI_SQUARED,
                SQUARED_HELLINGER)) {
            AlphaDivergence candidate = new AlphaDivergence("", a, factor);
            if (candidate.equals(named)) {
                return named;
            }
        }
        return new AlphaDivergence(factor == 1 ? "alpha(" + a + ")" : factor + " alpha(" + a + ")", a, factor);
    }
}
