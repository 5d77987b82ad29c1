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

    /** Stores derivatives without error; returns the value. */
    double put(int row, double value, double g, double c) {
        slope[row] = g;
        curvature[row] = c;
        slopeError[row] = 0;
        curvatureError[row] = 0;
        return value;
    }
}
