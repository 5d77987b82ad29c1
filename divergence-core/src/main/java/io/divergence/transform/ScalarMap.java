package io.divergence.transform;

/**
 * A differentiable, strictly monotone map of the line onto an open interval, for {@link Transforms#elementwise}.
 * Immutable and thread-safe.
 */
public interface ScalarMap {

    /** {@return x = t(y), inside the open interval; not finite if it overflows} */
    double forward(double y);

    /** {@return the y with t(y) = x; NaN if x is outside the open interval} */
    double inverse(double x);

    /** {@return t'(y), which is negative for a decreasing map} */
    double derivative(double y);

    /** {@return log |t'(y)|; negative infinity where t(y) has left the range of doubles} */
    double logDerivative(double y);

    /** {@return the derivative of {@link #logDerivative}} */
    double logDerivativeSlope(double y);

    /** {@return the lower and the upper edge of the image, maybe infinite, for messages and for the measure of mass} */
    Edges edges();

    /** The edges of an open interval; lower &lt; upper. */
    record Edges(double lower, double upper) {
        /** The whole line. */
        public static final Edges LINE = new Edges(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
}
