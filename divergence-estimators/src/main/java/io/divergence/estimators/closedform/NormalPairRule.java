package io.divergence.estimators.closedform;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.LocationScaleFamily;
import io.divergence.math.Exponentials;
import io.divergence.target.Tail;
import io.divergence.target.Target;
import java.util.Optional;

/**
 * Normal p and q. With d = m_p - m_q and w = a s_q^2 + (1 - a) s_p^2 &gt; 0,
 *
 * <pre>
 * log INT p^a q^(1-a) = (1 - a) log s_p + a log s_q - log(w)/2 - a (1 - a) d^2/(2 w),
 * KL(p||q) = (r - log(1 + r))/2 + d^2/(2 s_q^2),   r = s_p^2/s_q^2 - 1,
 * </pre>
 *
 * <p>both written so that nothing cancels near p = q. The integral is infinite for w &lt;= 0.
 *
 * <p>Reference: M. Gil, F. Alajaji, T. Linder, Rényi divergence measures for commonly used univariate continuous
 * distributions, 2013.
 */
final class NormalPairRule implements ClosedFormRule {

    @Override
    public Optional<Objective> bind(Problem problem) {
        Normal p = normal(problem.target());
        if (p == null || !(problem.family() instanceof LocationScaleFamily family)) {
            return Optional.empty();
        }
        Discrepancy d = problem.discrepancy();
        if (d instanceof AlphaDivergence alpha) {
            if (alpha.exponent() == 0 || alpha.exponent() == 1) {
                boolean forward = alpha.exponent() == 1;
                return Optional.of(new Kl(p, family, forward ? alpha.factor() : 0, forward ? 0 : alpha.factor()));
            }
            return Optional.of(new Power(p, family, alpha.exponent(), alpha.factor(), 0));
        }
        if (d instanceof Renyi renyi) {
            return Optional.of(new Power(p, family, renyi.exponent(), 0, renyi.divisor()));
        }
        return d.equals(Divergences.jeffreys()) ? Optional.of(new Kl(p, family, 1, 1)) : Optional.empty();
    }

    private static Normal normal(Target target) {
        if (target instanceof Normal normal) {
            return normal;
        }
        return target instanceof Mixture mixture && mixture.size() == 1 && mixture.component(0) instanceof Normal normal
                ? normal
                : null;
    }

    /** log(a^2/b^2) less its linear part: x - log(1 + x), x = (a^2 - b^2)/b^2. */
    private static double remainder(double a, double b) {
        double x = relative(a, b);
        return Math.abs(x) <= 0.5 ? Exponentials.xMinusLog1p(x) : x - 2 * Math.log(a / b);
    }

    /** a^2/b^2 - 1 without cancellation. */
    private static double relative(double a, double b) {
        return (a - b) / b * ((a + b) / b);
    }

    private static final class Kl extends GaussianObjective {
        private final Normal p;
        private final double forward;
        private final double reverse;

        Kl(Normal p, LocationScaleFamily family, double forward, double reverse) {
            super(family);
            this.p = p;
            this.forward = forward;
            this.reverse = reverse;
        }

        @Override
        void compute(double mean, double sd) {
            double sp = p.sd();
            double d = p.mean() - mean;
            value = 0;
            byMean = 0;
            bySd = 0;
            valueError = 0;
            if (forward != 0) {
                double e = d / sd;
                double r = relative(sp, sd);
                value += forward * (0.5 * remainder(sp, sd) + 0.5 * e * e);
                byMean -= forward * e / sd;
                bySd -= forward * (r + e * e) / sd;
                bySdBound = 8 * EPS * forward * (Math.abs(r) + e * e) / sd;
                valueError += 16 * EPS * forward * (Math.abs(r) > 0.5 ? 1 + Math.abs(r) + Math.abs(Math.log(sp / sd)) : 0);
            }
            if (reverse != 0) {
                double e = d / sp;
                double r = relative(sd, sp);
                value += reverse * (0.5 * remainder(sd, sp) + 0.5 * e * e);
                byMean -= reverse * e / sp;
                bySd += reverse * r / sd;
                bySdBound = 8 * EPS * (reverse * Math.abs(r) / sd + Math.abs(bySd));
                valueError += 16 * EPS * reverse * (Math.abs(r) > 0.5 ? 1 + Math.abs(r) + Math.abs(Math.log(sp / sd)) : 0);
            }
            valueError += 16 * EPS * value;
            byMeanBound = 8 * EPS * Math.abs(byMean);
        }
    }

    /** A Rényi divergence (divisor b - 1) or a multiple of an alpha divergence (divisor 0). */
    private static final class Power extends GaussianObjective {
        private final Normal p;
        private final double a;
        private final double factor;
        private final double divisor;

        Power(Normal p, LocationScaleFamily family, double a, double factor, double divisor) {
            super(family);
            this.p = p;
            this.a = a;
            this.factor = factor;
            this.divisor = divisor;
        }

        @Override
        void compute(double mean, double sd) {
            double sp = p.sd();
            double d = p.mean() - mean;
            // In units near the larger width, so that squares neither overflow nor vanish; a power of two rounds nothing.
            double unit = Math.scalb(1.0, Math.getExponent(Math.max(sp, sd)));
            double q = sd / unit;
            double s = sp / unit;
            double w = a * q * q + (1 - a) * s * s;
            double size = Math.abs(a) * q * q + Math.abs(1 - a) * s * s;
            if (w <= 1e-9 * size && !isFinite(mean, sd)) {
                finiteness = Finiteness.INFINITE_BY_TAILS;
                return;
            }
            double condition = size / w;
            double e = d / unit;
            double ab = a * (1 - a);
            double widths = widths(q, s, w);
            double log = 0.5 * widths - 0.5 * ab * e * e / w;
            double logError = EPS * (8 * Math.abs(widths) + 8 * condition * (condition > 4 ? 1 : 0)
                    + 8 * condition * Math.abs(ab) * e * e / w
                    + (Math.abs(relative(s, q)) > 0.5 ? 8 + 8 * Math.abs(Math.log(s / q)) : 0));
            double logByMean = ab * e / w / unit;
            double square = (s - q) * (s + q);
            double logBySd = ab * (square / (w * q) + a * e * e * q / (w * w)) / unit;
            double logBySdBound = 16 * EPS * condition
                    * Math.abs(ab) * (Math.abs(square) / (w * q) + Math.abs(a) * e * e * q / (w * w)) / unit;
            if (divisor != 0) {
                scale(1 / divisor, Math.max(0, log / divisor), logError / Math.abs(divisor), logByMean, logBySd,
                        logBySdBound, condition);
                return;
            }
            double moment = Math.exp(log);
            double slope = factor / (a * (a - 1)) * moment;
            scale(slope, Math.max(0, factor / (a * (a - 1)) * Math.expm1(log)),
                    Math.abs(slope) * (logError + EPS * Math.abs(log)), logByMean, logBySd,
                    logBySdBound + (logError + EPS * Math.abs(log)) * Math.abs(logBySd), condition + logError / EPS + Math.abs(log));
        }

        private void scale(double slope, double value, double error, double logByMean, double logBySd, double bySdBound,
                double condition) {
            this.value = value;
            valueError = error + 8 * EPS * value;
            byMean = slope * logByMean;
            bySd = slope * logBySd;
            byMeanBound = 8 * EPS * condition * Math.abs(byMean);
            this.bySdBound = Math.abs(slope) * bySdBound;
        }

        /** (1 - a) log s^2 + a log q^2 - log w, by remainders of second order where s is near q. */
        private double widths(double q, double s, double w) {
            boolean first = Math.abs(a) >= Math.abs(1 - a);
            double r = first ? relative(s, q) : relative(q, s);
            double b = first ? 1 - a : a;
            if (Math.abs(r) <= 0.5 && Math.abs(b * r) <= 0.5) {
                return Exponentials.xMinusLog1p(b * r) - b * Exponentials.xMinusLog1p(r);
            }
            return 2 * (1 - a) * Math.log(s) + 2 * a * Math.log(q) - Math.log(w);
        }

        private boolean isFinite(double mean, double sd) {
            return Tail.integral(a, p.upperTail(), 1 - a, Tail.normal(mean, sd, 1), 0) == Tail.Integral.FINITE
                    && Tail.integral(a, p.lowerTail(), 1 - a, Tail.normal(mean, sd, -1), 0) == Tail.Integral.FINITE;
        }
    }
}
