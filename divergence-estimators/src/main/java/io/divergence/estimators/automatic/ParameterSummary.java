package io.divergence.estimators.automatic;

/**
 * One parameter, in the user's own space.
 *
 * @param name its name
 * @param mean the mean under the fit
 * @param error the Monte Carlo standard error of that mean
 * @param sd the standard deviation under the fit
 * @param lower the quantile of 5 %
 * @param median the quantile of 50 %
 * @param upper the quantile of 95 %
 * @param correctedMean the mean corrected by smoothed importance weights
 * @param correctedError its standard error
 * @param correctedSd the standard deviation, corrected
 */
public record ParameterSummary(String name, double mean, double error, double sd, double lower, double median, double upper,
        double correctedMean, double correctedError, double correctedSd) {
}
