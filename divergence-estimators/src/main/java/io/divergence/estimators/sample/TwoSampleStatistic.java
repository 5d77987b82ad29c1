package io.divergence.estimators.sample;

/** A number computed from two samples. Immutable and thread-safe. */
@FunctionalInterface
public interface TwoSampleStatistic {

    /** Returns the statistic. */
    SampleEstimate evaluate(Samples x, Samples y);
}
