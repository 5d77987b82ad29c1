package io.divergence.divergence;

import java.util.function.DoubleUnaryOperator;

/** D with p and q exchanged: f*(l) = e^l f(-l), h*(l) = e^l (f(-l) - h(-l)), k*(l) = e^l k(-l). */
final class Reversed implements Divergence {
    private static final double FAR = 300;
    /** Where e^l and what grows no faster are still in the range of a double. */
    private static final double BEFORE = 600;
    private static final double LAST = 700;
    private final Divergence base;

    Reversed(Divergence base) {
        this.base = base;
    }

    @Override
    public String name() {
        return "reversed " + base.name();
    }

    @Override
    public double generator(double l) {
        double x = base.generator(-l);
        return isLost(l, x) ? beyond(l, base::generator, expansion(l)) : timesExp(l, x);
    }

    @Override
    public double scoreWeight(double l) {
        double x = base.slope(-l);
        return isLost(l, x) ? beyond(l, base::slope, expansion(l).scoreWeight()) : timesExp(l, x);
    }

    @Override
    public double slope(double l) {
        double x = base.scoreWeight(-l);
        return isLost(l, x) ? beyond(l, base::scoreWeight, expansion(l).minusDerivative().times(-1)) : timesExp(l, x);
    }

    @Override
    public double pathWeight(double l) {
        double x = base.pathWeight(-l);
        return isLost(l, x) ? beyond(l, base::pathWeight, expansion(l).scoreWeight().minusDerivative()) : timesExp(l, x);
    }

    /** Whether a factor of e^l x has overflowed or vanished where the product may not. */
    private static boolean isLost(double l, double x) {
        return Math.abs(l) > FAR && (Math.abs(x) < Double.MIN_NORMAL || Double.isInfinite(x));
    }

    /** e^l x, where no factor overflows before the product does. */
    private static double timesExp(double l, double x) {
        return Math.abs(l) < FAR || x == 0 || Double.isInfinite(l) || Double.isInfinite(x)
                ? Math.exp(l) * x
                : Math.copySign(Math.exp(l + Math.log(Math.abs(x))), x);
    }

    private Expansion expansion(double l) {
        return l > 0 ? atInfinity() : atZero();
    }

    /** The product by its expansion; where that is unknown, by the straight line in l through its last two values. */
    private static double beyond(double l, DoubleUnaryOperator function, Expansion expansion) {
        if (expansion.isKnown()) {
            double sum = Double.isInfinite(l) ? Double.NaN : expansion.scaled(l, 0);
            return Double.isNaN(sum) ? expansion.limit((int) Math.signum(l)) : sum;
        }
        if (Math.abs(l) <= LAST) {
            return timesExp(l, function.applyAsDouble(-l));
        }
        double last = Math.copySign(LAST, l);
        double before = Math.copySign(BEFORE, l);
        double first = timesExp(before, function.applyAsDouble(-before));
        double second = timesExp(last, function.applyAsDouble(-last));
        double growth = (second - first) / (LAST - BEFORE);
        boolean settled = !(Math.abs(second) <= Double.MAX_VALUE) || Math.abs(second) <= Math.abs(first)
                || Math.abs(growth) <= 1e-12 * Math.abs(second);
        return settled ? second : second + growth * (Math.abs(l) - LAST);
    }

    @Override
    public boolean isSmooth() {
        return base.isSmooth();
    }

    @Override
    public NormalizerEffect normalizerEffect() {
        NormalizerEffect effect = base.normalizerEffect();
        return effect.kind() == NormalizerEffect.Kind.SCALES_GRADIENT
                ? NormalizerEffect.scalesGradient(1 - effect.degree())
                : NormalizerEffect.changesGradient();
    }

    @Override
    public Expansion atInfinity() {
        return base.atZero().reversed();
    }

    @Override
    public Expansion atZero() {
        return base.atInfinity().reversed();
    }

    @Override
    public Divergence reversed() {
        return base;
    }

    @Override
    public String toString() {
        return name();
    }
}
