package io.divergence.estimators.evaluate;

/**
 * A function of x of which log densities are made.
 *
 * @param kind its form
 * @param place m, where the form has a place
 * @param scale s, or the exponent of x
 */
record Statistic(Kind kind, double place, double scale) {

    /** The forms. */
    enum Kind {
        /** ((x - m)/s)^2. */
        SQUARE,
        /** |x - m|/s. */
        ABSOLUTE,
        /** e^(-(x - m)/s). */
        EXPONENTIAL,
        /** (x/s)^m. */
        POWER,
        /** log(x/s). */
        LOG,
        /** ((log x - m)/s)^2. */
        LOG_SQUARE,
        /** log(1 - x^s). */
        LOG_COMPLEMENT
    }

    static Statistic square(double place, double scale) {
        return new Statistic(Kind.SQUARE, place, scale);
    }

    static Statistic absolute(double place, double scale) {
        return new Statistic(Kind.ABSOLUTE, place, scale);
    }

    static Statistic exponential(double place, double scale) {
        return new Statistic(Kind.EXPONENTIAL, place, scale);
    }

    static Statistic power(double exponent, double scale) {
        return new Statistic(Kind.POWER, exponent, scale);
    }

    static Statistic log(double scale) {
        return new Statistic(Kind.LOG, 0, scale);
    }

    static Statistic logSquare(double place, double scale) {
        return new Statistic(Kind.LOG_SQUARE, place, scale);
    }

    static Statistic logComplement(double exponent) {
        return new Statistic(Kind.LOG_COMPLEMENT, 0, exponent);
    }
}
