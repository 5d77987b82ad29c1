package io.divergence.divergence;

/** D with p and q exchanged: f*(l) = e^l f(-l), h*(l) = e^l (f(-l) - h(-l)), k*(l) = e^l k(-l). */
final class Reversed implements Divergence {
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
        return timesExp(l, base.generator(-l));
    }

    @Override
    public double scoreWeight(double l) {
        return timesExp(l, base.slope(-l));
    }

    @Override
    public double slope(double l) {
        return timesExp(l, base.scoreWeight(-l));
    }

    @Override
    public double pathWeight(double l) {
        return timesExp(l, base.pathWeight(-l));
    }

    /** e^l x, where zero wins over infinity and no factor overflows before the product does. */
    private static double timesExp(double l, double x) {
        if (x == 0) {
            return 0;
        }
        return Math.abs(l) < 300 || Double.isInfinite(x) || Double.isNaN(x)
                ? guarded(l, x)
                : Math.copySign(Math.exp(l + Math.log(Math.abs(x))), x);
    }

    private static double guarded(double l, double x) {
        double factor = Math.exp(l);
        // The limit of e^l |x(-l)| as l falls without bound, where x grows no faster than a power of l.
        return factor == 0 && Double.isInfinite(x) ? Math.copySign(0, x) : factor * x;
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
