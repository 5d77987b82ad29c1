package io.divergence.target;

import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * How a density behaves towards an end of its support, up to a constant factor. With rho = |x| towards infinity and
 * rho = |x - e| towards a finite edge e, and r = rho or 1/rho, which grows without bound,
 *
 * <pre>log(p(x) rho) = - SUM_j c_j g_j(r) - kappa log r + O(1),</pre>
 *
 * <p>where every g_j is a {@link Growth} that outgrows log r. The left side is the log density of log r, so that without
 * terms the mass beyond r falls as r^-kappa. A normal distribution with mean m has the terms 1/2 (r/s)^2 and -+ (m/s)(r/s)
 * and kappa = -1; a Student-t has kappa = df and no terms; a gamma distribution with shape k has kappa = k at its edge 0;
 * a density that tends to a positive constant at a finite point is {@link #constant()}, kappa = 1. A tail may also be
 * {@link #none()} (the density is zero there) or {@link #unknown()}. Immutable.
 *
 * <p>From two tails it is decided whether an integral of p^a q^b is finite, exactly: the coefficients are compared
 * in decimal arithmetic of 60 digits, so that a standard deviation one ulp from the critical one is judged right.
 */
public final class Tail {
    private static final Tail NONE = new Tail(Kind.NONE, List.of(), 0);
    private static final Tail UNKNOWN = new Tail(Kind.UNKNOWN, List.of(), 0);
    private static final Tail CONSTANT = new Tail(Kind.KNOWN, List.of(), 1);

    /** What is known. */
    public enum Kind {
        /** The expansion holds. */
        KNOWN,
        /** The density is zero there. */
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

    /** What a term of the expansion is made of, from the slowest growth to the fastest. */
    public enum Growth {
        /** c (log(r)/s)^e, e above 1. */
        LOG_POWER,
        /** c (r/s)^e. */
        POWER,
        /** c r log r: between (r/s)^1 and every higher power. Lattices have it. */
        R_LOG_R,
        /** c e^((r + shift)/s). */
        EXPONENTIAL
    }

    /**
     * A term of the expansion.
     *
     * @param growth what grows
     * @param power e, positive; above 1 for a power of the logarithm; 1 for r log r and exponentials
     * @param coefficient c, of either sign
     * @param scale s, positive; 1 for r log r
     * @param shift what is added to r in an exponential, of either sign; 0 otherwise
     */
    public record Term(Growth growth, double power, double coefficient, double scale, double shift) {

        /** Checks the arguments. */
        public Term {
            Checks.notNull("growth", growth);
            Checks.positive("power", power);
            Checks.finite("coefficient", coefficient);
            Checks.positive("scale", scale);
            Checks.finite("shift", shift);
        }

        /** Returns the term c (r/s)^e. */
        public static Term power(double power, double coefficient, double scale) {
            return new Term(Growth.POWER, power, coefficient, scale, 0);
        }

        /** Returns the term c (log(r)/s)^e. */
        public static Term logPower(double power, double coefficient, double scale) {
            return new Term(Growth.LOG_POWER, power, coefficient, scale, 0);
        }

        /** Returns the term c r log r. */
        public static Term rLogR(double coefficient) {
            return new Term(Growth.R_LOG_R, 1, coefficient, 1, 0);
        }

        /** Returns the term c e^((r + shift)/s). */
        public static Term exponential(double coefficient, double scale, double shift) {
            return new Term(Growth.EXPONENTIAL, 1, coefficient, scale, shift);
        }

        /** {@return the term at r} */
        public double at(double r) {
            return coefficient * switch (growth) {
                case LOG_POWER -> Math.pow(Math.log(r) / scale, power);
                case POWER -> Math.pow(r / scale, power);
                case R_LOG_R -> r * Math.log(r);
                case EXPONENTIAL -> Math.exp((r + shift) / scale);
            };
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

    /** Returns the tail of a density that is zero there. */
    public static Tail none() {
        return NONE;
    }

    /** Returns a tail of which nothing is known. */
    public static Tail unknown() {
        return UNKNOWN;
    }

    /** Returns the behaviour of a density that tends to a positive constant: at an edge, or at a point inside. */
    public static Tail constant() {
        return CONSTANT;
    }

    /**
     * Returns a power law.
     *
     * @param exponent kappa: the mass beyond r falls as r^-kappa, so that the density falls as |x|^(-kappa - 1) towards
     *     infinity, and as |x - e|^(kappa - 1) towards a finite edge
     */
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
        return of(-1, Term.power(2, 0.5, sd), Term.power(1, -sign * (mean / sd), sd));
    }

    /** {@return what is known} */
    public Kind kind() {
        return kind;
    }

    /** {@return the terms of the expansion, in no special order} */
    public List<Term> terms() {
        return terms;
    }

    /** {@return kappa, the exponent of the power law that multiplies the rest} */
    public double logCoefficient() {
        return logCoefficient;
    }

    /**
     * {@return the power of r that |log p| does not outgrow: that of the leading term, 0 for a power law, infinity for an
     * exponential}
     */
    public double leadingPower() {
        double leading = 0;
        for (Term term : terms) {
            if (term.coefficient() != 0 && term.growth() != Growth.LOG_POWER) {
                leading = Math.max(leading, term.growth() == Growth.EXPONENTIAL ? Double.POSITIVE_INFINITY : term.power());
            }
        }
        return leading;
    }

    /**
     * Returns the tail of a + b X, X with this tail.
     *
     * @param factor |b|
     * @param shift what is added to the distance of a + b X from zero to make it |b| |X|; not used towards an edge
     * @param towardsEdge whether the tail is that towards a finite edge
     */
    public Tail stretched(double factor, double shift, boolean towardsEdge) {
        if (kind != Kind.KNOWN) {
            return this;
        }
        double f = towardsEdge ? 1 / factor : factor;
        double s = towardsEdge ? 0 : shift;
        List<Term> moved = new ArrayList<>();
        double kappa = logCoefficient;
        for (Term t : terms) {
            if (towardsEdge && t.growth() == Growth.POWER && t.scale() == 1) {
                moved.add(Term.power(t.power(), t.coefficient() * Math.pow(factor, t.power()), 1));
                continue;
            }
            double scale = t.growth() == Growth.LOG_POWER ? t.scale() : t.scale() * f;
            boolean expandable = t.growth() == Growth.LOG_POWER ? t.power() == 2 : s == 0 || t.power() <= 1 || t.power() == 2;
            if (t.growth() == Growth.R_LOG_R || !expandable || !(scale > 0 && scale <= Double.MAX_VALUE)) {
                return UNKNOWN;
            }
            moved.add(new Term(t.growth(), t.power(), t.coefficient(), scale, t.growth() == Growth.EXPONENTIAL ? f * t.shift() + s : 0));
            if (t.growth() == Growth.LOG_POWER) {
                // (log(r/f)/s)^2 = (log r/s)^2 - 2 log f log r/s^2 + ...
                kappa -= 2 * t.coefficient() * Math.log(f) / scale / scale;
            } else if (t.growth() == Growth.POWER && t.power() == 2 && s != 0) {
                moved.add(Term.power(1, 2 * t.coefficient() * (s / scale), scale));
            }
        }
        return new Tail(Kind.KNOWN, List.copyOf(moved), kappa);
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
        int sign = TailBalance.ofTerms(1, a, -1, b);
        return sign == 0 ? Double.compare(b.logCoefficient, a.logCoefficient) : -sign;
    }

    /**
     * Tells whether the integral of p^a q^b r^extra dx is finite as r grows, for a + b = 1.
     *
     * <p>A density that is zero there makes p^a zero for a &gt; 0 and infinite for a &lt; 0; zero
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
        int sign = TailBalance.ofTerms(a, p, b, q);
        if (sign != 0) {
            return sign > 0 ? Integral.FINITE : Integral.INFINITE;
        }
        return TailBalance.ofPowers(a, p, b, q, extra) > 0 ? Integral.FINITE : Integral.INFINITE;
    }

    /**
     * Tells whether the integral of p |log q| dx is finite as r grows, for a p of finite mass and a q that is not zero there:
     * the leading term of log q is weighed against p.
     */
    public static Integral logIntegral(Tail p, Tail q) {
        if (p.kind != Kind.KNOWN || q.kind != Kind.KNOWN) {
            return p.kind == Kind.NONE ? Integral.FINITE : Integral.UNKNOWN;
        }
        Term leading = null;
        for (Term term : q.terms) {
            if (term.coefficient() != 0 && (leading == null || TailBalance.outgrows(term, leading))) {
                leading = term;
            }
        }
        if (leading == null || leading.growth() == Growth.LOG_POWER) {
            // A power of a logarithm is outgrown by the positive power of r by which the mass of p falls.
            return Integral.FINITE;
        }
        if (leading.growth() == Growth.EXPONENTIAL) {
            // p e^(r/s) must fall: the leading term of p must outgrow r/s.
            return integral(1, p, 1, of(0, Term.power(1, -1, leading.scale())), 0);
        }
        double power = leading.growth() == Growth.R_LOG_R ? Math.nextUp(1.0) : leading.power();
        return integral(1, p, 0, p, power);
    }

    @Override
    public String toString() {
        return kind == Kind.KNOWN ? "Tail" + terms + " log " + logCoefficient : "Tail " + kind;
    }
}
