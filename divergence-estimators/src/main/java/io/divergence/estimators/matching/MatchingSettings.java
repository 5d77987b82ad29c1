package io.divergence.estimators.matching;

import io.divergence.math.Checks;

/** What both fitters have in common. */
record MatchingSettings(int samples, int iterations, long seed, double tolerance) {

    MatchingSettings {
        Checks.atLeast("samples", samples, 1);
        Checks.atLeast("iterations", iterations, 1);
        Checks.nonNegative("tolerance", tolerance);
    }

    MatchingSettings withSamples(int samples) {
        return new MatchingSettings(samples, iterations, seed, tolerance);
    }

    MatchingSettings withIterations(int iterations) {
        return new MatchingSettings(samples, iterations, seed, tolerance);
    }

    MatchingSettings withSeed(long seed) {
        return new MatchingSettings(samples, iterations, seed, tolerance);
    }

    MatchingSettings withTolerance(double tolerance) {
        return new MatchingSettings(samples, iterations, seed, tolerance);
    }

    @Override
    public String toString() {
        return "samples=" + samples + ", iterations=" + iterations + ", seed=" + seed + ", tolerance=" + tolerance;
    }
}
