package io.divergence.estimators.sample;

import io.divergence.math.Checks;
import java.util.Locale;

/**
 * An estimate from two samples. Immutable.
 *
 * @param name what was estimated
 * @param value the estimate; positive infinity if the samples say so
 * @param standardError its standard deviation over repeated samples, by resampling; NaN if it was not resampled
 * @param lower the lower end of an interval; NaN if it was not resampled
 * @param upper the upper end
 * @param pValue the probability, if both samples have one distribution, of a value as large as this, by permutation; NaN if no
 *     permutations were drawn
 * @param ties how many points of the first sample coincide with another point, where the estimator must treat them apart
 */
public record SampleEstimate(String name, double value, double standardError, double lower, double upper, double pValue, long ties) {

    /** Checks the arguments. */
    public SampleEstimate {
        Checks.notNull("name", name);
    }

    static SampleEstimate of(String name, double value, long ties) {
        return new SampleEstimate(name, value, Double.NaN, Double.NaN, Double.NaN, Double.NaN, ties);
    }

    SampleEstimate withInterval(double error, double low, double high) {
        return new SampleEstimate(name, value, error, low, high, pValue, ties);
    }

    SampleEstimate withPValue(double p) {
        return new SampleEstimate(name, value, standardError, lower, upper, p, ties);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%s = %.6g", name, value));
        if (!Double.isNaN(standardError)) {
            text.append(String.format(Locale.ROOT, " +- %.2g [%.6g, %.6g]", standardError, lower, upper));
        }
        if (!Double.isNaN(pValue)) {
            text.append(String.format(Locale.ROOT, ", p = %.4g", pValue));
        }
        return text.append(ties > 0 ? ", " + ties + " ties" : "").toString();
    }
}
