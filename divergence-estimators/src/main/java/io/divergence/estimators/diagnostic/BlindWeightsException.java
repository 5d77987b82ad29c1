package io.divergence.estimators.diagnostic;

/** No draw has any weight: all log weights are negative infinity, and nothing can be said. */
public final class BlindWeightsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BlindWeightsException(int draws) {
        super("logWeights = -Infinity at all " + draws + " draws: at least one must have a weight");
    }
}
