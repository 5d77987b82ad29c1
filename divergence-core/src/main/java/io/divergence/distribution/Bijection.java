package io.divergence.distribution;

/**
 * A strictly monotone, differentiable map of an interval of the line onto another. Immutable and thread-safe. Two
 * transformed distributions are compared through their bases if their bijections are equal, so that implementations
 * with parameters define {@code equals}.
 */
public interface Bijection {

    /** {@return the image of x} */
    double forward(double x);

    /** {@return the x of which y is the image; outside of the image anything} */
    double inverse(double y);

    /**
     * Returns the x of which point + side e^logDistance is the image: near an edge of the image, where the distance says more than
     * the number.
     */
    default double inverseNear(double point, int side, double logDistance) {
        return inverse(Neighbours.at(point, side, logDistance));
    }

    /** {@return log |forward'(x)|} */
    double logDerivative(double x);

    /** {@return the derivative of {@link #logDerivative}} */
    double logDerivativeSlope(double x);

    /** {@return whether it increases} */
    boolean isIncreasing();

    /**
     * Returns x -&gt; shift + factor x.
     *
     * @param factor not zero
     */
    static Bijection affine(double shift, double factor) {
        return new Bijections.Affine(shift, factor);
    }

    /** Returns x -&gt; e^x, from the line onto the positive numbers. */
    static Bijection exp() {
        return Bijections.Named.EXP;
    }

    /** Returns x -&gt; log x, from the positive numbers onto the line. */
    static Bijection log() {
        return Bijections.Named.LOG;
    }

    /** Returns x -&gt; 1/(1 + e^-x), from the line onto (0, 1). */
    static Bijection logistic() {
        return Bijections.Named.LOGISTIC;
    }

    /** Returns x -&gt; log(x/(1 - x)), from (0, 1) onto the line. */
    static Bijection logit() {
        return Bijections.Named.LOGIT;
    }
}
