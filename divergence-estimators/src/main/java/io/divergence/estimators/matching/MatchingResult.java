package io.divergence.estimators.matching;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.fit.Termination;
import io.divergence.math.Checks;

/** What a fit by matching scores has found. An immutable snapshot; arrays are handed out as copies. */
public final class MatchingResult {
    private final double[] mean;
    private final double[] covariance;
    private final MultivariateNormal distribution;
    private final double[] scoreDivergences;
    private final double[] movements;
    private final long evaluations;
    private final long retries;
    private final Termination termination;

    MatchingResult(GaussianState state, double[] scoreDivergences, double[] movements, long evaluations, long retries, Termination termination) {
        mean = state.mean.clone();
        covariance = state.covariance.clone();
        distribution = MultivariateNormal.ofCholesky(state.mean, state.factor);
        this.scoreDivergences = scoreDivergences;
        this.movements = movements;
        this.evaluations = evaluations;
        this.retries = retries;
        this.termination = termination;
    }

    /** {@return the mean, of length D; always finite} */
    public double[] mean() {
        return mean.clone();
    }

    /** {@return the covariance, row-major D x D; always symmetric and positive definite} */
    public double[] covariance() {
        return covariance.clone();
    }

    /** {@return the fitted distribution, by its Cholesky factor} */
    public MultivariateNormal distribution() {
        return distribution;
    }

    /** {@return how many updates were made} */
    public int iterations() {
        return movements.length;
    }

    /** {@return how many gradients of the target were asked for} */
    public long evaluations() {
        return evaluations;
    }

    /** {@return how many batches were drawn again and steps halved} */
    public long retries() {
        return retries;
    }

    /**
     * Returns the divergence of the scores, E_q |L^T (grad log q - grad log p)|^2 with Sigma = L L^T, as estimated from the batch of each
     * iteration before its update. It has no unit, does not change under affine maps, and is zero if and only if q = p.
     */
    public double[] scoreDivergences() {
        return scoreDivergences.clone();
    }

    /**
     * Returns how far each update moved q, in units of the q before it: the larger of |L^-1 (mean' - mean)| and the Frobenius norm of
     * L^-1 (Sigma' - Sigma) L^-T.
     */
    public double[] movements() {
        return movements.clone();
    }

    /** {@return why the fit ended; if it diverged, mean and covariance are the last whose samples were all finite, or the start} */
    public Termination termination() {
        return termination;
    }

    @Override
    public String toString() {
        return "MatchingResult(mean=" + Checks.text(mean) + ", covariance=" + Checks.text(covariance) + ", " + termination.words() + ")";
    }
}
