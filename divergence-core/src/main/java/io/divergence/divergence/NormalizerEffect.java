package io.divergence.divergence;

/**
 * What becomes of value and gradient if p~ = Z p is put in the place of p.
 *
 * @param kind what changes
 * @param degree a, if the gradient is multiplied by Z^a; otherwise 0
 */
public record NormalizerEffect(Kind kind, double degree) {

    /** The kinds of effect. */
    public enum Kind {
        /** The value is shifted by a multiple of log Z, the gradient is right. */
        SHIFTS_VALUE,
        /** The gradient is multiplied by a power of Z: its direction is right. */
        SCALES_GRADIENT,
        /** The gradient points elsewhere: Z must be known or estimated. */
        CHANGES_GRADIENT
    }

    /** Returns the effect on reverse KL and on logarithms of moments. */
    public static NormalizerEffect shiftsValue() {
        return new NormalizerEffect(Kind.SHIFTS_VALUE, 0);
    }

    /** Returns the effect on forward KL (degree 1), chi^2 (2) and the alpha divergences. */
    public static NormalizerEffect scalesGradient(double degree) {
        return new NormalizerEffect(Kind.SCALES_GRADIENT, degree);
    }

    /** Returns the effect on all others. */
    public static NormalizerEffect changesGradient() {
        return new NormalizerEffect(Kind.CHANGES_GRADIENT, 0);
    }
}
