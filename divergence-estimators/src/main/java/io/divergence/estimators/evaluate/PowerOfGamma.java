package io.divergence.estimators.evaluate;

import io.divergence.distribution.Chi;
import io.divergence.distribution.ChiSquared;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.HalfNormal;
import io.divergence.distribution.InverseGamma;
import io.divergence.distribution.Weibull;
import io.divergence.math.GammaFunctions;

/**
 * A distribution of x = s g^w, where g is a gamma variable of shape k and rate 1: generalised gamma distributions and their
 * inverses.
 *
 * @param shape k
 * @param scale s
 * @param power w, negative for an inverse
 */
record PowerOfGamma(double shape, double scale, double power) {

    /** Returns a distribution in this form, or null if it has none. */
    static PowerOfGamma of(Distribution d) {
        if (d instanceof Gamma g) {
            return new PowerOfGamma(g.shape(), g.scale(), 1);
        }
        if (d instanceof Exponential e) {
            return new PowerOfGamma(1, 1 / e.rate(), 1);
        }
        if (d instanceof ChiSquared c) {
            return new PowerOfGamma(0.5 * c.df(), 2, 1);
        }
        if (d instanceof Chi c) {
            return new PowerOfGamma(0.5 * c.df(), Math.sqrt(2), 0.5);
        }
        if (d instanceof HalfNormal h) {
            return new PowerOfGamma(0.5, Math.sqrt(2) * h.scale(), 0.5);
        }
        if (d instanceof Weibull v) {
            return new PowerOfGamma(1, v.scale(), 1 / v.shape());
        }
        return d instanceof InverseGamma i ? new PowerOfGamma(i.shape(), i.scale(), -1) : null;
    }

    /** E (x/s)^t = Gamma(k + t w)/Gamma(k). */
    Term moment(double t, double unit) {
        // log Gamma(k + h) - log Gamma(k) by its slope and remainder: the two are large, and nearly equal.
        double h = t * power;
        double slope = h * GammaFunctions.digamma(shape);
        double bend = GammaFunctions.logGammaRemainder(shape, h);
        double unitLog = t * Math.log(scale / unit);
        double value = Math.exp(slope + bend + unitLog);
        return new Term(value, value * 16 * Term.EPS * (4 + Math.abs(slope) + bend + Math.abs(unitLog)));
    }

    double meanLog() {
        return Math.log(scale) + power * GammaFunctions.digamma(shape);
    }

    double varianceOfLog() {
        return power * power * GammaFunctions.trigamma(shape);
    }
}
