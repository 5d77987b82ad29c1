package io.divergence.estimators.structured;

import io.divergence.model.LinearPredictorTarget;
import java.util.Arrays;

/** Many predictors, of one row or of several, whose terms are evaluated at once: loops that are long enough for vector instructions. */
final class TermBatch {
    static final int SIZE = 1024;

    private final LinearPredictorTarget target;
    private final DesignRows x;
    private final int[] observations = new int[SIZE];
    final double[] eta = new double[SIZE];
    final double[] value = new double[SIZE];
    final double[] slope = new double[SIZE];
    final double[] curvature = new double[SIZE];

    /** For terms of the rows x. */
    TermBatch(LinearPredictorTarget target, DesignRows x) {
        this.target = target;
        this.x = x;
    }

    /** Says whose term entry i is. */
    void setRow(int i, int row) {
        observations[i] = x.origin(row);
    }

    void setRows(int begin, int end, int row) {
        Arrays.fill(observations, begin, end, x.origin(row));
    }

    void evaluate(int count, double[] at) {
        target.terms(observations, count, at, value, slope, curvature);
    }

    boolean expect(int count, double[] mean, double[] sd) {
        return target.expectedTerms(observations, count, mean, sd, value, slope, curvature);
    }
}
