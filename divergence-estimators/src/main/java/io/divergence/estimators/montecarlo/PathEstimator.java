package io.divergence.estimators.montecarlo;

import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;

/**
 * The path estimator: grad D = -mean k(l) (dz/dphi)^T grad_z l, phi held fixed inside l. With reverse KL (k = 1) it is
 * "sticking the landing"; with the others it is the doubly reparameterised form. It refuses targets with edges, where it would be silently
 * wrong. Immutable.
 *
 * <p>At q = p its noise is zero: to the last bit if the target computes grad log p by the arithmetic by which the family computes grad log q;
 * else what is left is the rounding of the two gradients, at most some four 2^-52 of the mean of SUM_i |dz_i/dphi_j| |grad_i log q|.
 *
 * <p>On a target that is subsampled ({@link io.divergence.target.SubsampledTarget}) it is unbiased, but its point is lost: the noise of a
 * batch is not cancelled at q = p. And where q is narrower than p, as after a large step, its own noise grows as the inverse of the scale,
 * with all rows too: a fit at a large rate may not come back. {@link ReparameterizationEstimator} with a closed-form entropy has neither:
 * use it for batches.
 *
 * <p>References: G. Roeder, Y. Wu, D. Duvenaud, Sticking the landing (2017); G. Tucker et al., Doubly reparameterized
 * gradient estimators (2019).
 */
public final class PathEstimator implements GradientEstimator {
    private final int samples;
    private final Normalization normalization;
    private final Points points;

    private PathEstimator(int samples, Normalization normalization, Points points) {
        this.samples = samples;
        this.normalization = normalization;
        this.points = points;
    }

    /** Returns the estimator with 16 samples. */
    public static PathEstimator withDefaults() {
        return new PathEstimator(16, Normalization.AUTOMATIC, Points.INDEPENDENT);
    }

    /** Returns this estimator with K samples a step. */
    public PathEstimator withSamples(int samples) {
        return new PathEstimator(Checks.atLeast("samples", samples, 1), normalization, points);
    }

    /** Returns this estimator with a choice of where log Z comes from. */
    public PathEstimator with(Normalization normalization) {
        return new PathEstimator(samples, Checks.notNull("normalization", normalization), points);
    }

    /** Returns this estimator with another choice of the points of a step. */
    public PathEstimator with(Points points) {
        return new PathEstimator(samples, normalization, Checks.notNull("points", points));
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        LogDensity density = PathObjective.require(problem);
        Ratios ratios = new Ratios(problem.discrepancy(), density.logNormalizer(), normalization, samples);
        return new PathObjective(problem, execution, ratios, new PathChoice(samples, PathChoice.Kind.PATH, Weights.CENTRED, points));
    }

    @Override
    public String toString() {
        return "PathEstimator(samples=" + samples + ", " + normalization + (points == Points.INDEPENDENT ? "" : ", " + points) + ")";
    }
}
