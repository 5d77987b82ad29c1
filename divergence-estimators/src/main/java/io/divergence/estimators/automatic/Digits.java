package io.divergence.estimators.automatic;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Numbers as text, rounded half up as by {@link String#format}, which is asked for the rare ones alone: the first pattern that it reads
 * costs a fresh virtual machine 20 ms.
 */
final class Digits {
    private static final int MOST_PLACES = 4;
    private static final int MOST_DIGITS = 15;
    /** One digit of an error outside [SMALL, LARGE) is written with an exponent. */
    private static final double SMALL = 1e-4;
    private static final double LARGE = 9.5;

    private Digits() {
    }

    /** A number with the digits that its standard error supports: the last one is that of the error's first. */
    static String of(double x, double error) {
        if (!(Math.abs(x) <= Double.MAX_VALUE)) {
            return Double.isNaN(x) ? "-" : Double.toString(x);
        }
        if (!(error > 0) || x == 0) {
            return String.format(Locale.US, "%.4g", x);
        }
        int places = (int) -Math.floor(Math.log10(error));
        int leading = (int) Math.floor(Math.log10(Math.abs(x)));
        if (leading + places < 0) {
            // As many places as its neighbours have; a zero has no sign.
            double unit = Math.pow(10, -places);
            return places > MOST_PLACES ? "0" : fixed(Math.rint(x / unit) * unit, Math.max(0, places));
        }
        if (places < 0 && leading <= 6) {
            double unit = Math.pow(10, -places);
            return fixed(Math.rint(x / unit) * unit, 0);
        }
        if (leading > 6 || leading < -4) {
            return String.format(Locale.US, "%." + Math.max(0, Math.min(MOST_DIGITS, leading + places)) + "e", x);
        }
        return fixed(x, Math.max(0, Math.min(MOST_DIGITS, places)));
    }

    /** A number with so many places after the point; a zero has no sign. */
    static String fixed(double x, int places) {
        return Math.abs(x) <= Double.MAX_VALUE ? BigDecimal.valueOf(x).setScale(places, RoundingMode.HALF_UP).toPlainString() : Double.toString(x);
    }

    /** An error, with one digit. */
    static String one(double error) {
        return error >= SMALL && error < LARGE ? BigDecimal.valueOf(error).round(new MathContext(1, RoundingMode.HALF_UP)).toPlainString()
                : String.format(Locale.US, "%.1g", error);
    }

    /** Appends a text with blanks before it. */
    static void right(StringBuilder out, String text, int width) {
        blanks(out, width - text.length());
        out.append(text);
    }

    /** Appends a text with blanks after it. */
    static void left(StringBuilder out, String text, int width) {
        out.append(text);
        blanks(out, width - text.length());
    }

    private static void blanks(StringBuilder out, int count) {
        for (int i = 0; i < count; i++) {
            out.append(' ');
        }
    }
}
