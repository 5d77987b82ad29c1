package io.divergence.model;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;

/**
 * The prior density of a positive parameter s, of which a model knows u = log s. The Jacobian of s = e^u, which adds u to the log
 * density, is the model's.
 *
 * <p>{@link #cauchy} and {@link #normal} are the densities of the whole line, as a probabilistic program means them that declares a
 * bounded parameter and gives it such a prior; {@link #halfCauchy} and {@link #halfNormal} are those times two, which integrate to one
 * over s &gt; 0. Immutable.
 */
public final class ScalePrior {

    private enum Kind { FLAT, CAUCHY, NORMAL, GAMMA }

    private final Kind kind;
    private final double shape;
    private final double scale;
    private final double logScale;
    private final double logConstant;
    private final String text;

    private ScalePrior(Kind kind, double shape, double scale, double logConstant, String text) {
        this.kind = kind;
        this.shape = shape;
        this.scale = scale;
        logScale = Math.log(scale);
        this.logConstant = logConstant;
        this.text = text;
    }

    /** Returns the prior of density 1 over s, which has no normaliser. */
    public static ScalePrior flat() {
        return new ScalePrior(Kind.FLAT, 0, 1, 0, "flat");
    }

    /** Returns the density 1/(pi scale (1 + (s/scale)^2)), which integrates to 1/2 over s &gt; 0. */
    public static ScalePrior cauchy(double scale) {
        Checks.positive("scale", scale);
        return new ScalePrior(Kind.CAUCHY, 0, scale, -Math.log(Math.PI * scale), "cauchy(" + scale + ")");
    }

    /** Returns the half-Cauchy density, twice {@link #cauchy}. */
    public static ScalePrior halfCauchy(double scale) {
        Checks.positive("scale", scale);
        return new ScalePrior(Kind.CAUCHY, 0, scale, Math.log(2 / (Math.PI * scale)), "halfCauchy(" + scale + ")");
    }

    /** Returns the normal density of mean 0 and standard deviation scale, which integrates to 1/2 over s &gt; 0. */
    public static ScalePrior normal(double scale) {
        Checks.positive("scale", scale);
        return new ScalePrior(Kind.NORMAL, 0, scale, -Math.log(scale) - NormalizedModel.HALF_LOG_TWO_PI, "normal(" + scale + ")");
    }

    /** Returns the half-normal density, twice {@link #normal}. */
    public static ScalePrior halfNormal(double scale) {
        Checks.positive("scale", scale);
        return new ScalePrior(Kind.NORMAL, 0, scale, Math.log(2 / scale) - NormalizedModel.HALF_LOG_TWO_PI,
                "halfNormal(" + scale + ")");
    }

    /** Returns the gamma density rate^shape s^(shape - 1) e^(-rate s)/Gamma(shape); with shape 1 the exponential. */
    public static ScalePrior gamma(double shape, double rate) {
        Checks.positive("shape", shape);
        Checks.positive("rate", rate);
        return new ScalePrior(Kind.GAMMA, shape, 1 / rate, shape * Math.log(rate) - GammaFunctions.logGamma(shape),
                "gamma(shape=" + shape + ", rate=" + rate + ")");
    }

    /** Returns the log density over s at s = e^u. */
    double logDensity(double u) {
        return logConstant + switch (kind) {
            case FLAT -> 0;
            // In the logarithm, where s^2 would overflow.
            case CAUCHY -> -Exponentials.log1pExp(2 * (u - logScale));
            case NORMAL -> -0.5 * square(Math.exp(u) / scale);
            case GAMMA -> (shape - 1) * u - Math.exp(u) / scale;
        };
    }

    /** Returns the derivative of {@link #logDensity} by u. */
    double derivative(double u) {
        return switch (kind) {
            case FLAT -> 0;
            case CAUCHY -> -2 / (1 + Math.exp(2 * (logScale - u)));
            case NORMAL -> -square(Math.exp(u) / scale);
            case GAMMA -> shape - 1 - Math.exp(u) / scale;
        };
    }

    private static double square(double x) {
        return x * x;
    }

    @Override
    public String toString() {
        return text;
    }
}
