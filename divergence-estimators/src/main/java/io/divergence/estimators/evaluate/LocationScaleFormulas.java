package io.divergence.estimators.evaluate;

import io.divergence.distribution.Cauchy;
import io.divergence.distribution.ContinuousBernoulli;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.HalfNormal;
import io.divergence.distribution.InverseGaussian;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.LogitNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.Uniform;
import io.divergence.distribution.VonMises;
import io.divergence.distribution.Weibull;
import io.divergence.math.Angles;
import io.divergence.math.BesselFunctions;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import java.util.List;
import java.util.Optional;

/** Formulas within families of a location and a scale, or of a scale and a power, each as a sum of parts of one sign. */
final class LocationScaleFormulas {
    private static final double EULER = 0.577215664901532860606512090082;

    private LocationScaleFormulas() {
    }

    static List<PairFormula> all() {
        return List.of(new Normals(), new HalfNormals(), new Laplaces(), new Cauchys(), new Gumbels(), new Paretos(), new Uniforms(),
                new VonMisesPair(), new Weibulls(), new InverseGaussians(), new ContinuousBernoullis());
    }

    /** a/b - 1. */
    private static double relative(double a, double b) {
        return (a - b) / b;
    }

    /** x - log(1 + x) for the ratio 1 + x = a/b. */
    private static double logRemainder(double a, double b) {
        double x = relative(a, b);
        return Math.abs(x) <= 0.5 ? Exponentials.xMinusLog1p(x) : x - (Math.log(a) - Math.log(b));
    }

    /** The same for squares: 1 + x = (a/b)^2. */
    private static double squareLogRemainder(double a, double b) {
        double x = squareRelative(a, b);
        return Math.abs(x) <= 0.5 ? Exponentials.xMinusLog1p(x) : x - 2 * (Math.log(a) - Math.log(b));
    }

    private static double squareRelative(double a, double b) {
        return (a - b) / b * ((a + b) / b);
    }

    /** log INT p^a q^(1-a) of normals in one dimension: r = sp^2/sq^2 - 1, d the distance of the means over sq. */
    static Term gaussianMoment(double a, double r, double logRatio, double d) {
        double b = 1 - a;
        double w = 1 + b * r;
        if (!(w > 0)) {
            return Term.INFINITE;
        }
        double near = Math.max(Math.abs(r), Math.abs(b * r));
        double first;
        double size;
        if (near <= 0.5) {
            double x = Exponentials.xMinusLog1p(b * r);
            double y = b * Exponentials.xMinusLog1p(r);
            first = 0.5 * (x - y);
            size = 0.5 * (Math.abs(x) + Math.abs(y));
        } else {
            first = b * logRatio - 0.5 * Math.log(w);
            size = Math.abs(b * logRatio) + Math.abs(0.5 * Math.log(w));
        }
        double second = -0.5 * a * b * d * d / w;
        double condition = (1 + Math.abs(b * r)) / w;
        return new Term(first + second, 32 * Term.EPS * (size + Math.abs(second)) + 4 * Term.EPS * b * r * (b * r) / w
                + 4 * Term.EPS * condition * Math.abs(second));
    }

    private static final class Normals implements PairFormula {

        private record Member(double mean, double sd, int kind) {
            static Member of(Distribution d) {
                if (d instanceof Normal n) {
                    return new Member(n.mean(), n.sd(), 0);
                }
                if (d instanceof LogNormal n) {
                    return new Member(n.mu(), n.sigma(), 1);
                }
                return d instanceof LogitNormal n ? new Member(n.mu(), n.sigma(), 2) : null;
            }
        }

        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            Member a = Member.of(p);
            Member b = Member.of(q);
            if (a == null || b == null || a.kind() != b.kind()) {
                return Optional.empty();
            }
            double d = (a.mean() - b.mean()) / b.sd();
            return Optional.of(Term.exact(0.5 * squareLogRemainder(a.sd(), b.sd()) + 0.5 * d * d));
        }

        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            Member a = Member.of(p);
            Member b = Member.of(q);
            if (a == null || b == null || a.kind() != b.kind()) {
                return Optional.empty();
            }
            return Optional.of(gaussianMoment(order, squareRelative(a.sd(), b.sd()), Math.log(a.sd()) - Math.log(b.sd()),
                    (a.mean() - b.mean()) / b.sd()));
        }
    }

    private static final class HalfNormals implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            return p instanceof HalfNormal a && q instanceof HalfNormal b
                    ? Optional.of(Term.exact(0.5 * squareLogRemainder(a.scale(), b.scale()))) : Optional.empty();
        }

        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            return p instanceof HalfNormal a && q instanceof HalfNormal b
                    ? Optional.of(gaussianMoment(order, squareRelative(a.scale(), b.scale()),
                            Math.log(a.scale()) - Math.log(b.scale()), 0))
                    : Optional.empty();
        }
    }

    /** KL = r - 1 - log r + r (e^-x - 1 + x), r = b_p/b_q, x = |m_p - m_q|/b_p. */
    private static final class Laplaces implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            if (!(p instanceof Laplace a) || !(q instanceof Laplace b)) {
                return Optional.empty();
            }
            double x = Math.abs(a.location() - b.location()) / a.scale();
            return Optional.of(Term.exact(logRemainder(a.scale(), b.scale())
                    + a.scale() / b.scale() * Exponentials.expm1MinusX(-x)));
        }

        /**
         * With alpha = a/b_p, beta = (1 - a)/b_q, D = (alpha + beta) d/2 and e = (alpha - beta)/(alpha + beta), the moment is that of
         * equal locations times e^-D (cosh(e D) + sinh(e D)/e) = e^-D (1 + D + R).
         */
        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            if (!(p instanceof Laplace a) || !(q instanceof Laplace b)) {
                return Optional.empty();
            }
            double y = relative(a.scale(), b.scale());
            double step = (1 - order) * y;
            double s = 1 + step;
            if (!(s > 0)) {
                return Optional.of(Term.INFINITE);
            }
            double first = Exponentials.xMinusLog1p(step);
            double second = (1 - order) * logRemainder(a.scale(), b.scale());
            double scales = 32 * Term.EPS * (Math.abs(first) + Math.abs(second)) + 8 * Term.EPS * step * step / s;
            // Distances in units of b_p: alpha = a, beta = (1 - a) b_p/b_q.
            double d = Math.abs(a.location() - b.location()) / a.scale();
            double half = 0.5 * s * d;
            double x = 0.5 * (2 * order - s) * d;
            double e = (2 * order - s) / s;
            Term bend = bend(half, x, e);
            double condition = (1 + Math.abs(step)) / s;
            return Optional.of(new Term(first - second + bend.value(), scales + bend.error() * condition));
        }

        /** log(cosh x + sinh(x)/e) - D, where x = e D. */
        private static Term bend(double half, double x, double e) {
            if (Math.abs(x) > 20 || half > 1e8) {
                // One exponential is left: log((1 + 1/|e|)/2) + |x| - D, and the other beside it.
                double size = Math.abs(x);
                double ratio = 1 / Math.abs(e);
                double rest = (1 - ratio) * Math.exp(-2 * size) / (1 + ratio);
                double value = Math.log(0.5 * (1 + ratio)) + Math.log1p(rest) + (size - half);
                return new Term(value, 32 * Term.EPS * (1 + size + half));
            }
            double cosh = 2 * Math.sinh(0.5 * x) * Math.sinh(0.5 * x);
            double sinh = e == 0 ? 0 : sinhMinusX(x) / e;
            double first = Exponentials.xMinusLog1p(half);
            double second = Math.log1p((cosh + sinh) / (1 + half));
            return new Term(second - first, 32 * Term.EPS * (Math.abs(first) + Math.abs(second)));
        }

        private static double sinhMinusX(double x) {
            if (Math.abs(x) > 1) {
                return Math.sinh(x) - x;
            }
            double sum = 0;
            for (int n = 10; n >= 1; n--) {
                sum = x * x / (2.0 * n * (2 * n + 1)) * (1 + sum);
            }
            return x * sum;
        }
    }

    /** KL = log(((s + t)^2 + d^2)/(4 s t)) = log(1 + ((s - t)^2 + d^2)/(4 s t)); chi^2 = ((s - t)^2 + d^2)/(2 s t). */
    private static final class Cauchys implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            return excess(p, q).map(x -> Term.exact(Math.log1p(x)));
        }

        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            return order == 2 || order == -1 ? excess(p, q).map(x -> Term.exact(Math.log1p(2 * x))) : Optional.empty();
        }

        private static Optional<Double> excess(Distribution p, Distribution q) {
            if (!(p instanceof Cauchy a) || !(q instanceof Cauchy b)) {
                return Optional.empty();
            }
            double s = a.scale() - b.scale();
            double d = a.location() - b.location();
            return Optional.of(0.25 * (s / a.scale() * (s / b.scale()) + d / a.scale() * (d / b.scale())));
        }
    }

    private static final class Gumbels implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            if (!(p instanceof Gumbel a) || !(q instanceof Gumbel b)) {
                return Optional.empty();
            }
            return Optional.of(extremeValue(relative(a.scale(), b.scale()), Math.log(a.scale()) - Math.log(b.scale()),
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

    private static final class Paretos implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            if (!(p instanceof Pareto a) || !(q instanceof Pareto b) || a.minimum() < b.minimum()) {
                return Optional.empty();
            }
            double edge = b.shape() * PoissonFormula.logRatio(a.minimum(), b.minimum());
            return Optional.of(Term.exact(logRemainder(b.shape(), a.shape()) + edge));
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
            double y = relative(b.shape(), a.shape());
            double s = 1 + (1 - order) * y;
            if (!(s > 0)) {
                return Optional.of(Term.INFINITE);
            }
            double step = (1 - order) * y;
            double first = Exponentials.xMinusLog1p(step);
            double second = (1 - order) * logRemainder(b.shape(), a.shape());
            double edge = higher
                    ? -(1 - order) * b.shape() * PoissonFormula.logRatio(a.minimum(), b.minimum())
                    : -order * a.shape() * PoissonFormula.logRatio(b.minimum(), a.minimum());
            double size = Math.abs(first) + Math.abs(second);
            return Optional.of(new Term(first - second + edge, 32 * Term.EPS * (size + Math.abs(edge)) + 4 * Term.EPS * step * step / s));
        }
    }

    private static final class Uniforms implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            return logMoment(2, p, q);
        }

        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            if (!(p instanceof Uniform a) || !(q instanceof Uniform b) || a.low() < b.low() || a.high() > b.high()) {
                return Optional.empty();
            }
            // log of the ratio of the lengths, from the gaps at both ends.
            double gap = ((a.low() - b.low()) + (b.high() - a.high())) / (a.high() - a.low());
            return Optional.of(Term.exact((order - 1) * Math.log1p(gap)));
        }
    }

    /** R(log I0; k_p, k_q - k_p) + A(k_p) k_q (1 - cos of the angle between). */
    private static final class VonMisesPair implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            if (!(p instanceof VonMises a) || !(q instanceof VonMises b)) {
                return Optional.empty();
            }
            double s = Angles.sinOfHalfDifference(a.location(), b.location());
            double k = a.concentration();
            return Optional.of(Term.exact(BesselFunctions.logI0Remainder(k, b.concentration() - k, b.concentration())
                    + BesselFunctions.ratio(k) * b.concentration() * 2 * s * s));
        }

        /** log I0(|a k_p + (1 - a) k_q|) - a log I0(k_p) - (1 - a) log I0(k_q), the vectors at their angles. */
        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            if (!(p instanceof VonMises a) || !(q instanceof VonMises b)) {
                return Optional.empty();
            }
            double kp = a.concentration();
            double kq = b.concentration();
            double s = Angles.sinOfHalfDifference(a.location(), b.location());
            double straight = order * kp + (1 - order) * kq;
            // |m|^2 = straight^2 - 4 a (1 - a) k_p k_q sin^2.
            double square = straight * straight - 4 * order * (1 - order) * kp * kq * s * s;
            double m = Math.sqrt(Math.max(0, square));
            double shift = m + Math.abs(straight) > 0 ? -4 * order * (1 - order) * kp * kq * s * s / (m + Math.abs(straight)) : 0;
            if (straight <= 0) {
                double value = BesselFunctions.logI0(m) - order * BesselFunctions.logI0(kp) - (1 - order) * BesselFunctions.logI0(kq);
                double size = BesselFunctions.logI0(m) + Math.abs(order) * BesselFunctions.logI0(kp)
                        + Math.abs(1 - order) * BesselFunctions.logI0(kq);
                return Optional.of(Term.ofSize(value, size));
            }
            // From the straight middle: the Jensen gap along the line, then the step from it to |m|.
            double first = order * BesselFunctions.logI0Remainder(straight, (1 - order) * (kp - kq), kp);
            double second = (1 - order) * BesselFunctions.logI0Remainder(straight, order * (kq - kp), kq);
            double bend = shift * BesselFunctions.ratio(straight) + (shift == 0 ? 0 : BesselFunctions.logI0Remainder(straight, shift, m));
            Term term = Term.ofSize(bend - first - second, Math.abs(first) + Math.abs(second) + Math.abs(bend));
            // What the rounding of the middle does, by the third derivative, and that of the bend.
            double rounding = (Math.abs(order * kp) + Math.abs((1 - order) * kq)) * Math.abs(order * (1 - order)) * (kp - kq) * (kp - kq)
                    * BesselFunctions.secondLogDerivative(straight) / (1 + straight) + Math.abs(shift);
            return Optional.of(new Term(term.value(), term.error() + 2 * Term.EPS * rounding));
        }
    }

    /** Weibull: x = log of it is an extreme value of minima with scale 1/k and location log scale. */
    /** Weibull and exponential distributions; at least one of the pair is a Weibull distribution. */
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
            return Optional.of(extremeValue(relative(b.shape(), a.shape()), Math.log(b.shape()) - Math.log(a.shape()), x));
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

    /** Inverse Gaussians: 1/2 (x - log(1 + x)) with 1 + x = l_q/l_p, and l_q (m_p - m_q)^2/(2 m_p m_q^2). */
    private static final class InverseGaussians implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            if (!(p instanceof InverseGaussian a) || !(q instanceof InverseGaussian b)) {
                return Optional.empty();
            }
            double d = (a.mean() - b.mean()) / b.mean();
            return Optional.of(Term.exact(0.5 * logRemainder(b.shape(), a.shape()) + 0.5 * b.shape() / a.mean() * d * d));
        }

        /** With l and y = l/m^2 mixed linearly: 1/2 (a log l_p + (1 - a) log l_q - log l) + S - sqrt(l y), S the mixed l/m. */
        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            if (!(p instanceof InverseGaussian a) || !(q instanceof InverseGaussian b)) {
                return Optional.empty();
            }
            double rest = 1 - order;
            double r = relative(b.shape(), a.shape());
            double w = 1 + rest * r;
            double ratesP = a.shape() / a.mean() / a.mean();
            double ratesQ = b.shape() / b.mean() / b.mean();
            double rate = order * ratesP + rest * ratesQ;
            if (!(w > 0) || rate < 0) {
                return Optional.of(Term.INFINITE);
            }
            boolean near = Math.max(Math.abs(r), Math.abs(rest * r)) <= 0.5;
            // (1 - a) log(l_q/l_p) - log w, near l_p = l_q without its linear part, which cancels.
            double x = near ? Exponentials.xMinusLog1p(rest * r) : rest * (Math.log(b.shape()) - Math.log(a.shape()));
            double y = near ? rest * Exponentials.xMinusLog1p(r) : Math.log(w);
            // l y - S^2 = a (1 - a) l_p l_q (1/m_p - 1/m_q)^2.
            double d = (a.mean() - b.mean()) / a.mean() / b.mean();
            double gap = order * rest * a.shape() * b.shape() * d * d;
            double mixed = order * a.shape() / a.mean() + rest * b.shape() / b.mean();
            double root = Math.sqrt(a.shape() * w) * Math.sqrt(rate);
            double bend = mixed > 0 ? -gap / (mixed + root) : mixed - root;
            double size = Math.abs(order * a.shape() / a.mean()) + Math.abs(rest * b.shape() / b.mean());
            double condition = (1 + Math.abs(rest * r)) / w + (Math.abs(order * ratesP) + Math.abs(rest * ratesQ)) / rate
                    + (mixed > 0 ? size / mixed : 1);
            double rounding = 64 * Term.EPS * (Math.abs(x) + Math.abs(y)) + 8 * Term.EPS * rest * r * (rest * r) / w
                    + 16 * Term.EPS * condition * (mixed > 0 ? Math.abs(bend) : size + root);
            return Optional.of(new Term(0.5 * (x - y) + bend, rounding));
        }
    }

    /** Continuous Bernoullis: F(t) = log((e^t - 1)/t), t the logit, whose second derivative is even and smooth. */
    private static final class ContinuousBernoullis implements PairFormula {
        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            return p instanceof ContinuousBernoulli a && q instanceof ContinuousBernoulli b
                    ? Optional.of(remainder(a.logit(), step(a.p(), b.p()))) : Optional.empty();
        }

        /** The difference of the logits, from that of the parameters: nothing cancels. */
        private static double step(double p, double q) {
            double x = (q - p) / p;
            double y = (p - q) / (1 - p);
            return (Math.abs(x) < 0.5 ? Math.log1p(x) : Math.log(q) - Math.log(p))
                    - (Math.abs(y) < 0.5 ? Math.log1p(y) : Math.log1p(-q) - Math.log1p(-p));
        }

        @Override
        public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
            if (!(p instanceof ContinuousBernoulli a) || !(q instanceof ContinuousBernoulli b)) {
                return Optional.empty();
            }
            double h = step(a.p(), b.p());
            double middle = a.logit() + (1 - order) * h;
            Term toP = remainder(middle, (order - 1) * h);
            Term toQ = remainder(middle, order * h);
            double value = -order * toP.value() - (1 - order) * toQ.value();
            return Optional.of(new Term(value, Math.abs(order) * toP.error() + Math.abs(1 - order) * toQ.error()));
        }

        private static Term remainder(double t, double h) {
            double value = Exponentials.logExpm1OverXRemainder(t, h);
            // The rounding of t moves the remainder by less than h times the change of the second derivative.
            return new Term(value, 64 * Term.EPS * value + 4 * Term.EPS * Math.abs(h) * Math.min(1, Math.abs(t) + Math.abs(h)) * Math.min(1, Math.abs(h)));
        }
    }
}
