package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Beta;

/**
 * Student's t distribution with location and scale:
 * log p(x) = log Gamma((df + 1)/2) - log Gamma(df/2) - log(pi df)/2 - log scale - (df + 1)/2 log(1 + e^2/df),
 * e = (x - location)/scale. Immutable.
 */
public final class StudentT implements UnivariateDistribution {
    private final Values own;

    private StudentT(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double df;
        private double location;
        private double scale;
        private double logConstant;

        private Values set(double df, double location, double scale) {
            this.df = Checks.positive("df", df);
            this.location = Checks.finite("location", location);
            this.scale = Checks.positive("scale", scale);
            logConstant = logGammaRatio(df / 2) - 0.5 * Math.log(Math.PI * df) - Math.log(scale);
            return this;
        }
    }

    /**
     * Returns a Student-t distribution.
     *
     * @param df degrees of freedom, positive
     * @throws IllegalArgumentException if df or scale is not positive and finite, or the location not finite
     */
    public static StudentT of(double df, double location, double scale) {
        return new StudentT(new Values().set(df, location, scale));
    }

    /** Returns the Student-t distribution with location 0 and scale 1. */
    public static StudentT of(double df) {
        return of(df, 0, 1);
    }

    /**
     * Returns the distribution of a location and a scale as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace(double df) {
        Values own = new Values();
        StudentT moved = new StudentT(own);
        return p -> {
            own.set(df, p[0], p[1]);
            return moved;
        };
    }

    /** log Gamma(a + 1/2) - log Gamma(a), by Stirling's form where the difference would cancel. */
    private static double logGammaRatio(double a) {
        if (a < 2) {
            return GammaFunctions.logGamma(a + 0.5) - GammaFunctions.logGamma(a);
        }
        return 0.5 * Math.log(a) - a * Exponentials.xMinusLog1p(0.5 / a)
                + GammaFunctions.stirlingRemainder(a + 0.5) - GammaFunctions.stirlingRemainder(a);
    }

    /** {@return the degrees of freedom} */
    public double df() {
        return own.df;
    }

    /** {@return the location} */
    public double location() {
        return own.location;
    }

    /** {@return the scale} */
    public double scale() {
        return own.scale;
    }

    @Override
    public double mean() {
        return own.df > 1 ? own.location : Double.NaN;
    }

    @Override
    public double variance() {
        if (own.df > 2) {
            return own.scale * own.scale * (own.df / (own.df - 2));
        }
        return own.df > 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }

    @Override
    public double logDensity(double x) {
        double e = Math.abs(x - own.location) / own.scale;
        // e * e overflows for e above 1e154, where 1 + e^2/df is e^2/df to every digit.
        double log = e < 1e100 ? Math.log1p(e * e / own.df) : 2 * Math.log(e) - Math.log(own.df);
        return own.logConstant - 0.5 * (own.df + 1) * log;
    }

    @Override
    public double logDensityDerivative(double x) {
        double e = (x - own.location) / own.scale;
        return Math.abs(e) < 1e100 ? -(own.df + 1) * e / (own.df + e * e) / own.scale : -(own.df + 1) / e / own.scale;
    }

    @Override
    public double cumulative(double x) {
        double e = (x - own.location) / own.scale;
        return e <= 0 ? tailProbability(-e) : 1 - tailProbability(e);
    }

    @Override
    public double survival(double x) {
        double e = (x - own.location) / own.scale;
        return e >= 0 ? tailProbability(e) : 1 - tailProbability(-e);
    }

    /** The probability above e &gt;= 0: half the regularised incomplete beta function of df/(df + e^2). */
    private double tailProbability(double e) {
        double square = e * e;
        return square <= own.df
                ? 0.5 - 0.5 * Beta.regularizedBeta(square / (own.df + square), 0.5, 0.5 * own.df)
                : 0.5 * Beta.regularizedBeta(own.df / (own.df + square), 0.5 * own.df, 0.5);
    }

    /** One draw by Bailey's polar method, which needs no gamma variate (Math. Comp. 62 (1994) 779). */
    @Override
    public double sample(RandomGenerator rng) {
        while (true) {
            double u = 2 * rng.nextDouble() - 1;
            double v = 2 * rng.nextDouble() - 1;
            double w = u * u + v * v;
            if (w > 0 && w <= 1) {
                return own.location + own.scale * u * Math.sqrt(own.df * Math.expm1(-2 / own.df * Math.log(w)) / w);
            }
        }
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(own.location, own.scale));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(own.df);
    }

    @Override
    public Tail upperTail() {
        return Tail.power(own.df);
    }

    @Override
    public String toString() {
        return "StudentT(df=" + own.df + ", location=" + own.location + ", scale=" + own.scale + ")";
    }
}
