package io.divergence.math;

/**
 * A running sum whose error does not grow with the number of terms (Neumaier's variant of Kahan's sum).
 * Mutable; one caller.
 *
 * <p>Reference: A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54 (1974).
 */
public final class CompensatedSum {
    private double sum;
    private double correction;

    /** Starts again from zero. */
    public void clear() {
        sum = 0;
        correction = 0;
    }

    /** Adds a term. */
    public void add(double term) {
        double next = sum + term;
        if (Math.abs(sum) >= Math.abs(term)) {
            correction += (sum - next) + term;
        } else {
            correction += (term - next) + sum;
        }
        sum = next;
    }

    /** Returns the sum of all terms so far. */
    public double value() {
        double value = sum + correction;
        // An infinite term leaves inf - inf in the correction; the plain sum is right then.
        return Double.isNaN(value) ? sum : value;
    }
}
