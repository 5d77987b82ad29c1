package io.divergence.model;

import io.divergence.target.Target;

/**
 * A target on R^D that sees its coefficients beta through linear predictors only, with independent normal or flat priors:
 *
 * <pre>log p~(beta) = constant + SUM_n g_n(eta_n) - SUM_j precision_j (beta_j - mean_j)^2/2,    eta_n = x_n . beta.</pre>
 *
 * <p>Under a normal q every eta_n is normal, so that E_q[log p~] needs expectations in one dimension only, whatever D is.
 * {@link GeneralizedLinearModel} is one; implement it for a link of one's own: the terms g_n, twice differentiable, with both
 * derivatives. Immutable and thread-safe.
 */
public interface LinearPredictorTarget extends Target {

    /** {@return the rows x_n, N x D} */
    DesignMatrix design();

    /**
     * Evaluates terms: for i in [0, count), value[i] = g_n(eta[i]) in nats with n = rows[i], slope[i] its first and curvature[i] its
     * second derivative. Rows may come in any order, and more than once. Negative infinity is legal as a value, NaN and positive
     * infinity are not.
     *
     * @param rows which observations
     * @param count how many entries of each array are meant
     * @param eta predictors; not to be written
     * @param value receives the values; may serve as scratch space before, and so may the other two
     */
    void terms(int[] rows, int count, double[] eta, double[] value, double[] slope, double[] curvature);

    /**
     * Writes the expectations of value, slope and curvature over eta ~ N(mean[i], sd[i]^2) where they are known in closed form; the
     * arguments are those of {@link #terms}. The default knows none.
     *
     * @return whether they are known; if not, nothing is written
     */
    default boolean expectedTerms(int[] rows, int count, double[] mean, double[] sd, double[] value, double[] slope,
            double[] curvature) {
        return false;
    }

    /** {@return the prior mean of beta_j; of no meaning where the prior is flat} */
    double priorMean(int j);

    /** {@return the prior precision of beta_j, not negative; 0 for a flat prior} */
    double priorPrecision(int j);

    /** {@return what does not depend on beta, in nats: with the normaliser -log(2 pi sd^2)/2 of each normal prior} */
    double constant();
}
