package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Beta;

/**
 * Student's t distribution with location and scale:
 * log p(x) = log Gamma((df + 1)/2) - log Gamma(df/2) - log(pi df)/2 - log scale - (df + 1)/2 log(1 + e^2/df),
 * e = (x - location)/scale. Immutable.
 */
public final class StudentT implements UnivariateDistribution {
    private final double df;
    private final double location;
    private final double scale;
    private final double logConstant;

    private StudentT(double df, double location, double scale) {
        this.df = df;
        this.location = location;
        this.scale = scale;
        logConstant = logGammaRatio(df / 2) - 0.5 * Math.log(Math.PI * df) - Math.log(scale);
    }

    /**
     * Returns a Student-t distribution.
     *
     * @param df degrees of freedom, positive
     * @throws IllegalArgumentException if df or scale is not positive and finite, or the location not finite
     */
    public static StudentT of(double df, double location, double scale) {
        return new StudentT(Checks.positive("df", df), Checks.finite("location", location),
                Checks.positive("scale", scale));
    }

    /** Returns the Student-t distribution with location 0 and scale 1. */
    public static StudentT of(double df) {
        return of(df, 0, 1);
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
        return df;
    }

    /** {@return the location} */
    public double location() {
        return location;
    }

    /** {@return the scale} */
    public double scale() {
        return scale;
    }

    @Override
    public double mean() {
        return df > 1 ? location : Double.NaN;
    }

    @Override
    public double variance() {
        if (df > 2) {
            return scale * scale * (df / (df - 2));
        }
        return df > 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }

    @Override
    public double logDensity(double x) {
        double e = Math.abs(x - location) / scale;
        // e * e overflows for e above 1e154, where 1 + e^2/df is e^2/df to every digit.
        double log = e < 1e100 ? Math.log1p(e * e / df) : 2 * Math.log(e) - Math.log(df);
        return logConstant - 0.5 * (df + 1) * log;
    }

    @Override
    public double logDensityDerivative(double x) {
        double e = (x - location) / scale;
        return Math.abs(e) < 1e100 ? -(df + 1) * e / (df + e * e) / scale : -(df + 1) / e / scale;
    }

    @Override
    public double cumulative(double x) {
        double e = (x - location) / scale;
        return e <= 0 ? tailProbability(-e) : 1 - tailProbability(e);
    }

    @Override
    public double survival(double x) {
        double e = (x - location) / scale;
        return e >= 0 ? tailProbability(e) : 1 - tailProbability(-e);
    }

    /** The probability above e &gt;= 0: half the regularised incomplete beta function of df/(df + e^2). */
    private double tailProbability(double e) {
        double square = e * e;
        return square <= df
                ? 0.5 - 0.5 * Beta.regularizedBeta(square / (df + square), 0.5, 0.5 * df)
                : 0.5 * Beta.regularizedBeta(df / (df + square), 0.5 * df, 0.5);
    }

    /** One draw by Bailey's polar method, which needs no gamma variate (Math. Comp. 62 (1994) 779). */
    @Override
    public double sample(RandomGenerator rng) {
        while (true) {
            double u = 2 * rng.nextDouble() - 1;
            double v = 2 * rng.nextDouble() - 1;
            double w = u * u + v * v;
            if (w > 0 && w <= 1) {
                return location + scale * u * Math.sqrt(df * Math.expm1(-2 / df * Math.log(w)) / w);
            }
        }
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(location, scale));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(df);
    }

    @Override
    public Tail upperTail() {
        return Tail.power(df);
    }

    @Override
    public String toString() {
        return "StudentT(df=" + df + ", location=" + location + ", scale=" + scale + ")";
    }
}
