package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The triangular distribution: a density that rises linearly from low to the mode and falls linearly to high. Immutable.
 */
public final class Triangular implements UnivariateDistribution {
    private final double low;
    private final double mode;
    private final double high;

    private Triangular(double low, double mode, double high) {
        this.low = low;
        this.mode = mode;
        this.high = high;
    }

    /**
     * Returns the distribution.
     *
     * @param low the lower edge
     * @param mode where the density is largest, in [low, high]
     * @param high the upper edge, above the lower one
     */
    public static Triangular of(double low, double mode, double high) {
        Checks.finite("low", low);
        Checks.finite("high", high);
        if (!(low < high)) {
            throw Checks.illegal("high", high, "must be above low = " + low);
        }
        Checks.finite("high - low", high - low);
        return new Triangular(low, Checks.inRange("mode", mode, low, high), high);
    }

    /** {@return the lower edge} */
    public double low() {
        return low;
    }

    /** {@return the mode} */
    public double mode() {
        return mode;
    }

    /** {@return the upper edge} */
    public double high() {
        return high;
    }

    @Override
    public Support support() {
        return Support.interval(low, high);
    }

    private double top() {
        return Math.log(2) - Math.log(high - low);
    }

    @Override
    public double mean() {
        return low + ((mode - low) + (high - low)) / 3;
    }

    @Override
    public double variance() {
        double a = mode - low;
        double b = high - mode;
        return (a * a + a * b + b * b) / 18;
    }

    @Override
    public double logDensity(double x) {
        if (!(x >= low && x <= high)) {
            return Double.isNaN(x) ? x : Double.NEGATIVE_INFINITY;
        }
        if (x == mode) {
            return top();
        }
        return top() + (x < mode ? Math.log((x - low) / (mode - low)) : Math.log((high - x) / (high - mode)));
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > low && x < high) || x == mode) {
            return 0;
        }
        return x < mode ? 1 / (x - low) : -1 / (high - x);
    }

    @Override
    public double cumulative(double x) {
        if (!(x > low)) {
            return 0;
        }
        if (x >= high) {
            return 1;
        }
        return x <= mode ? (x - low) / (high - low) * ((x - low) / (mode - low)) : 1 - survival(x);
    }

    @Override
    public double survival(double x) {
        if (!(x > low)) {
            return 1;
        }
        if (x >= high) {
            return 0;
        }
        return x >= mode ? (high - x) / (high - low) * ((high - x) / (high - mode)) : 1 - cumulative(x);
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(rng.nextDouble());
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(mode, (high - low) / 2));
    }

    @Override
    public Tail lowerTail() {
        return mode == low ? Tail.constant() : Tail.power(2);
    }

    @Override
    public Tail upperTail() {
        return mode == high ? Tail.constant() : Tail.power(2);
    }

    @Override
    public double logDensityNear(double point, int side, double logDistance) {
        double distance = Math.exp(logDistance);
        if (point == low && side > 0 && mode > low && distance <= mode - low) {
            return top() + logDistance - Math.log(mode - low);
        }
        if (point == high && side < 0 && mode < high && distance <= high - mode) {
            return top() + logDistance - Math.log(high - mode);
        }
        return logDensity(point + side * distance);
    }

    @Override
    public double[] breakPoints() {
        return new double[] {low, mode, high};
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        double split = (mode - low) / (high - low);
        return p < split
                ? low + Math.sqrt(p * (high - low) * (mode - low))
                : high - Math.sqrt((1 - p) * (high - low) * (high - mode));
    }

    @Override
    public String toString() {
        return "Triangular(low=" + low + ", mode=" + mode + ", high=" + high + ")";
    }
}
