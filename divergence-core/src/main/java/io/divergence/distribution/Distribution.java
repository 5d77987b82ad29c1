package io.divergence.distribution;

import io.divergence.target.LogDensity;
import io.divergence.target.SampleSource;
import java.util.OptionalDouble;

/** A normalised distribution that can be evaluated and sampled. Immutable and thread-safe. */
public interface Distribution extends LogDensity, SampleSource {

    /** {@return 0: the density integrates to one} */
    @Override
    default OptionalDouble logNormalizer() {
        return OptionalDouble.of(0);
    }
}
