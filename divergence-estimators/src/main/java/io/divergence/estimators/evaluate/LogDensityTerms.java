package io.divergence.estimators.evaluate;

import io.divergence.distribution.Beta;
import io.divergence.distribution.ContinuousBernoulli;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.InverseGaussian;
import io.divergence.distribution.Kumaraswamy;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.TruncatedNormal;
import io.divergence.distribution.Uniform;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import io.divergence.math.NormalFunctions;
import java.util.Arrays;
import java.util.List;

/**
 * A log density on its support as a constant and a linear combination of {@linkplain Statistic statistics}.
 *
 * @param constants the parts of the constant, kept apart since their sizes say how much is rounded
 * @param terms the statistics and their coefficients
 */
record LogDensityTerms(double[] constants, List<Weighted> terms) {
    private static final double HALF_LOG_2_PI = 0.918938533204672741780329736406;

    /** A statistic and its coefficient. */
    record Weighted(double coefficient, Statistic statistic) {
    }

    private static LogDensityTerms of(double[] constants, Weighted... terms) {
        return new LogDensityTerms(constants, Arrays.asList(terms));
    }

    private static double[] constants(double... parts) {
        return parts;
    }

    private static Weighted times(double coefficient, Statistic statistic) {
        return new Weighted(coefficient, statistic);
    }

    /** Returns the terms of a distribution, or null if its log density is not of this form. */
    static LogDensityTerms of(Distribution d) {
        PowerOfGamma power = PowerOfGamma.of(d);
        if (power != null) {
            return of(power);
        }
        if (d instanceof Normal n) {
            return of(constants(-HALF_LOG_2_PI, -Math.log(n.sd())), times(-0.5, Statistic.square(n.mean(), n.sd())));
        }
        if (d instanceof TruncatedNormal n) {
            double mass = NormalFunctions.logDifference((n.low() - n.location()) / n.sd(), (n.high() - n.location()) / n.sd());
            return of(constants(-HALF_LOG_2_PI, -Math.log(n.sd()), -mass), times(-0.5, Statistic.square(n.location(), n.sd())));
        }
        if (d instanceof LogNormal n) {
            return of(constants(-HALF_LOG_2_PI, -Math.log(n.sigma())), times(-1, Statistic.log(1)),
                    times(-0.5, Statistic.logSquare(n.mu(), n.sigma())));
        }
        if (d instanceof Laplace l) {
            return of(constants(-Math.log(2 * l.scale())), times(-1, Statistic.absolute(l.location(), l.scale())));
        }
        if (d instanceof Gumbel g) {
            return of(constants(-Math.log(g.scale()), g.location() / g.scale()), times(-1, Statistic.power(1, g.scale())),
                    times(-1, Statistic.exponential(g.location(), g.scale())));
        }
        if (d instanceof Pareto o) {
            return of(constants(Math.log(o.shape()), -Math.log(o.minimum())), times(-o.shape() - 1, Statistic.log(o.minimum())));
        }
        if (d instanceof Uniform u) {
            return of(constants(-Math.log(u.high() - u.low())));
        }
        return unit(d);
    }

    /** (x/s)^(1/w) is a gamma variable: log p = -log Gamma(k) - log |w| s + (k/w - 1) log(x/s) - (x/s)^(1/w). */
    private static LogDensityTerms of(PowerOfGamma g) {
        return of(constants(-GammaFunctions.logGamma(g.shape()), -Math.log(Math.abs(g.power())), -Math.log(g.scale())),
                times(g.shape() / g.power() - 1, Statistic.log(g.scale())), times(-1, Statistic.power(1 / g.power(), g.scale())));
    }

    private static LogDensityTerms unit(Distribution d) {
        if (d instanceof Beta b) {
            return of(constants(-GammaFunctions.logBeta(b.a(), b.b())), times(b.a() - 1, Statistic.log(1)),
                    times(b.b() - 1, Statistic.logComplement(1)));
        }
        if (d instanceof Kumaraswamy k) {
            return of(constants(Math.log(k.a()), Math.log(k.b())), times(k.a() - 1, Statistic.log(1)),
                    times(k.b() - 1, Statistic.logComplement(k.a())));
        }
        if (d instanceof ContinuousBernoulli c) {
            return of(constants(-Exponentials.logExpm1OverX(c.logit())), times(c.logit(), Statistic.power(1, 1)));
        }
        if (d instanceof InverseGaussian g) {
            double m = g.mean();
            double l = g.shape();
            return of(constants(-HALF_LOG_2_PI, 0.5 * Math.log(l), l / m), times(-1.5, Statistic.log(1)),
                    times(-0.5 * l / m, Statistic.power(1, m)), times(-0.5, Statistic.power(-1, l)));
        }
        return null;
    }
}
