package io.divergence.estimators.matching;

import io.divergence.target.DifferentiableLogDensity;

/**
 * Gaussian score matching: fits N(mu, Sigma) to a target by its scores alone. For a sample theta of q with the score g = grad log p(theta) the
 * update is the normal distribution nearest to q, by KL(q||q'), whose score at theta is g:
 *
 * <pre>
 * rho     = sqrt(1 + 4 (g^T Sigma g + ((mu - theta)^T g)^2))/2 - 1/2
 * mu'     = mu + (I - (mu - theta) g^T/(1 + rho + (mu - theta)^T g)) (Sigma g - mu + theta)/(1 + rho)
 * Sigma'  = Sigma + (mu - theta)(mu - theta)^T - (mu' - theta)(mu' - theta)^T
 * </pre>
 *
 * <p>An iteration takes the mean of these updates over B samples. A target that is normal is found exactly, in a number of iterations
 * that grows with the dimension and with the distance of the start. For other targets q goes on moving
 * with noise that falls with B but not with the number of iterations: {@link BatchAndMatch} is the better choice there. An update costs B D^2.
 *
 * <p>Where the target is not finite at a sample, the batch is drawn again, which conditions on the samples where it is; then q goes back
 * towards the last one whose samples were all good. The result is never NaN.
 *
 * <p>The fit ends as converged when the scores match to the tolerance at all samples, which happens for normal targets only; otherwise when
 * its iterations are used up, when the target cannot be evaluated, or when the thread is interrupted. Same seed, same bits. Immutable and
 * thread-safe.
 *
 * <p>Reference: C. Modi, R. Gower, C. Margossian, Y. Yao, D. Blei, L. Saul, Variational inference with Gaussian score matching, NeurIPS 2023.
 */
public final class GaussianScoreMatching {
    private final MatchingSettings settings;

    private GaussianScoreMatching(MatchingSettings settings) {
        this.settings = settings;
    }

    /** Returns the fitter with 8 samples, up to 2,000 iterations, seed 0, and tolerance 1e-8. */
    public static GaussianScoreMatching withDefaults() {
        return new GaussianScoreMatching(new MatchingSettings(8, 2000, 0, 1e-8));
    }

    /** Returns this fitter with B samples an iteration, at least 1. */
    public GaussianScoreMatching withSamples(int samples) {
        return new GaussianScoreMatching(settings.withSamples(samples));
    }

    /** Returns this fitter with at most so many iterations, at least 1. */
    public GaussianScoreMatching withIterations(int iterations) {
        return new GaussianScoreMatching(settings.withIterations(iterations));
    }

    /** Returns this fitter with a seed. */
    public GaussianScoreMatching withSeed(long seed) {
        return new GaussianScoreMatching(settings.withSeed(seed));
    }

    /**
     * Returns this fitter with a tolerance, at least 0: the root mean square of L^T (grad log q - grad log p) over coordinates and samples,
     * at or below which in three batches in a row the scores match.
     */
    public GaussianScoreMatching withTolerance(double tolerance) {
        return new GaussianScoreMatching(settings.withTolerance(tolerance));
    }

    /**
     * Fits.
     *
     * @param target on all of R^D, maybe unnormalised
     * @param mean where to start, of length D; not kept
     * @param covariance of the start, row-major D x D, symmetric, positive definite; not kept
     * @throws IllegalArgumentException if an argument is null, not finite or of the wrong length, the covariance is not symmetric or not
     *     positive definite, or the target's support is not all of R^D
     */
    public MatchingResult run(DifferentiableLogDensity target, double[] mean, double[] covariance) {
        GaussianState start = MatchingRun.start(target, mean, covariance);
        return new MatchingRun(target, settings, new GaussianScoreStep(start.d), start).run();
    }

    @Override
    public String toString() {
        return "GaussianScoreMatching(" + settings + ")";
    }
}
