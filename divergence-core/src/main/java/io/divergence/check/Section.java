package io.divergence.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** A row of a report while it is written. Mutable; one caller. */
final class Section {
    /** A wrong formula is wrong nearly everywhere: a few places say it. */
    private static final int SHOWN = 3;
    /** Differences beyond so many estimated errors are not chance: estimates of errors are good to a factor of a few. */
    private static final double SAFETY = 10;
    /** A derivative this uncertain decides nothing about a factor of two. */
    private static final double VAGUE = 0.1;
    /** What a function may be uncertain by over the reach of its differences without anybody caring. */
    private static final double NEGLIGIBLE = 1e-9;

    private final String name;
    private final List<String> findings = new ArrayList<>();
    private int comparisons;
    private int undecided;
    private int failures;
    private double worst;

    Section(String name) {
        this.name = name;
    }

    /** Runs a part of the check; what the user's code throws is a finding. */
    void run(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            fail(() -> "threw " + e);
        }
    }

    /** Notes a comparison of which only the outcome is known. */
    void require(boolean good, Supplier<String> otherwise) {
        comparisons++;
        if (!good) {
            worst = Double.POSITIVE_INFINITY;
            fail(otherwise);
        }
    }

    /** Compares two numbers. NaN differs from everything, infinities of one sign are equal. */
    void compare(double actual, double expected, double allowed, Supplier<String> where) {
        comparisons++;
        double difference = actual == expected ? 0 : Math.abs(actual - expected);
        double ratio = difference == 0 ? 0 : difference / allowed;
        if (!(ratio <= worst)) {
            worst = ratio;
        }
        if (!(difference <= allowed)) {
            fail(() -> where.get() + ": " + actual + " instead of " + expected + " (allowed difference "
                    + String.format(Locale.ROOT, "%.2g", allowed) + ")");
        }
    }

    /** Compares a number with a numerical derivative; vague derivatives are counted and decide nothing. */
    void compare(double actual, NumericalDerivative numeric, Supplier<String> where) {
        double size = Math.max(Math.abs(actual), Math.abs(numeric.value()));
        double allowed = SAFETY * numeric.error();
        boolean vague = !(allowed <= VAGUE * size) && !(numeric.error() * numeric.reach() <= NEGLIGIBLE * numeric.height());
        if (vague && !Double.isNaN(actual)) {
            comparisons++;
            undecided++;
        } else {
            compare(actual, numeric.value(), allowed, () -> where.get() + ", by finite differences");
        }
    }

    void fail(Supplier<String> finding) {
        failures++;
        if (failures <= SHOWN) {
            findings.add(finding.get());
        }
    }

    boolean isGood() {
        return failures == 0;
    }

    CheckReport.Row row() {
        List<String> all = new ArrayList<>(findings);
        if (failures > SHOWN) {
            all.add("and at " + (failures - SHOWN) + " more places");
        }
        return new CheckReport.Row(name, comparisons, undecided, worst, all);
    }
}
