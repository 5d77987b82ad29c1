package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The distribution of y = g(x) for a strictly monotone g: log p_y(y) = log p_x(x) - log |g'(x)| at x = g^-1(y). Tails and moments
 * are those that follow for an affine g; for others they are unknown, and the mean and variance NaN. Immutable.
 */
public final class TransformedDistribution implements UnivariateDistribution {
    private final UnivariateDistribution base;
    private final Bijection map;

    private TransformedDistribution(UnivariateDistribution base, Bijection map) {
        this.base = base;
        this.map = map;
    }

    /** Returns the distribution of g(x), x of a distribution whose support is that of g or part of it. */
    public static TransformedDistribution of(UnivariateDistribution base, Bijection map) {
        return new TransformedDistribution(Checks.notNull("base", base), Checks.notNull("map", map));
    }

    /** Returns the distribution of shift + factor x. */
    public static TransformedDistribution affine(UnivariateDistribution base, double shift, double factor) {
        return of(base, Bijection.affine(shift, factor));
    }

    /** {@return the distribution of x} */
    public UnivariateDistribution base() {
        return base;
    }

    /** {@return g} */
    public Bijection map() {
        return map;
    }

    @Override
    public Support support() {
        double a = map.forward(base.support().lower(0));
        double b = map.forward(base.support().upper(0));
        return Support.interval(Math.min(a, b), Math.max(a, b));
    }

    private boolean isOutside(double y) {
        Support support = support();
        return y < support.lower(0) || y > support.upper(0);
    }

    @Override
    public double logDensity(double y) {
        if (isOutside(y)) {
            return Double.NEGATIVE_INFINITY;
        }
        double x = map.inverse(y);
        double log = base.logDensity(x);
        // Where the density of x is zero, its map may have no derivative.
        return log == Double.NEGATIVE_INFINITY ? log : log - map.logDerivative(x);
    }

    @Override
    public double logDensityNear(double point, int side, double logDistance) {
        if (map instanceof Bijections.Affine a) {
            int baseSide = a.factor() > 0 ? side : -side;
            double log = Math.log(Math.abs(a.factor()));
            return base.logDensityNear(a.inverse(point), baseSide, logDistance - log) - log;
        }
        double y = Neighbours.at(point, side, logDistance);
        if (isOutside(y)) {
            return Double.NEGATIVE_INFINITY;
        }
        double x = map.inverseNear(point, side, logDistance);
        double log = base.logDensity(x);
        return log == Double.NEGATIVE_INFINITY ? log : log - map.logDerivative(x);
    }

    @Override
    public double logDensityDerivative(double y) {
        if (isOutside(y)) {
            return 0;
        }
        double x = map.inverse(y);
        double slope = base.logDensityDerivative(x) - map.logDerivativeSlope(x);
        return slope * Math.exp(-map.logDerivative(x)) * (map.isIncreasing() ? 1 : -1);
    }

    @Override
    public double cumulative(double y) {
        Support support = support();
        if (y <= support.lower(0) || y >= support.upper(0)) {
            return y <= support.lower(0) ? 0 : 1;
        }
        return map.isIncreasing() ? base.cumulative(map.inverse(y)) : base.survival(map.inverse(y));
    }

    @Override
    public double survival(double y) {
        Support support = support();
        if (y <= support.lower(0) || y >= support.upper(0)) {
            return y <= support.lower(0) ? 1 : 0;
        }
        return map.isIncreasing() ? base.survival(map.inverse(y)) : base.cumulative(map.inverse(y));
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return map.isIncreasing() ? map.forward(base.quantile(p)) : Quantiles.bisect(this, p);
    }

    @Override
    public double sample(RandomGenerator rng) {
        return map.forward(base.sample(rng));
    }

    @Override
    public double mean() {
        return map instanceof Bijections.Affine a ? a.forward(base.mean()) : Double.NaN;
    }

    @Override
    public double variance() {
        return map instanceof Bijections.Affine a ? a.factor() * a.factor() * base.variance() : Double.NaN;
    }

    /** The features of x moved along, and the quantiles, since a map may stretch a feature beyond recognition. */
    @Override
    public List<Feature> features() {
        List<Feature> features = new ArrayList<>();
        for (Feature f : base.features()) {
            double derivative = Math.exp(map.logDerivative(f.location()));
            double y = map.forward(f.location());
            if (Double.isFinite(y) && derivative > 0) {
                features.add(Feature.clamped(y, f.scale() * derivative));
            }
        }
        if (!(map instanceof Bijections.Affine)) {
            double median = quantile(0.5);
            features.add(Feature.clamped(median, Math.max(0.7 * (quantile(0.75) - quantile(0.25)), 1e-12 * Math.abs(median))));
        }
        return features;
    }

    @Override
    public double[] breakPoints() {
        double[] points = base.breakPoints().clone();
        for (int i = 0; i < points.length; i++) {
            points[i] = map.forward(points[i]);
        }
        return java.util.Arrays.stream(points).filter(Double::isFinite).sorted().toArray();
    }

    @Override
    public Tail lowerTail() {
        return tail(true);
    }

    @Override
    public Tail upperTail() {
        return tail(false);
    }

    private Tail tail(boolean lower) {
        boolean baseIsLower = lower == map.isIncreasing();
        Tail tail = baseIsLower ? base.lowerTail() : base.upperTail();
        double edge = baseIsLower ? base.support().lower(0) : base.support().upper(0);
        if (!(map instanceof Bijections.Affine a)) {
            return tail.kind() == Tail.Kind.NONE ? tail : Tail.unknown();
        }
        // Distances from a finite edge are not shifted; towards infinity r = |y| is |factor| |x| +- shift.
        double shift = Double.isInfinite(edge) ? (lower ? a.shift() : -a.shift()) : 0;
        return tail.stretched(Math.abs(a.factor()), shift, !Double.isInfinite(edge));
    }

    @Override
    public double condition() {
        return base.condition() + 4;
    }

    @Override
    public String toString() {
        return "Transformed(" + base + ", " + map + ")";
    }
}
