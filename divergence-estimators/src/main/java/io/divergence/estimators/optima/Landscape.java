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
import java.util.Arrays;

/** A discrepancy over a grid of means and standard deviations of q, for contour plots. Immutable. */
public final class Landscape {
    private static final double TOLERANCE = 1e-6;
    private final double[] means;
    private final double[] sds;
    private final double[] values;

    private Landscape(double[] means, double[] sds, double[] values) {
        this.means = means;
        this.sds = sds;
        this.values = values;
    }

    /**
     * Evaluates the grid: to about a millionth of each value.
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
        Arrays.fill(values, Double.NaN);
        for (double perSd : new double[] {SymmetricGrid.FEW, SymmetricGrid.MANY}) {
            SymmetricGrid grid = SymmetricGrid.of(target, discrepancy, perSd);
            if (grid != null) {
                rows(grid, means, sds, values);
            }
        }
        rest(new Problem(target, GaussianFamily.meanSigma(), discrepancy), means, sds, values);
        return new Landscape(means.clone(), sds.clone(), values);
    }

    /** Fills what is NaN, as far as the grid is good enough. */
    private static void rows(SymmetricGrid grid, double[] means, double[] sds, double[] values) {
        double least = Arrays.stream(means).min().orElse(0);
        double largest = Arrays.stream(means).max().orElse(0);
        for (int j = 0; j < sds.length; j++) {
            boolean laid = false;
            for (int i = 0; i < means.length; i++) {
                int k = i * sds.length + j;
                if (!Double.isNaN(values[k])) {
                    continue;
                }
                if (!laid && !grid.lay(least, largest, sds[j])) {
                    break;
                }
                laid = true;
                values[k] = grid.value(means[i]);
            }
        }
    }

    /** What is NaN, one by one. */
    private static void rest(Problem problem, double[] means, double[] sds, double[] values) {
        GradientEstimate estimate = new GradientEstimate(2);
        double[] phi = new double[2];
        try (Objective objective = QuadratureEstimator.withDefaults().withTolerance(TOLERANCE).bind(problem, Execution.serial(0))) {
            for (int k = 0; k < values.length; k++) {
                if (Double.isNaN(values[k])) {
                    phi[0] = means[k / sds.length];
                    phi[1] = sds[k % sds.length];
                    objective.evaluate(0, phi, estimate);
                    values[k] = estimate.value();
                }
            }
        }
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
