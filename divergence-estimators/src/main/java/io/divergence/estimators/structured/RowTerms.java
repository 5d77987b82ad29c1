package io.divergence.estimators.structured;

/** Of each row n the predictor's mean and standard deviation, and the expected slope and curvature of its term with their errors. */
final class RowTerms {
    final double[] mean;
    final double[] sd;
    final double[] slope;
    final double[] curvature;
    final double[] slopeError;
    final double[] curvatureError;

    RowTerms(int n) {
        mean = new double[n];
        sd = new double[n];
        slope = new double[n];
        curvature = new double[n];
        slopeError = new double[n];
        curvatureError = new double[n];
    }
}
