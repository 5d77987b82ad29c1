package io.divergence.benchmarks;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.GaussianFamily;
import io.divergence.optimize.Adam;
import java.util.function.LongConsumer;

/**
 * Steps of Adam by exact gradients while the target is dragged, as a page does: in each step a mixture is made anew, of which one mean
 * has moved a little, bound and evaluated. One caller.
 */
final class ChangingTarget implements LongConsumer {
    /** The way of the mean, there and back in 1000 steps. */
    private static final double WAY = 0.1;
    private static final int ROUND = 1000;

    private final double[] weights;
    private final double[] means;
    private final double[] sds;
    private final Discrepancy discrepancy;
    private final GradientEstimator estimator;
    private final double[] start;

    /** A mixture of normals, and where q begins: (mu, log sigma). */
    ChangingTarget(double[] weights, double[] means, double[] sds, Discrepancy discrepancy, GradientEstimator estimator, double... start) {
        this.weights = weights;
        this.means = means;
        this.sds = sds;
        this.discrepancy = discrepancy;
        this.estimator = estimator;
        this.start = start.clone();
    }

    @Override
    public void accept(long steps) {
        GaussianFamily family = GaussianFamily.meanLogSigma();
        Adam adam = Adam.withDefaults();
        double[] phi = start.clone();
        double[] state = new double[adam.stateSize(phi.length)];
        adam.init(phi, state);
        GradientEstimate estimate = new GradientEstimate(phi.length);
        double[] moved = means.clone();
        for (long step = 0; step < steps; step++) {
            moved[0] = means[0] + WAY * Math.abs(step % ROUND - 0.5 * ROUND) / ROUND;
            Problem problem = new Problem(Mixture.ofNormals(weights, moved, sds), family, discrepancy);
            try (Objective objective = estimator.bind(problem, Execution.serial(0))) {
                objective.evaluate(step, phi, estimate);
            }
            if (!estimate.isUsable()) {
                throw new IllegalStateException("no gradient in step " + step + ": " + estimate.finiteness().words());
            }
            adam.step(step, estimate.gradient(), phi, state);
        }
    }
}
