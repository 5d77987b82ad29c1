package io.divergence.estimators.optima;

import io.divergence.divergence.Discrepancy;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;

/** A discrepancy over a grid of means and standard deviations of q, for contour plots. Immutable. */
public final class Landscape {
    private final double[] means;
    private final double[] sds;
    private final double[] values;

    private Landscape(double[] means, double[] sds, double[] values) {
        this.means = means;
        this.sds = sds;
        this.values = values;
    }

    /**
     * Evaluates the grid.
     *
     * @param means the means of q
     * @param sds the standard deviations of q, positive
     */
    public static Landscape of(LogDensity target, Discrepancy discrepancy, double[] means, double[] sds) {
        Checks.notNull("target", target);
        Checks.notNull("discrepancy", discrepancy);
        Checks.allFinite("means", means);
        Checks.allFinite("sds", sds);
        for (int j = 0; j < sds.length; j++) {
            Checks.positive("sds[" + j + "]", sds[j]);
        }
        double[] values = new double[means.length * sds.length];
        Problem problem = new Problem(target, GaussianFamily.meanSigma(), discrepancy);
        GradientEstimate estimate = new GradientEstimate(2);
        double[] phi = new double[2];
        try (Objective objective = QuadratureEstimator.withDefaults().withTolerance(1e-6).bind(problem, Execution.serial(0))) {
            for (int i = 0; i < means.length; i++) {
                for (int j = 0; j < sds.length; j++) {
                    phi[0] = means[i];
                    phi[1] = sds[j];
                    objective.evaluate(0, phi, estimate);
                    values[i * sds.length + j] = estimate.value();
                }
            }
        }
        return new Landscape(means.clone(), sds.clone(), values);
    }

    /** {@return the means} */
    public double[] means() {
        return means.clone();
    }

    /** {@return the standard deviations} */
    public double[] sds() {
        return sds.clone();
    }

    /** {@return the discrepancy at mean i and standard deviation j; positive infinity where it is infinite} */
    public double value(int i, int j) {
        return values[i * sds.length + j];
    }
}
