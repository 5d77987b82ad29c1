package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.NormalFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A normal distribution cut to [low, high]: the density of N(mean, sd^2) over its probability there; an edge may be infinite.
 * Immutable.
 */
public final class TruncatedNormal implements UnivariateDistribution {
    private final double location;
    private final double sd;
    private final double low;
    private final double high;
    private final double alpha;
    private final double beta;
    private final double logMass;
    /** The logarithm of the mass over the height at the edge nearer to the mode. */
    private final double logScaledMass;

    private TruncatedNormal(double location, double sd, double low, double high) {
        this.location = location;
        this.sd = sd;
        this.low = low;
        this.high = high;
        alpha = (low - location) / sd;
        beta = (high - location) / sd;
        logMass = NormalFunctions.logDifference(alpha, beta);
        logScaledMass = alpha > 0 ? NormalFunctions.logDifferenceOverDensity(alpha, beta)
                : beta < 0 ? NormalFunctions.logDifferenceOverDensity(-beta, -alpha) : 0;
    }

    /**
     * Returns the distribution.
     *
     * @param location the mean of the normal distribution that is cut
     * @param sd its standard deviation
     * @param low the lower edge, maybe negative infinity
     * @param high the upper edge, above the lower one, maybe positive infinity
     */
    public static TruncatedNormal of(double location, double sd, double low, double high) {
        Checks.finite("location", location);
        Checks.positive("sd", sd);
        if (!(low < high)) {
            throw Checks.illegal("high", high, "must be above low = " + low);
        }
        return new TruncatedNormal(location, sd, low, high);
    }

    /** {@return the mean of the normal distribution that is cut} */
    public double location() {
        return location;
    }

    /** {@return its standard deviation} */
    public double sd() {
        return sd;
    }

    /** {@return the lower edge} */
    public double low() {
        return low;
    }

    /** {@return the upper edge} */
    public double high() {
        return high;
    }

    @Override
    public Support support() {
        return Support.box(new double[] {low}, new double[] {high});
    }

    private double edge(double e) {
        return Double.isInfinite(e) ? 0 : Math.exp(-0.5 * e * e - Normal.HALF_LOG_TWO_PI - logMass);
    }

    @Override
    public double mean() {
        return location + sd * (edge(alpha) - edge(beta));
    }

    @Override
    public double variance() {
        double a = edge(alpha);
        double b = edge(beta);
        double square = (a == 0 ? 0 : alpha * a) - (b == 0 ? 0 : beta * b);
        return sd * sd * Math.max(0, 1 + square - (a - b) * (a - b));
    }

    @Override
    public double logDensity(double x) {
        if (!(x >= low && x <= high)) {
            return Double.isNaN(x) ? x : Double.NEGATIVE_INFINITY;
        }
        double e = (x - location) / sd;
        if (alpha > 0) {
            // In a tail the height at the nearer edge is taken out: (e^2 - alpha^2)/2 = (e - alpha)(e + alpha)/2.
            return -0.5 * ((x - low) / sd) * (e + alpha) - Math.log(sd) - logScaledMass;
        }
        if (beta < 0) {
            return 0.5 * ((high - x) / sd) * (e + beta) - Math.log(sd) - logScaledMass;
        }
        return -0.5 * e * e - Math.log(sd) - Normal.HALF_LOG_TWO_PI - logMass;
    }

    @Override
    public double logDensityDerivative(double x) {
        return x >= low && x <= high ? (location - x) / sd / sd : 0;
    }

    @Override
    public double cumulative(double x) {
        if (x <= low) {
            return 0;
        }
        return x >= high ? 1 : Math.exp(NormalFunctions.logDifference(alpha, (x - location) / sd) - logMass);
    }

    @Override
    public double survival(double x) {
        if (x <= low) {
            return 1;
        }
        return x >= high ? 0 : Math.exp(NormalFunctions.logDifference((x - location) / sd, beta) - logMass);
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(rng.nextDouble());
    }

    @Override
    public List<Feature> features() {
        // Within the interval: the bulk of the normal, or the edge nearest to it, over which the density falls.
        double e = Math.max(alpha, Math.min(beta, 0));
        double width = Math.min(sd / Math.max(1, Math.abs(e)), high - low);
        return List.of(Feature.clamped(location + sd * e, width));
    }

    @Override
    public Tail lowerTail() {
        return Double.isInfinite(low) ? Tail.normal(location, sd, -1) : Tail.constant();
    }

    @Override
    public Tail upperTail() {
        return Double.isInfinite(high) ? Tail.normal(location, sd, 1) : Tail.constant();
    }

    @Override
    public String toString() {
        return "TruncatedNormal(location=" + location + ", sd=" + sd + ", low=" + low + ", high=" + high + ")";
    }
}
