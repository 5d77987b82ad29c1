package io.divergence.estimators.quadrature;

import io.divergence.distribution.UnivariateDistribution;
import io.divergence.target.LogDensity;

/** A log density at nodes of a chart. */
interface ChartedDensity {
    /** The spacing of doubles at 1. */
    double EPS = Math.ulp(1.0);

    /**
     * Evaluates.
     *
     * @param s the nodes in the chart's coordinate
     * @param x the same as numbers on the line
     */
    void logDensity(Chart chart, double[] s, double[] x, int n, double[] out);

    /** How strongly rounding is magnified: see {@link UnivariateDistribution#condition()}. */
    default double condition() {
        return 0;
    }

    /** A bound of the rounding error of a value. */
    static double error(double log, double condition) {
        double size = Math.abs(log);
        // Far out a log density may be the exponential of a logarithm, whose rounding it magnifies by the size of that.
        double magnified = size > 1e3 ? 2 * size * Math.log(size) : 0;
        // Where a density is zero to every digit, zero times its error must be zero.
        return log == Double.NEGATIVE_INFINITY ? 0 : Math.min(1e100, EPS * (3 + 1.5 * size + magnified + condition * (1 + Math.sqrt(size))));
    }

    /** Returns a distribution by its density near an edge, any other log density by its values at x. */
    static ChartedDensity of(LogDensity density) {
        if (!(density instanceof UnivariateDistribution distribution)) {
            return (chart, s, x, n, out) -> density.logDensity(x, 0, n, out);
        }
        return new Distributed(distribution);
    }

    /** A distribution: next to an edge by its density as a function of the distance. */
    record Distributed(UnivariateDistribution distribution) implements ChartedDensity {
        @Override
        public void logDensity(Chart chart, double[] s, double[] x, int n, double[] out) {
            if (!chart.isLogarithmic()) {
                distribution.logDensity(x, 0, n, out);
                for (int i = 0; i < n; i++) {
                    if (out[i] == Double.POSITIVE_INFINITY) {
                        // A node that rounding has put upon the pole of an edge.
                        out[i] = Math.min(distribution.logDensity(Math.nextUp(x[i])), distribution.logDensity(Math.nextDown(x[i])));
                    }
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                out[i] = distribution.logDensityNear(chart.anchor(), chart.side(), s[i]);
            }
        }

        @Override
        public double condition() {
            return distribution.condition();
        }
    }
}
