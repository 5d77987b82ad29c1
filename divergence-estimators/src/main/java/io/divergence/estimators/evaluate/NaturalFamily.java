package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import java.util.Optional;

/**
 * An exponential family p_t(x) = c(x) e^(t T(x) - F(t)). With h = t_q - t_p and the Bregman remainder
 * R(t, h) = F(t + h) - F(t) - h grad F(t) &gt;= 0,
 *
 * <pre>
 * KL(p||q) = R(t_p, h),
 * log INT p^a q^(1-a) = F(m) - a F(t_p) - (1 - a) F(t_q) = -a R(m, -(1 - a) h) - (1 - a) R(m, a h),   m = t_p + (1 - a) h,
 * </pre>
 *
 * <p>infinite if m lies outside the natural domain. Members give h from their parameters as they stand, and R without
 * cancellation: so nothing is lost near p = q.
 *
 * <p>Reference: F. Nielsen, V. Garcia, Statistical exponential families: a digest with flash cards, 2009.
 */
abstract class NaturalFamily implements PairFormula {
    private static final double NUDGE = 1e-6;

    /** Two members of the family: t_p and h, or null if p and q are not both of it. */
    abstract Pair pair(Distribution p, Distribution q);

    abstract boolean isInside(double[] t);

    /** R(t, h); the end t + h is given as well, since where it is small it is known better than by the sum. */
    abstract Term remainder(double[] t, double[] h, double[] end);

    /** t_p, t_q - t_p, and t_q. */
    record Pair(double[] from, double[] step, double[] to) {
    }

    @Override
    public final Optional<Term> kl(Distribution p, Distribution q) {
        Pair pair = pair(p, q);
        return pair == null ? Optional.empty() : Optional.of(remainder(pair.from, pair.step, pair.to));
    }

    @Override
    public final Optional<Term> logMoment(double a, Distribution p, Distribution q) {
        Pair pair = pair(p, q);
        if (pair == null) {
            return Optional.empty();
        }
        int n = pair.from.length;
        double[] middle = new double[n];
        double condition = 1;
        for (int i = 0; i < n; i++) {
            middle[i] = Math.fma(1 - a, pair.step[i], pair.from[i]);
            double size = Math.abs(pair.from[i]) + Math.abs((1 - a) * pair.step[i]);
            condition = size == 0 ? condition : Math.max(condition, size / Math.abs(middle[i]));
        }
        if (!isInside(middle)) {
            return Optional.of(Term.INFINITE);
        }
        double[] toP = scaled(pair.step, a - 1);
        double[] toQ = scaled(pair.step, a);
        Term first = remainder(middle, toP, pair.from);
        Term second = remainder(middle, toQ, pair.to);
        double log = -(a * first.value() + (1 - a) * second.value());
        // What the rounding of m does, by moving it.
        double[] moved = middle.clone();
        for (int i = 0; i < n; i++) {
            moved[i] *= 1 + NUDGE;
        }
        double change = a * remainder(moved, toP, sum(moved, toP)).value() + (1 - a) * remainder(moved, toQ, sum(moved, toQ)).value() + log;
        double error = Math.abs(a) * first.error() + Math.abs(1 - a) * second.error();
        return Optional.of(new Term(log, error + 2 * Term.EPS * condition * Math.abs(change) / NUDGE));
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    private static double[] scaled(double[] x, double factor) {
        double[] scaled = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            scaled[i] = factor * x[i];
        }
        return scaled;
    }
}
