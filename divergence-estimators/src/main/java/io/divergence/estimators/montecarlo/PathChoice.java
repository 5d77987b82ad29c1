package io.divergence.estimators.montecarlo;

/** Which estimate along paths. */
record PathChoice(int samples, Kind kind, Weights weights, Points points) {

    enum Kind {
        /** The path derivative of the log ratio alone. */
        PATH,
        /** The total derivative. */
        TOTAL,
        /** The total derivative of -log p along the path, and that of the entropy in closed form. */
        CLOSED_FORM_ENTROPY
    }
}
