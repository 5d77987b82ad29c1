package io.divergence.estimators.montecarlo;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.SymmetricNoiseFamily;
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

    private final Points points;
    private final boolean closedFormEntropy;

    private ReparameterizationEstimator(int samples, Weights weights, Normalization normalization, Points points, boolean closedFormEntropy) {
        this.samples = samples;
        this.weights = weights;
        this.normalization = normalization;
        this.points = points;
        this.closedFormEntropy = closedFormEntropy;
    }

    /** Returns the estimator with 16 samples and the textbook's generator (uncentred). */
    public static ReparameterizationEstimator withDefaults() {
        return new ReparameterizationEstimator(16, Weights.UNCENTRED, Normalization.AUTOMATIC, Points.INDEPENDENT, false);
    }

    /** Returns this estimator with K samples a step. */
    public ReparameterizationEstimator withSamples(int samples) {
        return new ReparameterizationEstimator(Checks.atLeast("samples", samples, 1), weights, normalization, points, closedFormEntropy);
    }

    /** Returns this estimator for the canonical generator (centred) or the textbook's (uncentred). */
    public ReparameterizationEstimator with(Weights weights) {
        return new ReparameterizationEstimator(samples, Checks.notNull("weights", weights), normalization, points, closedFormEntropy);
    }

    /** Returns this estimator with a choice of where log Z comes from. */
    public ReparameterizationEstimator with(Normalization normalization) {
        return new ReparameterizationEstimator(samples, weights, Checks.notNull("normalization", normalization), points, closedFormEntropy);
    }

    /** Returns this estimator with another choice of the points of a step. */
    public ReparameterizationEstimator with(Points points) {
        return new ReparameterizationEstimator(samples, weights, normalization, Checks.notNull("points", points), closedFormEntropy);
    }

    /**
     * Returns this estimator with the entropy of q in closed form, not by samples: for reverse KL and families with symmetric noise.
     * At q = p its noise does not vanish; far from it there is less.
     */
    public ReparameterizationEstimator withClosedFormEntropy() {
        return new ReparameterizationEstimator(samples, weights, normalization, points, true);
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        LogDensity density = PathObjective.require(problem);
        Ratios ratios = new Ratios(problem.discrepancy(), density.logNormalizer(), normalization, samples);
        if (closedFormEntropy && !(problem.family() instanceof SymmetricNoiseFamily)) {
            throw Checks.illegal("family", problem.family(), "must have its entropy in closed form (a SymmetricNoiseFamily);"
                    + " use the estimator without withClosedFormEntropy");
        }
        if (closedFormEntropy && problem.discrepancy() != Divergences.reverseKl()) {
            throw Checks.illegal("divergence", problem.discrepancy(), "must be reverse KL for an entropy in closed form;"
                    + " use the estimator without withClosedFormEntropy");
        }
        PathChoice.Kind kind = closedFormEntropy ? PathChoice.Kind.CLOSED_FORM_ENTROPY : PathChoice.Kind.TOTAL;
        return new PathObjective(problem, execution, ratios, new PathChoice(samples, kind, weights, points));
    }

    @Override
    public String toString() {
        return "ReparameterizationEstimator(samples=" + samples + ", " + weights + ", " + normalization + (points == Points.INDEPENDENT ? "" : ", " + points)
                + (closedFormEntropy ? ", closed-form entropy" : "") + ")";
    }
}
