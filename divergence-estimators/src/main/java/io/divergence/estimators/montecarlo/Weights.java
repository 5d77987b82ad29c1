package io.divergence.estimators.montecarlo;

/** Which of the equivalent weights a gradient is made of: they have the same mean and another variance. */
public enum Weights {
    /** The canonical weights, zero at q = p: the noise vanishes there. */
    CENTRED,
    /** The textbook's weights, such as -u for forward KL and -u^2 for forward chi^2. */
    UNCENTRED
}
