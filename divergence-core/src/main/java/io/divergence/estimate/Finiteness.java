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
    OVERFLOW("finite, but beyond the range of a double: use the Renyi form, such as log(1 + chi^2)"),
    /** No sample has any weight: nothing is known. */
    BLIND("no sample has any weight: the target was not seen"),
    /** A distribution lies so far from zero, in units of its width, that the nodes of a quadrature cannot tell its points apart. */
    UNRESOLVED("unknown: the mean is so large beside the standard deviation that numbers cannot resolve it"),
    /** The target returned NaN or positive infinity. */
    INVALID("the target returned NaN or +infinity");

    private final String words;

    Finiteness(String words) {
        this.words = words;
    }

    /** {@return the same in words} */
    public String words() {
        return words;
    }
}
