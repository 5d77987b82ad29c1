package io.divergence.estimate;

/** Whether a value is finite, and why not. */
public enum Finiteness {
    /** Finite. */
    FINITE("finite"),
    /** Infinite: one distribution has mass where the other has none. */
    INFINITE_BY_SUPPORT("infinite: one distribution has mass where the other has none"),
    /** Infinite: the integral diverges in a tail. */
    INFINITE_BY_TAILS("infinite: the integral diverges in a tail"),
    /** Finite, but beyond the range of a double; its logarithm may be asked for instead. */
    OVERFLOW("finite, but beyond the range of a double: ask for the logarithm, such as log(1 + chi^2), where there is one"),
    /** No sample has any weight: nothing is known. */
    BLIND("no sample has any weight: the target was not seen"),
    /** Mass lies so far from zero, in units of its width, that a quadrature cannot tell points apart, or beyond the range of a double. */
    UNRESOLVED("unknown: mass lies where doubles cannot tell points apart, or beyond their range"),
    /** The target returned NaN or positive infinity, or a gradient that is not finite. */
    INVALID("the target returned NaN or +infinity, or a gradient that is not finite");

    private final String words;

    Finiteness(String words) {
        this.words = words;
    }

    /** {@return the same in words} */
    public String words() {
        return words;
    }
}
