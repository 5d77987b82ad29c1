package io.divergence.target;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What is known of a log density beside its values. Immutable.
 *
 * @param support where it may have mass
 * @param logNormalizer log Z, or empty
 * @param shape its features and tails, or null
 * @param samples where draws come from, or null
 * @param moments its mean and variance, or null
 */
record Knowledge(Support support, OptionalDouble logNormalizer, UnivariateShape shape, SampleSource samples,
        Moments moments) {

    /** Features and tails as they were given. */
    record Shape(Support support, List<Feature> features, Tail lowerTail, Tail upperTail) implements UnivariateShape {
    }

    /** Returns what a target says of itself. */
    static Knowledge of(LogDensity target) {
        return new Knowledge(target.support(), target.logNormalizer(), target instanceof UnivariateShape s ? s : null,
                target instanceof SampleSource s ? s : null, target instanceof Moments m ? m : null);
    }

    Knowledge withSupport(Support own) {
        return new Knowledge(own, logNormalizer, shape, samples, moments);
    }

    Knowledge withLogNormalizer(double own) {
        return new Knowledge(support, OptionalDouble.of(own), shape, samples, moments);
    }

    Knowledge withShape(UnivariateShape own) {
        return new Knowledge(support, logNormalizer, own, samples, moments);
    }

    /** Returns the same for a worker's copy of the target: draws may use the copy's scratch space. */
    Knowledge forCopy(LogDensity copy) {
        return new Knowledge(support, logNormalizer, shape, copy instanceof SampleSource s ? s : samples, moments);
    }
}
