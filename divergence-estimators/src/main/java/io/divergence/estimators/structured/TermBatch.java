package io.divergence.estimators.structured;

import io.divergence.model.LinearPredictorTarget;

/** Many predictors, of one row or of several, whose terms are evaluated at once: loops that are long enough for vector instructions. */
final class TermBatch {
    static final int SIZE = 1024;

    private final LinearPredictorTarget target;
    /** Row i of the terms is observation i stride of the target. */
    final int stride;
    final int[] observations = new int[SIZE];
    final double[] eta = new double[SIZE];
    final double[] value = new double[SIZE];
    final double[] slope = new double[SIZE];
    final double[] curvature = new double[SIZE];

    TermBatch(LinearPredictorTarget target, int stride) {
        this.target = target;
        this.stride = stride;
    }

    void evaluate(int count, double[] at) {
        target.terms(observations, count, at, value, slope, curvature);
    }

    boolean expect(int count, double[] mean, double[] sd) {
        return target.expectedTerms(observations, count, mean, sd, value, slope, curvature);
    }
}
