package io.divergence.estimators.diagnostic;

import java.util.Locale;

/**
 * Mean and standard deviation of one coordinate, with Monte Carlo standard errors. Immutable.
 *
 * @param mean the mean
 * @param meanError its standard error over repeated draws
 * @param sd the standard deviation
 * @param sdError its standard error over repeated draws; NaN if the standard deviation is 0
 */
public record MomentSummary(double mean, double meanError, double sd, double sdError) {

    /**
     * Returns the self-normalised estimates of a column, with the errors of the delta method:
     * m = SUM w x, se(m)^2 = SUM w^2 (x - m)^2, v = SUM w (x - m)^2/(1 - SUM w^2), se(v)^2 = SUM w^2 ((x - m)^2 - v)^2.
     */
    static MomentSummary of(double[] weights, double[] z, int dimension, int coordinate) {
        double mean = 0;
        double squares = 0;
        for (int k = 0; k < weights.length; k++) {
            // A draw without weight may hold anything, and 0 times infinity is NaN.
            mean += weights[k] == 0 ? 0 : weights[k] * z[k * dimension + coordinate];
            squares += weights[k] * weights[k];
        }
        double variance = 0;
        double meanVariance = 0;
        for (int k = 0; k < weights.length; k++) {
            double deviation = weights[k] == 0 ? 0 : z[k * dimension + coordinate] - mean;
            variance += weights[k] * deviation * deviation;
            meanVariance += square(weights[k] * deviation);
        }
        variance /= 1 - squares;
        double varianceVariance = 0;
        for (int k = 0; k < weights.length; k++) {
            double deviation = weights[k] == 0 ? 0 : z[k * dimension + coordinate] - mean;
            varianceVariance += square(weights[k] * (deviation * deviation - variance));
        }
        double sd = Math.sqrt(variance);
        return new MomentSummary(mean, Math.sqrt(meanVariance), sd, Math.sqrt(varianceVariance) / (2 * sd));
    }

    private static double square(double x) {
        return x * x;
    }

    @Override
    public String toString() {
        return String.format(Locale.US, "mean %.5g +- %.1g, sd %.5g +- %.1g", mean, meanError, sd, sdError);
    }
}
