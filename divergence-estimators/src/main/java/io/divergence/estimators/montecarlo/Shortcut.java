package io.divergence.estimators.montecarlo;

/** How the gradient of an estimate comes from the target without log ratios; the multipliers of directions are sums, weights or constants. */
interface Shortcut {

    /** Whether the target has what it takes at all: others do not pay for being asked at each step. */
    boolean isOffered();

    /** Evaluates the target at the rows [from, to) as far as the gradient needs it; any worker. Whether that was possible. */
    boolean measure(int worker, int from, int to);

    /** {@return whether the multipliers of a row need no other row} */
    boolean isOneRound();

    /** Takes the rows together, when all are measured; whether there are finite multipliers. */
    boolean prepare();

    /** Writes the multipliers of the rows [from, to); any worker. */
    void multipliers(int from, int to, double[] c);

    /** Writes log p~ and log q of the rows [from, to) after all; any worker. */
    void logDensities(int worker, int from, int to);

    /** {@return the value, if the weights yield it at once; else NaN} */
    double valueAtOnce();

    /** {@return the value, if it can be had without the log ratios of {@link #logDensities}; else NaN} */
    double value();
}
