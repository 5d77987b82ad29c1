package io.divergence.estimators.quadrature;

import io.divergence.distribution.UnivariateDistribution;
import io.divergence.target.LogDensity;

/** A log density at nodes of a chart. */
interface ChartedDensity {

    /**
     * Evaluates.
     *
     * @param s the nodes in the chart's coordinate
     * @param x the same as numbers on the line
     */
    void logDensity(Chart chart, double[] s, double[] x, int n, double[] out);

    /** Returns a distribution by its density near an edge, any other log density by its values at x. */
    static ChartedDensity of(LogDensity density) {
        if (!(density instanceof UnivariateDistribution distribution)) {
            return (chart, s, x, n, out) -> density.logDensity(x, 0, n, out);
        }
        return (chart, s, x, n, out) -> {
            if (!chart.isLogarithmic()) {
                density.logDensity(x, 0, n, out);
                return;
            }
            for (int i = 0; i < n; i++) {
                out[i] = distribution.logDensityNear(chart.anchor(), chart.side(), s[i]);
            }
        };
    }
}
