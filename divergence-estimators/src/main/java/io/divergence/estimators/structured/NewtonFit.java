package io.divergence.estimators.structured;

import io.divergence.math.Checks;
import io.divergence.model.LinearPredictorTarget;

/**
 * The normal q of the highest ELBO for a {@link LinearPredictorTarget}, by Newton's method: a handful of steps, no samples, no rates.
 * With eta_n ~ N(x_n . mu, x_n^T Sigma x_n) under q, a step is
 *
 * <pre>
 * g      = SUM_n E g_n'(eta_n) x_n - P (mu - prior mean)         P = diag(prior precision)
 * H      = P - SUM_n E g_n''(eta_n) x_n x_n^T
 * Sigma' = H^-1 (full rank) or diag(1/H_jj) (mean field),        mu' = mu + H^-1 g
 * </pre>
 *
 * which is the natural gradient step of length one. The precision goes only a part of the way, and so does the mean, where the ELBO
 * would fall or H is not positive definite: it falls by no more than the errors of its quadrature. Near the end the precision goes somewhat
 * less or more than H says where the steps before show that this is better. It starts at the prior, narrowed if it is vague, where the terms
 * are concave and flatter under it than at its mean, as those of logistic regression are, else near the mode; of many rows or with a flat prior
 * always near the mode. It ends when Newton's model of the ELBO promises less than the tolerance. Where there is no optimum (dependent
 * columns or separable responses, and a flat prior), the result says that it did not converge.
 *
 * <pre>{@code
 * NewtonResult fit = NewtonFit.fullRank(GeneralizedLinearModel.logistic(y, x).withNormalPrior(1)).run();
 * fit.elbo();          // the exact ELBO, with fit.elboError()
 * fit.distribution();  // the normal distribution
 * }</pre>
 *
 * <p>A step costs N D^2. Of many rows a sample finds the way to the mode, and in a mean field its H serves for the steps of the mean and for
 * what they promise, while the variances are from all rows: a step costs N D there. The rows are not copied. The bits do not depend on the
 * number of threads. Immutable and thread-safe, if the target is.
 *
 * <p>References: M. Opper, C. Archambeau, The variational Gaussian approximation revisited, Neural Computation 21 (2009); M. Khan,
 * H. Rue, The Bayesian learning rule, JMLR 24 (2023).
 */
public final class NewtonFit {
    private final LinearPredictorTarget target;
    private final DesignRows rows;
    private final boolean diagonal;
    private final double tolerance;
    private final int maxIterations;
    private final int threads;

    private NewtonFit(LinearPredictorTarget target, DesignRows rows, boolean diagonal, double tolerance, int maxIterations, int threads) {
        this.target = target;
        this.rows = rows;
        this.diagonal = diagonal;
        this.tolerance = tolerance;
        this.maxIterations = maxIterations;
        this.threads = threads;
    }

    private static NewtonFit of(LinearPredictorTarget target, boolean diagonal) {
        LinearPredictorEstimator.checkShape(Checks.notNull("target", target));
        return new NewtonFit(target, DesignRows.of(target.design()), diagonal, 1e-3, 100, 1);
    }

    /** Returns the fit of all normal distributions: tolerance 1e-3 nats, at most 100 iterations, one thread. */
    public static NewtonFit fullRank(LinearPredictorTarget target) {
        return of(target, false);
    }

    /** Returns the fit of the normal distributions with independent coordinates, with the same settings. */
    public static NewtonFit meanField(LinearPredictorTarget target) {
        return of(target, true);
    }

    /** Returns this fit with another tolerance of what may still be gained, in nats, positive. */
    public NewtonFit withTolerance(double nats) {
        return new NewtonFit(target, rows, diagonal, Checks.positive("nats", nats), maxIterations, threads);
    }

    /** Returns this fit with at most so many iterations, at least 1. */
    public NewtonFit withIterations(int iterations) {
        return new NewtonFit(target, rows, diagonal, tolerance, Checks.atLeast("iterations", iterations, 1), threads);
    }

    /** Returns this fit on so many threads. */
    public NewtonFit withThreads(int count) {
        return new NewtonFit(target, rows, diagonal, tolerance, maxIterations, Checks.atLeast("count", count, 1));
    }

    /**
     * Runs the fit, from the prior means, or 0 where the prior is flat.
     *
     * @throws IllegalArgumentException if the target has no finite value there
     */
    public NewtonResult run() {
        return new NewtonRun(target, rows, diagonal, tolerance, maxIterations, threads).run();
    }

    @Override
    public String toString() {
        return "NewtonFit(" + target + ", " + (diagonal ? "mean field" : "full rank") + ", " + tolerance + " nats)";
    }
}
