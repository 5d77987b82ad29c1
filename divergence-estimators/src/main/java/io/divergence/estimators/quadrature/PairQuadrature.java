package io.divergence.estimators.quadrature;

import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.math.Checks;

/**
 * The value of a discrepancy between two one-dimensional distributions by adaptive quadrature in log space. Finiteness is
 * judged from the tails, the edges and the break points before anything is integrated. Stateless.
 */
public final class PairQuadrature {

    private PairQuadrature() {
    }

    /**
     * Integrates.
     *
     * @param tolerance relative to the value, with a floor of 1e-14
     * @param budget the largest number of evaluations of each density; when it is used up, the error says how good the value is
     * @return an estimate without a gradient
     */
    public static GradientEstimate evaluate(Discrepancy discrepancy, UnivariateDistribution p, UnivariateDistribution q,
            double tolerance, long budget) {
        Checks.notNull("discrepancy", discrepancy);
        Checks.notNull("p", p);
        Checks.notNull("q", q);
        RatioIntegrand integrand = new RatioIntegrand(discrepancy, ChartedDensity.of(p), ChartedDensity.of(q), (chart, s, x, row, out) -> {
        }, 0, false, PanelIntegrator.NODES);
        RatioQuadrature quadrature = new RatioQuadrature(discrepancy, integrand, 0, false, tolerance, budget);
        GradientEstimate out = GradientEstimate.ofValue();
        quadrature.evaluate(p, q, true, out);
        return out;
    }

    /**
     * Returns whether a divergence is finite, by the supports and tails of p and q alone: FINITE, also where nothing is known, or
     * the reason why it is not.
     */
    public static Finiteness finiteness(Discrepancy discrepancy, UnivariateDistribution p, UnivariateDistribution q) {
        return FinitenessRule.judge(discrepancy, p, q);
    }
}
