package io.divergence.estimators.evaluate;

import io.divergence.distribution.Bernoulli;
import io.divergence.distribution.Binomial;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Geometric;
import io.divergence.distribution.NegativeBinomial;
import io.divergence.math.Exponentials;
import java.util.Optional;

/**
 * Bernoulli and binomial distributions with the same n, and geometric and negative binomial distributions with the same r. With
 * the two probabilities of each, pi and pi', and y = pi/pi' - 1, KL = N SUM pi' ((1 + y) log(1 + y) - y), where N is n, or r/pi
 * for the failures before the r-th success; E u^a = (1 + SUM pi' ((1 + y)^a - 1 - a y))^n for the former.
 */
final class BinomialFormula implements PairFormula {
    private static final double NUDGE = 1e-6;

    private record Member(double n, double p, boolean negative) {
        static Member of(Distribution d) {
            if (d instanceof Bernoulli b) {
                return new Member(1, b.p(), false);
            }
            if (d instanceof Binomial b) {
                return new Member(b.n(), b.p(), false);
            }
            if (d instanceof Geometric g) {
                return new Member(1, g.p(), true);
            }
            return d instanceof NegativeBinomial b ? new Member(b.r(), b.p(), true) : null;
        }
    }

    @Override
    public Optional<Term> kl(Distribution p, Distribution q) {
        Member from = Member.of(p);
        Member to = Member.of(q);
        if (from == null || to == null || from.negative() != to.negative() || from.n() != to.n()) {
            return Optional.empty();
        }
        if (isImpossible(from.p(), to.p())) {
            return Optional.empty();
        }
        double trials = from.negative() ? from.n() / from.p() : from.n();
        return Optional.of(Term.exact(trials * bernoulli(from.p(), to.p())));
    }

    /** Whether q rules out what p does: the sum over integers says so, with its reason. */
    private static boolean isImpossible(double p, double q) {
        return (q == 0 && p > 0) || (q == 1 && p < 1);
    }

    private static double bernoulli(double p, double q) {
        double d = p - q;
        double success = q == 0 ? 0 : q * Exponentials.entropyRemainder(d / q);
        double failure = q == 1 ? 0 : (1 - q) * Exponentials.entropyRemainder(-d / (1 - q));
        return success + failure;
    }

    @Override
    public Optional<Term> logMoment(double a, Distribution p, Distribution q) {
        Member from = Member.of(p);
        Member to = Member.of(q);
        boolean edge = from == null || to == null || from.p() * (1 - from.p()) == 0 || to.p() * (1 - to.p()) == 0;
        if (edge || from.negative() != to.negative() || from.n() != to.n()) {
            return Optional.empty();
        }
        return Optional.of(from.negative() ? negative(a, from, to) : positive(a, from, to));
    }

    private static Term positive(double a, Member p, Member q) {
        double d = p.p() - q.p();
        double first = q.p() * powerRemainder(a, d / q.p(), Math.log(p.p()) - Math.log(q.p()));
        double second = (1 - q.p()) * powerRemainder(a, -d / (1 - q.p()), Math.log1p(-p.p()) - Math.log1p(-q.p()));
        double sum = first + second;
        double value = p.n() * Math.log1p(sum);
        return new Term(value, 64 * Term.EPS * (p.n() * Math.abs(sum) / (1 + sum) + Math.abs(value)));
    }

    /**
     * With s = -log(1 - p) &gt; 0 and g(s) = -log(1 - e^-s) the negative binomial is r g(s): the moment is
     * r (g(m) - a g(s_p) - (1 - a) g(s_q)) with m = a s_p + (1 - a) s_q, which must be positive.
     */
    private static Term negative(double a, Member p, Member q) {
        double sp = -Math.log1p(-p.p());
        // s_q - s_p = log((1 - p)/(1 - q)).
        double h = -Math.log1p((p.p() - q.p()) / (1 - p.p()));
        double m = Math.fma(1 - a, h, sp);
        if (!(m > 0)) {
            return Term.INFINITE;
        }
        double first = a * curve(m, (a - 1) * h);
        double second = (1 - a) * curve(m, a * h);
        double nudged = m * (1 + NUDGE);
        double change = a * curve(nudged, (a - 1) * h) + (1 - a) * curve(nudged, a * h) - first - second;
        double condition = (sp + Math.abs((1 - a) * h)) / m;
        double value = -p.n() * (first + second);
        return new Term(value, p.n() * (128 * Term.EPS * (Math.abs(first) + Math.abs(second))
                + 8 * Term.EPS * condition * Math.abs(change) / NUDGE) + 8 * Term.EPS * Math.abs(value));
    }

    /** g(m + h) - g(m) - h g'(m), g(s) = -log(1 - e^-s). */
    private static double curve(double m, double h) {
        double x = h / m;
        if (Math.abs(h) > 0.2 * Math.min(1, m)) {
            return Exponentials.log1mExp(m) - Exponentials.log1mExp(m + h) + h / Math.expm1(m);
        }
        // g(s) = s/2 - log(2 sinh(s/2)): -log s, of which the remainder is x - log(1 + x), and -log(sinh(s/2)/(s/2)).
        return Exponentials.xMinusLog1p(x) - sinhcRemainder(m, h);
    }

    /** The remainder of log(sinh(s/2)/(s/2)): (h^2/2) times its second derivative averaged with weights (1 - t). */
    private static double sinhcRemainder(double m, double h) {
        double[] x = {0.046910077030668, 0.230765344947158, 0.5, 0.769234655052842, 0.953089922969332};
        double[] w = {0.118463442528095, 0.239314335249683, 0.284444444444444, 0.239314335249683, 0.118463442528095};
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += w[i] * (1 - x[i]) * Exponentials.logExpm1OverXSecondDerivative(m + h * x[i]);
        }
        return h * h * sum;
    }

    /** (1 + y)^a - 1 - a y without cancellation, by log(1 + y) where y is not small. */
    private static double powerRemainder(double a, double y, double log) {
        double l = Math.abs(y) <= 0.5 ? Math.log1p(y) : log;
        if (Math.abs(y) > 0.3 || Math.abs(a * y) > 0.5) {
            return Math.expm1(a * l) - a * y;
        }
        // expm1(a l) - a l + a (l - y).
        return Exponentials.expm1MinusX(a * l) - a * Exponentials.xMinusLog1p(y);
    }
}
