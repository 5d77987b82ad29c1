package io.divergence.estimators.evaluate;

import io.divergence.distribution.Chi;
import io.divergence.distribution.ChiSquared;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.InverseGamma;
import io.divergence.distribution.Kumaraswamy;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;

/**
 * Gamma, exponential and chi-squared distributions; inverse gammas, chi distributions, and Kumaraswamy distributions of the same a, among themselves: t = (k, -r), F = log Gamma(k) - k log r,
 * in units in which the rate of p is 1. With y = h/k, x the relative step of the rate and z = (y - x)/(1 + x),
 * R = k (1 + x) ((1 + z) log(1 + z) - z) + R', where R' is the remainder of log Gamma(k) - k log k + k: both parts positive.
 */
final class GammaFormula extends NaturalFamily {

    /** What is a gamma variable: x, 1/x, x^2, or -log(1 - x^a), where members must share a. */
    private enum Kind { PLAIN, INVERSE, SQUARE, KUMARASWAMY }

    /** Shape and rate, or shape and scale: the other is NaN. */
    private record Member(double shape, double rate, double scale, Kind kind, double key) {

        static Member of(Distribution d) {
            if (d instanceof Gamma g) {
                return g.hasScale() ? new Member(g.shape(), Double.NaN, g.scale(), Kind.PLAIN, 0)
                        : new Member(g.shape(), g.rate(), Double.NaN, Kind.PLAIN, 0);
            }
            if (d instanceof Exponential e) {
                return new Member(1, e.rate(), Double.NaN, Kind.PLAIN, 0);
            }
            if (d instanceof ChiSquared c) {
                return new Member(0.5 * c.df(), Double.NaN, 2, Kind.PLAIN, 0);
            }
            if (d instanceof Chi c) {
                return new Member(0.5 * c.df(), Double.NaN, 2, Kind.SQUARE, 0);
            }
            if (d instanceof Kumaraswamy k) {
                return new Member(1, k.b(), Double.NaN, Kind.KUMARASWAMY, k.a());
            }
            return d instanceof InverseGamma i ? new Member(i.shape(), i.scale(), Double.NaN, Kind.INVERSE, 0) : null;
        }

        /** The rate of another in units of this one's. */
        double ratioTo(Member other) {
            double own = Double.isNaN(scale) ? 1 / rate : scale;
            return Double.isNaN(other.scale) ? (Double.isNaN(scale) ? other.rate / rate : other.rate * own) : own / other.scale;
        }

        /** The same less 1. */
        double stepTo(Member other) {
            if (Double.isNaN(scale)) {
                return Double.isNaN(other.scale) ? (other.rate - rate) / rate
                        : Math.fma(-other.scale, rate, 1) / (other.scale * rate);
            }
            return Double.isNaN(other.scale) ? Math.fma(other.rate, scale, -1) : (scale - other.scale) / other.scale;
        }
    }

    @Override
    Pair pair(Distribution p, Distribution q) {
        Member from = Member.of(p);
        Member to = Member.of(q);
        if (from == null || to == null || from.kind() != to.kind() || from.key() != to.key()) {
            return null;
        }
        return new Pair(new double[] {from.shape(), -1}, new double[] {to.shape() - from.shape(), -from.stepTo(to)},
                new double[] {to.shape(), -from.ratioTo(to)});
    }

    @Override
    boolean isInside(double[] t) {
        return t[0] > 0 && t[1] < 0;
    }

    @Override
    Term remainder(double[] t, double[] h, double[] end) {
        double k = t[0];
        double ratio = end[1] / t[1];
        // 1 + z = (end/k)/ratio; near the start the steps keep the digits, y - x = (h r - g k)/(k r), r = -t[1], g = -h[1].
        boolean near = Math.abs(h[0]) <= 0.5 * k && Math.abs(h[1]) <= -0.5 * t[1];
        double z = near ? Term.differenceOfProducts(-h[0], t[1], -h[1], k) / (k * -t[1]) / ratio
                : Term.differenceOfProducts(end[0], t[1], k, end[1]) / (k * end[1]);
        return Term.exact(k * ratio * Exponentials.entropyRemainder(z) + GammaFunctions.logGammaExcessRemainder(k, h[0], end[0]));
    }
}
