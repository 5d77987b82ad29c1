package io.divergence.estimators.structured;

/** Of each row n the predictor's mean and standard deviation, and the expected slope and curvature of its term with their errors. */
final class RowTerms {
    final double[] mean;
    final double[] sd;
    final double[] slope;
    final double[] curvature;
    final double[] slopeError;
    final double[] curvatureError;

    /** @param errors whether errors of the derivatives are wanted, too; else their arrays are empty */
    RowTerms(int n, boolean errors) {
        mean = new double[n];
        sd = new double[n];
        slope = new double[n];
        curvature = new double[n];
        slopeError = new double[errors ? n : 0];
        curvatureError = new double[errors ? n : 0];
    }

    /** Stores derivatives without error; returns the value. */
    double put(int row, double value, double g, double c) {
        slope[row] = g;
        curvature[row] = c;
        putErrors(row, 0, 0);
        return value;
    }

    /** Stores errors, if they are wanted. */
    void putErrors(int row, double ofSlope, double ofCurvature) {
        if (slopeError.length > 0) {
            slopeError[row] = ofSlope;
            curvatureError[row] = ofCurvature;
        }
    }
}
