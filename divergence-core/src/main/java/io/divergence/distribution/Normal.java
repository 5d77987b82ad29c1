package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Erf;

/**
 * The normal distribution N(mean, sd^2):
 * log p(x) = -(x - mean)^2/(2 sd^2) - log sd - log(2 pi)/2. Immutable.
 */
public final class Normal implements UnivariateDistribution {
    /** log(2 pi)/2. */
    public static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    private static final double SQRT2 = Math.sqrt(2);

    private final double mean;
    private final double sd;
    private final double logConstant;

    private Normal(double mean, double sd) {
        this.mean = mean;
        this.sd = sd;
        // The same order of operations as in the Gaussian families: equal distributions have equal bits.
        logConstant = -Math.log(sd) - HALF_LOG_TWO_PI;
    }

    /** Returns N(0, 1). */
    public static Normal standard() {
        return new Normal(0, 1);
    }

    /**
     * Returns N(mean, sd^2).
     *
     * @throws IllegalArgumentException if the mean is not finite or the standard deviation not positive and finite
     */
    public static Normal of(double mean, double sd) {
        return new Normal(Checks.finite("mean", mean), Checks.positive("sd", sd));
    }

    /** Returns N(mean, variance). */
    public static Normal ofVariance(double mean, double variance) {
        return new Normal(Checks.finite("mean", mean), Math.sqrt(Checks.positive("variance", variance)));
    }

    /** Returns N(mean, 1/precision). */
    public static Normal ofPrecision(double mean, double precision) {
        return new Normal(Checks.finite("mean", mean), 1 / Math.sqrt(Checks.positive("precision", precision)));
    }

    @Override
    public double mean() {
        return mean;
    }

    /** {@return the standard deviation} */
    public double sd() {
        return sd;
    }

    @Override
    public double variance() {
        return sd * sd;
    }

    @Override
    public double logDensity(double x) {
        double e = (x - mean) / sd;
        return logConstant - 0.5 * e * e;
    }

    @Override
    public double logDensityDerivative(double x) {
        return (mean - x) / sd / sd;
    }

    @Override
    public double cumulative(double x) {
        return 0.5 * Erf.erfc((mean - x) / (sd * SQRT2));
    }

    @Override
    public double survival(double x) {
        return 0.5 * Erf.erfc((x - mean) / (sd * SQRT2));
    }

    @Override
    public double sample(RandomGenerator rng) {
        return mean + sd * rng.nextGaussian();
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(mean, sd));
    }

    @Override
    public Tail lowerTail() {
        return Tail.normal(mean, sd, -1);
    }

    @Override
    public Tail upperTail() {
        return Tail.normal(mean, sd, +1);
    }

    @Override
    public String toString() {
        return "Normal(mean=" + mean + ", sd=" + sd + ")";
    }
}
