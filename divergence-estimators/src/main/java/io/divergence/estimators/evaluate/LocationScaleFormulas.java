package io.divergence.estimators.evaluate;

import io.divergence.distribution.Cauchy;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.HalfNormal;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.LogitNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Uniform;
import io.divergence.math.Exponentials;
import java.util.List;
import java.util.Optional;

/** Formulas within families of a location and a scale, each as a sum of parts of one sign. */
final class LocationScaleFormulas {
    private LocationScaleFormulas() {
    }

    static List<PairFormula> all() {
        return List.of(new Normals(), new HalfNormals(), new Laplaces(), new Cauchys(), new Uniforms());
    }

    /** a/b - 1. */
    static double relative(double a, double b) {
        return (a - b) / b;
    }

    /** x - log(1 + x) for the ratio 1 + x = a/b. */
    static double logRemainder(double a, double b) {
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
}
