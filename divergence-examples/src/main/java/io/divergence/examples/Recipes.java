package io.divergence.examples;

import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.LocationScaleFamily;
import io.divergence.fit.FitResult;
import io.divergence.fit.Trace;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Clipped;
import io.divergence.optimize.Momentum;
import io.divergence.optimize.Optimizer;
import io.divergence.optimize.Schedule;

/** Settings that several examples share. */
final class Recipes {
    /** The rate .08/(1 + .001 t). */
    private static final Schedule RATE = Schedule.inverse(0.08, 0.001);
    private static final double MAX_NORM = 5;

    private Recipes() {
    }

    static Optimizer averagedMomentum() {
        return Clipped.of(Momentum.averaged(0.08, 0.9).withSchedule(RATE), MAX_NORM);
    }

    static Optimizer adam() {
        return Clipped.of(Adam.withDefaults().withSchedule(RATE), MAX_NORM);
    }

    /** The closed form if there is one, otherwise quadrature. */
    static GradientEstimator exact(Problem problem) {
        ClosedFormEstimator closed = ClosedFormEstimator.withDefaults();
        return closed.supports(problem) ? closed : QuadratureEstimator.withDefaults();
    }

    /** Value and gradient by quadrature. */
    static GradientEstimate evaluate(Problem problem, double... phi) {
        GradientEstimate estimate = new GradientEstimate(problem.family().parameterCount());
        try (Objective objective = QuadratureEstimator.withDefaults().bind(problem, Execution.serial(0))) {
            objective.evaluate(0, phi, estimate);
        }
        return estimate;
    }

    /** The recorded means and standard deviations of q. */
    static double[][] path(FitResult result, LocationScaleFamily family) {
        Trace trace = result.trace();
        double[][] path = new double[2][trace.size()];
        double[] phi = new double[family.parameterCount()];
        for (int i = 0; i < trace.size(); i++) {
            for (int j = 0; j < phi.length; j++) {
                phi[j] = trace.phi(i, j);
            }
            path[0][i] = family.location(phi);
            path[1][i] = family.scale(phi);
        }
        return path;
    }
}
