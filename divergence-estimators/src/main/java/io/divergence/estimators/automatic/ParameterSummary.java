package io.divergence.estimators.automatic;

/**
 * One parameter, in the user's own space, by draws of the fit. A fitted Student-t distribution of one degree of freedom or less has no
 * mean, one of two or less no standard deviation: this is said where the user's space is that of the fit. Through a transform, moments
 * are those of the draws, whether the distribution has any or not; quantiles always exist.
 *
 * @param name its name
 * @param mean the mean under the fit; NaN if there is none
 * @param error the Monte Carlo standard error of that mean; infinite if the standard deviation is
 * @param sd the standard deviation under the fit, which may be infinite
 * @param lower the quantile of 5 %
 * @param median the quantile of 50 %
 * @param upper the quantile of 95 %
 * @param correctedMean the mean corrected by smoothed importance weights
 * @param correctedError its standard error
 * @param correctedSd the standard deviation, corrected
 */
public record ParameterSummary(String name, double mean, double error, double sd, double lower, double median, double upper,
        double correctedMean, double correctedError, double correctedSd) {

    /** The same by a Student-t distribution of so few degrees of freedom that moments are missing. */
    ParameterSummary ofHeavyTail(double degrees) {
        return new ParameterSummary(name, degrees <= 1 ? Double.NaN : mean, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, lower, median, upper,
                correctedMean, correctedError, correctedSd);
    }

    /** An error that says how many digits of means and quantiles are known from so many draws: of their range, where the sd is infinite. */
    double digits(int draws) {
        return error <= Double.MAX_VALUE ? error : (upper - lower) / (3.3 * Math.sqrt(draws));
    }
}
