package io.divergence.divergence;

import java.util.ArrayList;
import java.util.List;

/**
 * What a generator f(e^l) becomes towards one end, as a sum of terms e^(a l) (c0 + c1 l). The built-in divergences
 * need two or three terms, which are exact to rounding for |l| above 50. From them follow the score and path
 * weights, whether an integral converges, and values whose exponent lies outside the range of a double.
 * Immutable.
 */
public final class Expansion {
    private static final Expansion UNKNOWN = new Expansion(null);

    /**
     * A term e^(a l) (c0 + c1 l).
     *
     * @param exponent a
     * @param constant c0
     * @param linear c1
     */
    public record Term(double exponent, double constant, double linear) {
    }

    /** Exponents below which a power neither underflows nor overflows before its factor is multiplied in. */
    private static final double SAFE = 600;

    private final Term[] terms;
    private final List<Term> view;

    private Expansion(Term[] terms) {
        this.terms = terms;
        view = terms == null ? List.of() : List.of(terms);
    }

    /** Returns the expansion of which nothing is known. */
    public static Expansion unknown() {
        return UNKNOWN;
    }

    /** Returns a sum of terms; terms that are zero are dropped. */
    public static Expansion of(Term... terms) {
        return of(List.of(terms));
    }

    private static Expansion of(List<Term> terms) {
        return new Expansion(terms.stream().filter(t -> t.constant != 0 || t.linear != 0).toArray(Term[]::new));
    }

    /** {@return whether anything is known} */
    public boolean isKnown() {
        return terms != null;
    }

    /** {@return the terms} */
    public List<Term> terms() {
        return view;
    }

    /** Returns e^shift times the sum at l: the exponents are added before anything can overflow. */
    public double scaled(double l, double shift) {
        double sum = 0;
        for (Term t : terms) {
            double factor = t.constant + (t.linear == 0 ? 0 : t.linear * l);
            double exponent = t.exponent == 0 ? shift : t.exponent * l + shift;
            sum += factor * Math.exp(exponent);
        }
        return sum;
    }

    /**
     * Returns e^shift q f(p/q) from log p and log q: each term is p^a q^(1-a) (c0 + c1 l), in which the large one of the two
     * logarithms drops out where a is 0 or 1.
     */
    public double scaled(double logP, double logQ, double shift) {
        double l = logP - logQ;
        double sum = 0;
        for (Term t : terms) {
            double factor = t.constant + (t.linear == 0 ? 0 : t.linear * l);
            double a = t.exponent;
            double exponent = (a == 0 ? 0 : a * logP) + (a == 1 ? 0 : (1 - a) * logQ) + shift;
            sum += Math.abs(exponent) < SAFE ? factor * Math.exp(exponent)
                    : Math.signum(factor) * Math.exp(exponent + Math.log(Math.abs(factor)));
        }
        return sum;
    }

    /** Returns what the sum tends to at positive (+1) or negative (-1) infinity, by its leading term. */
    double limit(int sign) {
        Term leading = new Term(-sign, 0, 0);
        for (Term t : terms) {
            leading = t.exponent * sign >= leading.exponent * sign ? t : leading;
        }
        double growth = leading.exponent * sign;
        double factor = leading.linear != 0 ? leading.linear * sign : leading.constant;
        if (growth > 0 || (growth == 0 && leading.linear != 0)) {
            return factor * Double.POSITIVE_INFINITY;
        }
        return growth == 0 ? leading.constant : 0;
    }

    /** Returns the expansion of h = f - df/dl. */
    public Expansion scoreWeight() {
        if (!isKnown()) {
            return this;
        }
        List<Term> list = new ArrayList<>();
        for (Term t : terms) {
            double a = 1 - t.exponent;
            list.add(new Term(t.exponent, a * t.constant - t.linear, a * t.linear));
        }
        return of(list);
    }

    /** Returns the expansion of -d/dl: the path weight, if this is the score weight. */
    public Expansion minusDerivative() {
        if (!isKnown()) {
            return this;
        }
        List<Term> list = new ArrayList<>();
        for (Term t : terms) {
            list.add(new Term(t.exponent, -t.exponent * t.constant - t.linear, -t.exponent * t.linear));
        }
        return of(list);
    }

    /** Returns the expansion of the reversed generator e^l f(-l), which holds towards the other end. */
    public Expansion reversed() {
        if (!isKnown()) {
            return this;
        }
        List<Term> list = new ArrayList<>();
        for (Term t : terms) {
            list.add(new Term(1 - t.exponent, t.constant, -t.linear));
        }
        return of(list);
    }

    /** Returns this expansion times a number. */
    public Expansion times(double factor) {
        if (!isKnown()) {
            return this;
        }
        List<Term> list = new ArrayList<>();
        for (Term t : terms) {
            list.add(new Term(t.exponent, factor * t.constant, factor * t.linear));
        }
        return of(list);
    }

    /** Returns the sum of two expansions; terms of the same exponent are joined. */
    public Expansion plus(Expansion other) {
        if (!isKnown() || !other.isKnown()) {
            return UNKNOWN;
        }
        List<Term> list = new ArrayList<>(List.of(terms));
        for (Term t : other.terms) {
            int same = -1;
            for (int i = 0; i < list.size(); i++) {
                same = list.get(i).exponent == t.exponent ? i : same;
            }
            if (same < 0) {
                list.add(t);
            } else {
                Term s = list.get(same);
                list.set(same, new Term(t.exponent, s.constant + t.constant, s.linear + t.linear));
            }
        }
        return of(list);
    }

    @Override
    public String toString() {
        return isKnown() ? "Expansion" + terms() : "Expansion unknown";
    }
}
