package io.divergence.distribution;

import io.divergence.target.Feature;
import java.util.function.DoublePredicate;

/** The inverse of a cumulative probability by bisection: slow and sure. */
final class Quantiles {

    private Quantiles() {
    }

    static double bisect(UnivariateDistribution d, double p) {
        return bisect(d, p, x -> p <= 0.5 ? d.cumulative(x) >= p : d.survival(x) <= 1 - p);
    }

    /** The value above which probability p lies. */
    static double bisectUpper(UnivariateDistribution d, double p) {
        return bisect(d, 1 - p == 1 && p > 0 ? 0.5 : 1 - p, x -> d.survival(x) <= p);
    }

    private static double bisect(UnivariateDistribution d, double p, DoublePredicate isAbove) {
        double lower = d.support().lower(0);
        double upper = d.support().upper(0);
        if (p == 0 || p == 1) {
            return p == 0 ? lower : upper;
        }
        Feature feature = d.features().get(0);
        double step = feature.scale();
        double low = Math.max(lower, Math.min(upper, feature.location()));
        double high = low;
        while (isAbove.test(low) && low > lower) {
            low = Math.max(lower, Math.max(-Double.MAX_VALUE, low - step));
            step *= 4;
        }
        step = feature.scale();
        while (!isAbove.test(high) && high < upper) {
            high = Math.min(upper, Math.min(Double.MAX_VALUE, high + step));
            step *= 4;
        }
        // Halving the distance to an edge first: quantiles may lie many powers of ten nearer to it than the features.
        for (int k = 0; k < 2200; k++) {
            double mid = middle(low, high, lower, upper);
            if (!(mid > low && mid < high)) {
                break;
            }
            if (isAbove.test(mid)) {
                high = mid;
            } else {
                low = mid;
            }
        }
        return high;
    }

    /** The geometric mean of distances from an edge at zero, else the arithmetic mean. */
    private static double middle(double low, double high, double lower, double upper) {
        if (lower == 0 && low >= 0 && high > 0) {
            return low == 0 ? high * 0x1p-60 : Math.sqrt(low) * Math.sqrt(high);
        }
        return low + 0.5 * (high - low);
    }
}
