package io.divergence.distribution;

import io.divergence.math.BesselFunctions;
import io.divergence.math.Angles;
import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The von Mises distribution on the interval [-pi, pi]: p(x) = e^(kappa cos(x - location))/(2 pi I0(kappa)). Immutable.
 */
public final class VonMises implements UnivariateDistribution {
    private final double location;
    private final double concentration;
    private final double logConstant;

    private VonMises(double location, double concentration) {
        this.location = location;
        this.concentration = concentration;
        // log(e^kappa/(2 pi I0(kappa))): the large kappa stays out of the density.
        logConstant = -Math.log(2 * Math.PI) - BesselFunctions.logScaledI0(concentration);
    }

    /**
     * Returns the distribution.
     *
     * @param location the angle of the largest density, in radians
     * @param concentration kappa, not negative; 0 is the uniform distribution
     */
    public static VonMises of(double location, double concentration) {
        return new VonMises(Checks.finite("location", location), Checks.nonNegative("concentration", concentration));
    }

    /** {@return the location as it was given, in radians} */
    public double location() {
        return location;
    }

    /** {@return the concentration kappa} */
    public double concentration() {
        return concentration;
    }

    @Override
    public Support support() {
        return Support.interval(-Math.PI, Math.PI);
    }

    @Override
    public double mean() {
        return integral(-Math.PI, Math.PI, 1);
    }

    @Override
    public double variance() {
        double mean = mean();
        return Math.max(0, integral(-Math.PI, Math.PI, 2) - mean * mean);
    }

    @Override
    public double logDensity(double x) {
        if (!(x >= -Math.PI && x <= Math.PI)) {
            return Double.isNaN(x) ? x : Double.NEGATIVE_INFINITY;
        }
        double s = Angles.sinOfHalfDifference(x, location);
        return logConstant - 2 * concentration * s * s;
    }

    @Override
    public double logDensityDerivative(double x) {
        return Math.abs(x) <= Math.PI ? -concentration * Math.sin(x - location) : 0;
    }

    @Override
    public double cumulative(double x) {
        if (!(x > -Math.PI)) {
            return 0;
        }
        return x >= Math.PI ? 1 : integral(-Math.PI, x, 0);
    }

    @Override
    public double survival(double x) {
        if (!(x > -Math.PI)) {
            return 1;
        }
        return x >= Math.PI ? 0 : integral(x, Math.PI, 0);
    }

    @Override
    public double sample(RandomGenerator rng) {
        // Best and Fisher (1979): a wrapped Cauchy distribution as the envelope.
        if (concentration < 1e-8) {
            return Math.PI * (2 * rng.nextDouble() - 1);
        }
        double tau = 1 + Math.sqrt(1 + 4 * concentration * concentration);
        double rho = (tau - Math.sqrt(2 * tau)) / (2 * concentration);
        double r = concentration > 1e6 ? 1 + 0.5 / concentration * (1 + 0.5 / concentration) : (1 + rho * rho) / (2 * rho);
        while (true) {
            double z = Math.cos(Math.PI * rng.nextDouble());
            double f = (1 + r * z) / (r + z);
            double c = concentration * (r - f);
            double u = 1 - rng.nextDouble();
            if (c * (2 - c) > u || Math.log(c / u) + 1 - c >= 0) {
                double angle = Math.acos(Math.max(-1, Math.min(1, f)));
                return Math.IEEEremainder(location + (rng.nextBoolean() ? angle : -angle), 2 * Math.PI);
            }
        }
    }

    @Override
    public List<Feature> features() {
        double width = 1 / Math.sqrt(1 + concentration);
        double center = Math.IEEEremainder(location, 2 * Math.PI);
        // Near one edge, what is cut off comes in again at the other. Opposite of it the density has its valley, where ratios to it peak.
        return List.of(new Feature(center, width), new Feature(center + 2 * Math.PI, width), new Feature(center - 2 * Math.PI, width),
                new Feature(center + Math.PI, width), new Feature(center - Math.PI, width));
    }

    @Override
    public Tail lowerTail() {
        return Tail.constant();
    }

    @Override
    public Tail upperTail() {
        return Tail.constant();
    }

    /** The integral of x^power p(x) by Simpson's rule with some twenty nodes a standard deviation: good to about 1e-9. */
    private double integral(double from, double to, int power) {
        double width = 1 / Math.sqrt(1 + concentration);
        int n = 2 * (int) Math.min(200_000, 40 + Math.ceil(20 * (to - from) / width));
        double h = (to - from) / n;
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            double x = from + i * h;
            double weight = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.pow(x, power) * density(Math.max(-Math.PI, Math.min(Math.PI, x)));
        }
        return sum * h / 3;
    }

    @Override
    public double condition() {
        return 4 * Math.sqrt(concentration);
    }

    @Override
    public String toString() {
        return "VonMises(location=" + location + ", concentration=" + concentration + ")";
    }
}
