package io.divergence.estimators.evaluate;

/**
 * A number by formula with a bound of its rounding error; infinite with error 0.
 *
 * @param value the number
 * @param error an absolute bound
 */
record Term(double value, double error) {
    /** The spacing of doubles at 1. */
    static final double EPS = Math.ulp(1.0);
    /** A sum of terms of one sign, each good to some ten roundings. */
    private static final double RELATIVE = 64 * EPS;
    static final Term INFINITE = new Term(Double.POSITIVE_INFINITY, 0);

    /** Returns a number from which nothing cancelled. */
    static Term exact(double value) {
        return new Term(value, RELATIVE * Math.abs(value));
    }

    /** Returns a number that is a sum of terms of such a size. */
    static Term ofSize(double value, double size) {
        return new Term(value, RELATIVE * (Math.abs(size) + Math.abs(value)));
    }

    boolean isInfinite() {
        return error == 0 && value == Double.POSITIVE_INFINITY;
    }

    /** Times a positive factor, or a factor that makes a negative number positive. */
    Term times(double factor) {
        return isInfinite() ? this : new Term(value * factor, error * Math.abs(factor) + EPS * Math.abs(value * factor));
    }

    Term plus(Term other) {
        double sum = value + other.value;
        return isInfinite() || other.isInfinite() ? INFINITE : new Term(sum, error + other.error + EPS * Math.abs(sum));
    }

    /** a b - c d with one rounding of the result (Kahan). */
    static double differenceOfProducts(double a, double b, double c, double d) {
        double cd = c * d;
        double error = Math.fma(-c, d, cd);
        return Math.fma(a, b, -cd) + error;
    }
}
