package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.NormalFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The half-normal distribution, |x| of a normal with mean 0: p(x) = sqrt(2/pi)/scale e^(-x^2/(2 scale^2)), x >= 0. Immutable.
 */
public final class HalfNormal extends PositiveDistribution {
    private static final double LOG_2 = Math.log(2);

    private final Values own;

    private HalfNormal(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double scale;

        private Values set(double scale) {
            this.scale = Checks.positive("scale", scale);
            return this;
        }
    }

    /** Returns the distribution of the standard deviation of the whole normal. */
    public static HalfNormal ofScale(double scale) {
        return new HalfNormal(new Values().set(scale));
    }

    /**
     * Returns the distribution of the standard deviation of the whole normal as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        HalfNormal moved = new HalfNormal(own);
        return p -> {
            own.set(p[0]);
            return moved;
        };
    }

    /** {@return the standard deviation of the whole normal} */
    public double scale() {
        return own.scale;
    }

    @Override
    public double mean() {
        return own.scale * Math.sqrt(2 / Math.PI);
    }

    @Override
    public double variance() {
        return own.scale * own.scale * (1 - 2 / Math.PI);
    }

    @Override
    double at(double logX, double x) {
        double e = x / own.scale;
        return LOG_2 - Math.log(own.scale) - Normal.HALF_LOG_TWO_PI - 0.5 * e * e;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return -x / own.scale / own.scale;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? org.apache.commons.math3.special.Erf.erf(x / own.scale * Math.sqrt(0.5)) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? 2 * NormalFunctions.cumulative(-x / own.scale) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return Math.abs(own.scale * rng.nextGaussian());
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(0, own.scale));
    }

    @Override
    public Tail lowerTail() {
        return Tail.constant();
    }

    @Override
    public Tail upperTail() {
        return Tail.normal(0, own.scale, 1);
    }

    @Override
    public String toString() {
        return "HalfNormal(scale=" + own.scale + ")";
    }
}
