package io.divergence.target;

import io.divergence.math.Checks;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * How a density falls towards one end, up to a constant factor: with r = |x| growing without bound,
 *
 * <pre>log p = - SUM_j c_j (r/s_j)^(e_j) - kappa log r + O(1).</pre>
 *
 * <p>A normal distribution with mean m has the terms 1/2 (r/s)^2 and -+ (m/s)(r/s); a Student-t has
 * kappa = df + 1 and no terms. A tail may also be {@link #none()} (the density is zero from some point on) or
 * {@link #unknown()}. Immutable.
 *
 * <p>From two tails it is decided whether an integral of p^a q^b is finite, exactly: the coefficients are compared
 * in decimal arithmetic of 60 digits, so that a standard deviation one ulp from the critical one is judged right.
 */
public final class Tail {
    private static final MathContext DIGITS = new MathContext(60);
    private static final BigDecimal CANCELLED = new BigDecimal("1e-50");
    /** A difference larger than this part of its terms has the right sign in double precision. */
    private static final double CLEAR = 1e-9;
    private static final Tail NONE = new Tail(Kind.NONE, List.of(), 0);
    private static final Tail UNKNOWN = new Tail(Kind.UNKNOWN, List.of(), 0);

    /** What is known. */
    public enum Kind {
        /** The expansion holds. */
        KNOWN,
        /** The density is zero from some point on. */
        NONE,
        /** Nothing is known. */
        UNKNOWN
    }

    /** Whether an integral towards the end is finite. */
    public enum Integral {
        /** Finite. */
        FINITE,
        /** Infinite. */
        INFINITE,
        /** It cannot be told. */
        UNKNOWN
    }

    /**
     * A term c (r/s)^e of the expansion.
     *
     * @param power e, positive
     * @param coefficient c, of either sign
     * @param scale s, positive
     */
    public record Term(double power, double coefficient, double scale) {

        /** Checks the arguments. */
        public Term {
            Checks.positive("power", power);
            Checks.finite("coefficient", coefficient);
            Checks.positive("scale", scale);
        }

        private BigDecimal exact() {
            BigDecimal s = new BigDecimal(scale);
            BigDecimal c = new BigDecimal(coefficient);
            if (power == Math.rint(power) && power <= 64) {
                return c.divide(s.pow((int) power, DIGITS), DIGITS);
            }
            double value = coefficient / Math.pow(scale, power);
            return Double.isFinite(value) ? new BigDecimal(value) : BigDecimal.ZERO;
        }
    }

    private final Kind kind;
    private final List<Term> terms;
    private final double logCoefficient;

    private Tail(Kind kind, List<Term> terms, double logCoefficient) {
        this.kind = kind;
        this.terms = terms;
        this.logCoefficient = logCoefficient;
    }

    /** Returns the tail of a density that is zero from some point on. */
    public static Tail none() {
        return NONE;
    }

    /** Returns a tail of which nothing is known. */
    public static Tail unknown() {
        return UNKNOWN;
    }

    /** Returns a tail that falls as r^-exponent. */
    public static Tail power(double exponent) {
        return new Tail(Kind.KNOWN, List.of(), Checks.finite("exponent", exponent));
    }

    /**
     * Returns a tail by its expansion.
     *
     * @param logCoefficient kappa
     * @param terms the terms; terms of the same power add up
     */
    public static Tail of(double logCoefficient, Term... terms) {
        return new Tail(Kind.KNOWN, List.of(terms), Checks.finite("logCoefficient", logCoefficient));
    }

    /**
     * Returns the tail of a normal density in the direction of the sign.
     *
     * @param sign +1 for the upper tail, -1 for the lower
     */
    public static Tail normal(double mean, double sd, int sign) {
        return of(0, new Term(2, 0.5, sd), new Term(1, -sign * (mean / sd), sd));
    }

    /** {@return what is known} */
    public Kind kind() {
        return kind;
    }

    /** {@return the terms of the expansion, in no special order} */
    public List<Term> terms() {
        return terms;
    }

    /** {@return kappa, the exponent of the power law that multiplies the exponential} */
    public double logCoefficient() {
        return logCoefficient;
    }

    /** {@return c/s^e summed over the terms of power e} */
    public double coefficient(double power) {
        double sum = 0;
        for (Term term : terms) {
            if (term.power() == power) {
                sum += term.coefficient() / Math.pow(term.scale(), power);
            }
        }
        return sum;
    }

    /** {@return the largest power e with a term, 0 if the tail is a power law} */
    public double leadingPower() {
        double leading = 0;
        for (Term term : terms) {
            if (term.coefficient() != 0) {
                leading = Math.max(leading, term.power());
            }
        }
        return leading;
    }

    /** Returns the heavier of two tails: that of a mixture. Unknown if either is unknown. */
    public static Tail heavier(Tail a, Tail b) {
        if (a.kind == Kind.UNKNOWN || b.kind == Kind.UNKNOWN) {
            return UNKNOWN;
        }
        if (a.kind == Kind.NONE) {
            return b;
        }
        if (b.kind == Kind.NONE) {
            return a;
        }
        return compare(a, b) >= 0 ? a : b;
    }

    /**
     * Compares two known tails: positive if the first is heavier (the ratio of the densities grows without bound),
     * negative if it is lighter, 0 if the ratio stays between two positive bounds.
     */
    public static int compare(Tail a, Tail b) {
        int sign = leadingSign(1, a, -1, b);
        return sign == 0 ? Double.compare(b.logCoefficient, a.logCoefficient) : -sign;
    }

    /**
     * Tells whether the integral of p^a q^b r^extra dr towards the end is finite.
     *
     * <p>A density that is zero from some point on makes p^a zero for a &gt; 0 and infinite for a &lt; 0; zero
     * wins over infinity (there is no mass there).
     */
    public static Integral integral(double a, Tail p, double b, Tail q, double extra) {
        if ((a > 0 && p.kind == Kind.NONE) || (b > 0 && q.kind == Kind.NONE)) {
            return Integral.FINITE;
        }
        if ((a < 0 && p.kind == Kind.NONE) || (b < 0 && q.kind == Kind.NONE)) {
            return Integral.INFINITE;
        }
        if ((a != 0 && p.kind == Kind.UNKNOWN) || (b != 0 && q.kind == Kind.UNKNOWN)) {
            return Integral.UNKNOWN;
        }
        int sign = leadingSign(a, p, b, q);
        if (sign != 0) {
            return sign > 0 ? Integral.FINITE : Integral.INFINITE;
        }
        BigDecimal exponent = times(a, new BigDecimal(p.logCoefficient)).add(times(b, new BigDecimal(q.logCoefficient)))
                .subtract(new BigDecimal(extra));
        return exponent.compareTo(BigDecimal.ONE) > 0 ? Integral.FINITE : Integral.INFINITE;
    }

    /** The sign of the leading term of a E_p + b E_q, where log p = -E_p + ...; 0 if all terms cancel. */
    private static int leadingSign(double a, Tail p, double b, Tail q) {
        TreeSet<Double> powers = new TreeSet<>(Comparator.reverseOrder());
        for (Term term : p.terms) {
            powers.add(term.power());
        }
        for (Term term : q.terms) {
            powers.add(term.power());
        }
        for (double power : powers) {
            double pPart = a * p.coefficient(power);
            double qPart = b * q.coefficient(power);
            double rough = pPart + qPart;
            if (Math.abs(rough) > CLEAR * (Math.abs(pPart) + Math.abs(qPart)) && Math.abs(rough) <= Double.MAX_VALUE) {
                return rough > 0 ? 1 : -1;
            }
            List<BigDecimal> parts = new ArrayList<>();
            collect(a, p, power, parts);
            collect(b, q, power, parts);
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal size = BigDecimal.ZERO;
            for (BigDecimal part : parts) {
                sum = sum.add(part);
                size = size.add(part.abs());
            }
            if (sum.abs().compareTo(size.multiply(CANCELLED)) > 0) {
                return sum.signum();
            }
        }
        return 0;
    }

    private static void collect(double factor, Tail tail, double power, List<BigDecimal> parts) {
        for (Term term : tail.terms) {
            if (term.power() == power && factor != 0) {
                parts.add(times(factor, term.exact()));
            }
        }
    }

    private static BigDecimal times(double factor, BigDecimal value) {
        return new BigDecimal(factor).multiply(value, DIGITS);
    }

    @Override
    public String toString() {
        return kind == Kind.KNOWN ? "Tail" + terms + " log " + logCoefficient : "Tail " + kind;
    }
}
