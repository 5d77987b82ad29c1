package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.Weibull;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import java.util.List;
import java.util.Optional;

/** Formulas within the families of Gumbel, Weibull and Pareto. */
final class ExtremeValueFormulas {
    private static final double EULER = 0.577215664901532860606512090082;

    private ExtremeValueFormulas() {
    }

    static List<PairFormula> all() {
        return List.of(new Gumbels(), new Weibulls(), new Paretos());
    }

    private static final class Gumbels implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            if (!(p instanceof Gumbel a) || !(q instanceof Gumbel b)) {
                return Optional.empty();
            }
            return Optional.of(extremeValue(LocationScaleFormulas.relative(a.scale(), b.scale()), Math.log(a.scale()) - Math.log(b.scale()),
                    (a.location() - b.location()) / b.scale()));
        }
    }

    /**
     * The KL divergence of two extreme value distributions, -log r + g (r - 1) + x + e^-x Gamma(1 + r) - 1, with r = 1 + v the ratio
     * of the scales, x the distance of the locations over the scale of q, and g Euler's constant. With
     * w = log Gamma(1 + r) - x = (1 - g) v + R - x, R the remainder of log Gamma at 2, it is
     * (v - log(1 + v)) + (e^w - 1 - w) + R, each part not negative.
     */
    private static Term extremeValue(double v, double logR, double x) {
        // log Gamma(2 + v) = v digamma(2) + R(2, v), digamma(2) = 1 - g.
        double remainder = GammaFunctions.logGammaRemainder(2, v);
        double w = v * (1 - EULER) + remainder - x;
        // -log r + g v + x + e^w - 1 = (v - log(1 + v)) + (e^w - 1 - w) + R.
        double first = Math.abs(v) <= 0.5 ? Exponentials.xMinusLog1p(v) : v - logR;
        double second = Exponentials.expm1MinusX(w);
        double size = first + second + remainder;
        double wError = Term.EPS * (Math.abs(v) + Math.abs(remainder) + Math.abs(x)) * 4;
        return new Term(size, 64 * Term.EPS * size + Math.abs(Math.expm1(w)) * wError);
    }

    /**
     * Weibull and exponential distributions; at least one of the pair is a Weibull distribution. The logarithm of a Weibull variable is
     * an extreme value of minima, with scale 1/k and location log scale.
     */
    private static final class Weibulls implements PairFormula {

        /** The scale or its inverse, the rate, as it was given: the other is NaN. */
        private record Member(double shape, double scale, double rate) {
            static Member of(Distribution d) {
                if (d instanceof Weibull w) {
                    return new Member(w.shape(), w.scale(), Double.NaN);
                }
                return d instanceof Exponential e ? new Member(1, Double.NaN, e.rate()) : null;
            }

            /** The logarithm of this scale over another. */
            double logScaleRatio(Member other) {
                if (Double.isNaN(scale) && Double.isNaN(other.scale)) {
                    return PoissonFormula.logRatio(other.rate, rate);
                }
                if (Double.isNaN(scale)) {
                    return -other.logScaleRatio(this);
                }
                if (!Double.isNaN(other.scale)) {
                    return PoissonFormula.logRatio(scale, other.scale);
                }
                double step = Math.fma(scale, other.rate, -1);
                return Math.abs(step) < 0.5 ? Math.log1p(step) : Math.log(scale) + Math.log(other.rate);
            }
        }

        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            Member a = Member.of(p);
            Member b = Member.of(q);
            if (a == null || b == null || p instanceof Exponential && q instanceof Exponential) {
                return Optional.empty();
            }
            // The ratio of the scales is k_q/k_p; maxima of -log x turn the sign of the location.
            double x = -b.shape() * a.logScaleRatio(b);
            return Optional.of(extremeValue(LocationScaleFormulas.relative(b.shape(), a.shape()), Math.log(b.shape()) - Math.log(a.shape()), x));
        }

        /** With the same shape, x^k is exponential. */
        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            Member a = Member.of(p);
            Member b = Member.of(q);
            if (a == null || b == null || a.shape() != b.shape() || p instanceof Exponential && q instanceof Exponential) {
                return Optional.empty();
            }
            // The rate of q in units of that of p, less 1.
            double log = a.shape() * a.logScaleRatio(b);
            double y = Math.expm1(log);
            double s = 1 + (1 - order) * y;
            if (!(s > 0)) {
                return Optional.of(Term.INFINITE);
            }
            double first = Exponentials.xMinusLog1p((1 - order) * y);
            double second = (1 - order) * (Math.abs(y) <= 0.5 ? Exponentials.xMinusLog1p(y) : y - log);
            double step = (1 - order) * y;
            return Optional.of(new Term(first - second,
                    32 * Term.EPS * (Math.abs(first) + Math.abs(second)) + 8 * Term.EPS * step * step / s));
        }
    }

    private static final class Paretos implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            if (!(p instanceof Pareto a) || !(q instanceof Pareto b) || a.minimum() < b.minimum()) {
                return Optional.empty();
            }
            double edge = b.shape() * PoissonFormula.logRatio(a.minimum(), b.minimum());
            return Optional.of(Term.exact(LocationScaleFormulas.logRemainder(b.shape(), a.shape()) + edge));
        }

        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            if (!(p instanceof Pareto a) || !(q instanceof Pareto b)) {
                return Optional.empty();
            }
            boolean higher = a.minimum() >= b.minimum();
            if (higher ? order < 0 && a.minimum() > b.minimum() : order > 1) {
                return Optional.empty();
            }
            // The larger minimum m: p^a q^(1-a) integrates to a_p^a a_q^(1-a)/s (m_p/m)^(a a_p) (m_q/m)^((1-a) a_q).
            double y = LocationScaleFormulas.relative(b.shape(), a.shape());
            double s = 1 + (1 - order) * y;
            if (!(s > 0)) {
                return Optional.of(Term.INFINITE);
            }
            double step = (1 - order) * y;
            double first = Exponentials.xMinusLog1p(step);
            double second = (1 - order) * LocationScaleFormulas.logRemainder(b.shape(), a.shape());
            double edge = higher
                    ? -(1 - order) * b.shape() * PoissonFormula.logRatio(a.minimum(), b.minimum())
                    : -order * a.shape() * PoissonFormula.logRatio(b.minimum(), a.minimum());
            double size = Math.abs(first) + Math.abs(second);
            return Optional.of(new Term(first - second + edge, 32 * Term.EPS * (size + Math.abs(edge)) + 4 * Term.EPS * step * step / s));
        }
    }
}
