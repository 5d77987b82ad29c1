package io.divergence.model;

import java.util.OptionalDouble;

/** A model with log Z = 0. */
abstract class NormalizedModel extends PointModel {
    static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;

    NormalizedModel(int dimension, int scratchLength) {
        super(dimension, scratchLength);
    }

    @Override
    public final OptionalDouble logNormalizer() {
        return OptionalDouble.of(0);
    }
}
