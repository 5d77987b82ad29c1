package io.divergence.estimators.matching;

import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;

/**
 * Batch and match: fits N(mu, Sigma) to a target by its scores g = grad log p alone. An iteration draws B samples z of q, and takes the
 * q' that minimises the divergence of the scores over them, E |grad log q' - g|^2 in the norm of Sigma', plus 2/lambda KL(q||q'):
 *
 * <pre>
 * U      = lambda Gamma + lambda/(1 + lambda) gbar gbar^T                          gbar, Gamma: mean and covariance of the scores
 * V      = Sigma + lambda C + lambda/(1 + lambda) (mu - zbar)(mu - zbar)^T         zbar, C: mean and covariance of the samples
 * Sigma' : Sigma' U Sigma' + Sigma' = V
 * mu'    = mu/(1 + lambda) + lambda/(1 + lambda) (Sigma' gbar + zbar)
 * </pre>
 *
 * <p>The rate is lambda = B D/(turns + 1) unless said otherwise, where the turns are the iterations so far that moved q away from where the one
 * before had moved it (Kesten's rule): it does not fall while q is on its way, and falls like that of the paper, B D/(t + 1), where q is driven
 * about by noise. The paper's rate stops on the way if the start is many standard deviations off. A target that is normal is found exactly, with an error that falls
 * exponentially, the faster the larger B. For other targets the fit is near a minimum of that divergence, which is not one of KL, with noise
 * that falls with lambda. An update costs D^3 + B D^2.
 *
 * <p>Where the target is not finite at a sample, the batch is drawn again, which conditions on the samples where it is; then q goes back
 * towards the last one whose samples were all good. The result is never NaN.
 *
 * <p>The fit ends as converged when the scores match to the tolerance at all samples, which happens for normal targets only; otherwise when
 * its iterations are used up, when the target cannot be evaluated, or when the thread is interrupted. Same seed, same bits. Immutable and
 * thread-safe.
 *
 * <p>Reference: D. Cai, C. Modi, L. Pillaud-Vivien, C. Margossian, R. Gower, D. Blei, L. Saul, Batch and match: black-box variational
 * inference with a score-based divergence, ICML 2024. H. Kesten, Accelerated stochastic approximation, Ann. Math. Statist. 29 (1958).
 */
public final class BatchAndMatch {
    private static final int LEAST_SAMPLES = 32;

    private final MatchingSettings settings;
    /** Whether B follows the dimension. */
    private final boolean byDimension;
    /** lambda if it is constant, otherwise 0. */
    private final double constantRate;
    /** (t + 1) lambda_t if it falls with t, otherwise 0. */
    private final double decayingRate;

    private BatchAndMatch(MatchingSettings settings, boolean byDimension, double constantRate, double decayingRate) {
        this.settings = settings;
        this.byDimension = byDimension;
        this.constantRate = constantRate;
        this.decayingRate = decayingRate;
    }

    /** Returns the fitter with B = 2 D samples, at least 32, up to 500 iterations, seed 0, tolerance 1e-8, and lambda = B D/(turns + 1). */
    public static BatchAndMatch withDefaults() {
        return new BatchAndMatch(new MatchingSettings(LEAST_SAMPLES, 500, 0, 1e-8), true, 0, 0);
    }

    /**
     * Returns this fitter with B samples an iteration, at least 1. With fewer than D + 1 the covariance of the scores has no full rank, and the
     * fit is slow, or stops on the way.
     */
    public BatchAndMatch withSamples(int samples) {
        return new BatchAndMatch(settings.withSamples(samples), false, constantRate, decayingRate);
    }

    /** Returns this fitter with at most so many iterations, at least 1. */
    public BatchAndMatch withIterations(int iterations) {
        return new BatchAndMatch(settings.withIterations(iterations), byDimension, constantRate, decayingRate);
    }

    /** Returns this fitter with a seed. */
    public BatchAndMatch withSeed(long seed) {
        return new BatchAndMatch(settings.withSeed(seed), byDimension, constantRate, decayingRate);
    }

    /**
     * Returns this fitter with a tolerance, at least 0: the root mean square of L^T (grad log q - grad log p) over coordinates and samples,
     * at or below which in three batches in a row the scores match.
     */
    public BatchAndMatch withTolerance(double tolerance) {
        return new BatchAndMatch(settings.withTolerance(tolerance), byDimension, constantRate, decayingRate);
    }

    /** Returns this fitter with the same lambda, positive, in all iterations. */
    public BatchAndMatch withConstantRate(double lambda) {
        return new BatchAndMatch(settings, byDimension, Checks.positive("lambda", lambda), 0);
    }

    /** Returns this fitter with lambda_t = first/(t + 1), t = 0, 1, ...; the paper's choice is first = B D. */
    public BatchAndMatch withDecayingRate(double first) {
        return new BatchAndMatch(settings, byDimension, 0, Checks.positive("first", first));
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
        MatchingSettings resolved = byDimension ? settings.withSamples(Math.max(LEAST_SAMPLES, 2 * start.d)) : settings;
        return new MatchingRun(target, resolved, new BatchAndMatchStep(start.d, constantRate, decayingRate), start).run();
    }

    @Override
    public String toString() {
        String rate = constantRate > 0 ? "" + constantRate : decayingRate > 0 ? decayingRate + "/(t + 1)" : "B D/(turns + 1)";
        return "BatchAndMatch(" + settings + (byDimension ? " (or 2 D)" : "") + ", lambda=" + rate + ")";
    }
}
