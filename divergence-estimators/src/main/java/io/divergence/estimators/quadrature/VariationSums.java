package io.divergence.estimators.quadrature;

/** The sums over the corners that make up a total variation and its derivatives by mean and sd of q, with their errors. One caller. */
final class VariationSums {
    private static final double EPS = Math.ulp(1.0);
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    /** What p has where no component is present, in the unit of a derivative. */
    private static final double BEYOND = 2e-17;
    private static final double BEYOND_WIDTH = 2e-16;

    private final NormalComponents p;
    private double mean;
    private double sd;
    private double value;
    private double valueError;
    private double slope;
    private double slopeError;
    private double width;
    private double widthError;

    VariationSums(NormalComponents p) {
        this.p = p;
    }

    void clear(double mean, double sd) {
        this.mean = mean;
        this.sd = sd;
        value = 0;
        valueError = BEYOND;
        slope = 0;
        slopeError = BEYOND;
        width = 0;
        widthError = BEYOND_WIDTH;
    }

    static double density(double e) {
        return Math.exp(-0.5 * e * e - HALF_LOG_TWO_PI);
    }

    /**
     * Adds a corner.
     *
     * @param sign of log p - log q on its left
     * @param doubt to both sides of it the sign may be wrong so far, a small part of sd
     * @param height as far as |log p - log q| goes there, small
     */
    void add(double z, double sign, double doubt, double height) {
        double e = (z - mean) / sd;
        double density = density(e);
        double inUnits = 2.2 * doubt / sd;
        value += sign * difference(z, e);
        valueError += EPS * (12 + p.size()) + 1.1 * density * height * inUnits;
        slope += sign * density;
        slopeError += density * (4 * EPS + (Math.abs(e) + inUnits) * inUnits + 3 * EPS * e * e);
        width += sign * e * density;
        widthError += density * (4 * EPS * Math.abs(e) + (1 + e * e) * inUnits + 3 * EPS * Math.abs(e * e * e));
    }

    /** Counts as error a stretch where the sign may be wrong: its mass under q, |e| at most there, and |p/q - 1| where it is wrong. */
    void charge(double mass, double farthest, double height) {
        valueError += mass * height;
        slopeError += mass * farthest;
        widthError += mass * (1 + farthest * farthest);
    }

    /** P - Q, by the upper tails above the mean of q. */
    private double difference(double z, double e) {
        double sum = 0;
        double side = e > 0 ? -1 : 1;
        for (int k = 0; k < p.size(); k++) {
            double f = (z - p.mean(k)) / p.sd(k);
            sum += p.weight(k) * NormalTable.cumulative(side * f);
        }
        return side * (sum - NormalTable.cumulative(side * e));
    }

    double value() {
        return value;
    }

    double valueError() {
        return valueError;
    }

    /** sd d/dmean. */
    double slope() {
        return slope;
    }

    double slopeError() {
        return slopeError;
    }

    /** sd d/dsd. */
    double width() {
        return width;
    }

    double widthError() {
        return widthError;
    }
}
