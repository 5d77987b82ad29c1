package io.divergence.estimators.diagnostic;

import java.util.Locale;

/**
 * An estimate in nats with its standard error. Immutable.
 *
 * @param value the estimate
 * @param standardError its standard deviation over repeated draws; NaN if the estimate is infinite
 */
public record Bound(double value, double standardError) {
    private static final int MOST_PLACES = 9;
    private static final double NORMAL_95 = 1.959963984540054;

    /** {@return the lower end of the 95 % interval; the estimate itself if it is infinite} */
    public double lower() {
        return Double.isInfinite(value) ? value : value - NORMAL_95 * standardError;
    }

    /** {@return the upper end of the 95 % interval; the estimate itself if it is infinite} */
    public double upper() {
        return Double.isInfinite(value) ? value : value + NORMAL_95 * standardError;
    }

    /** {@return whether the 95 % interval reaches x} */
    public boolean covers(double x) {
        return lower() <= x && x <= upper();
    }

    /** The estimate with the digits that its error supports, and the error with one. */
    @Override
    public String toString() {
        if (Double.isInfinite(value) || !(standardError > 0)) {
            return String.format(Locale.US, Double.isInfinite(value) ? "%.6g" : "%.6g +- %.1g", value, standardError);
        }
        int places = (int) -Math.floor(Math.log10(standardError));
        return String.format(Locale.US, places < 0 || places > MOST_PLACES ? "%.6g +- %.1g" : "%." + places + "f +- %.1g", value, standardError);
    }
}
