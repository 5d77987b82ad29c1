package io.divergence.estimators.montecarlo;

import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;

/**
 * The reparameterised estimator: the mean of the total derivative of f(l(z(phi, noise), phi)) with respect to phi. With
 * reverse KL and the textbook's generator -log u it is the classic one of variational autoencoders. It refuses targets
 * with edges, where it would be silently wrong. Immutable.
 *
 * <p>Reference: D. Kingma, M. Welling, Auto-encoding variational Bayes (2014).
 */
public final class ReparameterizationEstimator implements GradientEstimator {
    private final int samples;
    private final Weights weights;
    private final Normalization normalization;

    private ReparameterizationEstimator(int samples, Weights weights, Normalization normalization) {
        this.samples = samples;
        this.weights = weights;
        this.normalization = normalization;
    }

    /** Returns the estimator with 16 samples and the textbook's generator (uncentred). */
    public static ReparameterizationEstimator withDefaults() {
        return new ReparameterizationEstimator(16, Weights.UNCENTRED, Normalization.AUTOMATIC);
    }

    /** Returns this estimator with K samples a step. */
    public ReparameterizationEstimator withSamples(int samples) {
        return new ReparameterizationEstimator(Checks.atLeast("samples", samples, 1), weights, normalization);
    }

    /** Returns this estimator for the canonical generator (centred) or the textbook's (uncentred). */
    public ReparameterizationEstimator with(Weights weights) {
        return new ReparameterizationEstimator(samples, Checks.notNull("weights", weights), normalization);
    }

    /** Returns this estimator with a choice of where log Z comes from. */
    public ReparameterizationEstimator with(Normalization normalization) {
        return new ReparameterizationEstimator(samples, weights, Checks.notNull("normalization", normalization));
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        LogDensity density = PathObjective.require(problem);
        Ratios ratios = new Ratios(problem.discrepancy(), density.logNormalizer(), normalization, samples);
        return new PathObjective(problem, execution, ratios, samples, true, weights);
    }

    @Override
    public String toString() {
        return "ReparameterizationEstimator(samples=" + samples + ", " + weights + ", " + normalization + ")";
    }
}
