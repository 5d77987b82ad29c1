package io.divergence.estimators.evaluate;

import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.math.Checks;
import java.util.Locale;

/**
 * A divergence between two distributions, how good the number is, and how it was obtained. Immutable.
 *
 * @param name what was evaluated
 * @param value in nats where that applies, never negative; positive infinity if infinite, NaN if nothing is known
 * @param error an absolute error, of the kind that {@code errorKind} says; 0 if the value is infinite for certain
 * @param errorKind what the error means: rounding of a formula, a bound, an estimate, or a standard error
 * @param method how the value was obtained
 * @param finiteness whether the divergence is finite, and if not why: support or tails
 * @param evaluations how often each density was evaluated; 0 for a formula
 * @param withinTolerance whether the tolerance that was asked for was met
 */
public record DivergenceValue(String name, double value, double error, ErrorKind errorKind, Method method,
        Finiteness finiteness, long evaluations, boolean withinTolerance) {

    /** Checks the arguments. */
    public DivergenceValue {
        Checks.notNull("name", name);
        Checks.notNull("errorKind", errorKind);
        Checks.notNull("method", method);
        Checks.notNull("finiteness", finiteness);
        if (value < 0) {
            throw Checks.illegal("value", value, "must not be negative");
        }
    }

    /** Returns a value by formula; one that is infinite left the range of a double. */
    public static DivergenceValue closed(String name, double value, double error) {
        boolean finite = value <= Double.MAX_VALUE;
        return new DivergenceValue(name, value, finite ? error : 0, ErrorKind.ROUNDING, Method.CLOSED_FORM,
                finite ? Finiteness.FINITE : Finiteness.OVERFLOW, 0, finite);
    }

    /** Returns an infinite value, with its reason. */
    public static DivergenceValue infinite(String name, Finiteness reason, Method method) {
        return new DivergenceValue(name, Double.POSITIVE_INFINITY, 0, ErrorKind.ROUNDING, method, reason, 0, true);
    }

    /** {@return whether the divergence itself is infinite: not merely beyond the range of a double} */
    public boolean isInfinite() {
        return finiteness == Finiteness.INFINITE_BY_SUPPORT || finiteness == Finiteness.INFINITE_BY_TAILS;
    }

    /** {@return the relative error; 0 for infinite values and for 0 +- 0} */
    public double relativeError() {
        return error == 0 || Double.isInfinite(value) ? 0 : error / value;
    }

    DivergenceValue withTolerance(double tolerance) {
        boolean within = isInfinite() || error <= Math.max(tolerance * value, 1e-14);
        return new DivergenceValue(name, value, error, errorKind, method, finiteness, evaluations, within);
    }

    @Override
    public String toString() {
        String way = method.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (finiteness != Finiteness.FINITE) {
            return name + " = " + value + " (" + finiteness.words() + ")";
        }
        return name + " = " + value + " +- " + String.format(Locale.ROOT, "%.1e", error) + " (" + way
                + (errorKind == ErrorKind.STANDARD_ERROR ? ", standard error" : "")
                + (withinTolerance ? "" : ", tolerance not met") + ")";
    }
}
