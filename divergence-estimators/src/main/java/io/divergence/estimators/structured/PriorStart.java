package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;
import java.util.Arrays;

/**
 * The prior as the start of Newton's method, if the terms are concave and their expected curvature is no more under it than at its mean:
 * for a wide q such an ELBO is nearer to a parabola than the log density is, so that steps from there need no mode to begin with. A
 * vague prior is narrowed until each column adds no more than its share of a predictor of {@link #WIDEST}.
 */
final class PriorStart {
    /** The largest standard deviation of a typical predictor. */
    private static final double WIDEST = 5;
    private static final double ROUNDING = 1e-12;

    private PriorStart() {
    }

    /** Sets q and evaluates it; returns whether it can be the start. Priors must be proper. */
    static boolean set(NewtonState q, DesignRows rows, NormalPrior prior, ExpectedLikelihood likelihood, double tolerance) {
        System.arraycopy(prior.means, 0, q.mean, 0, q.d);
        likelihood.evaluate(q.mean, Accuracy.POINT, 0);
        double atPoint = concavity(likelihood.terms);
        double[] squares = new double[q.d];
        double[] ones = new double[DesignRows.BLOCK];
        Arrays.fill(ones, 1);
        for (int block = 0; block < rows.blocks(); block++) {
            rows.addSquares(block, ones, squares);
        }
        double[][] precision = new double[q.d][q.d];
        for (int j = 0; j < q.d; j++) {
            precision[j][j] = Math.max(prior.precisions[j], squares[j] / rows.n * q.d / (WIDEST * WIDEST));
        }
        if (!q.mix(null, precision, 1)) {
            return false;
        }
        likelihood.evaluate(q.mean, q.variances, Accuracy.WORKING, tolerance);
        q.setElbo(likelihood, prior);
        return q.isFinite() && concavity(likelihood.terms) <= atPoint * (1 + ROUNDING);
    }

    /** {@return -SUM g_n'' if no term is convex, else NaN} */
    private static double concavity(RowTerms terms) {
        double sum = 0;
        for (double c : terms.curvature) {
            if (!(c <= 0)) {
                return Double.NaN;
            }
            sum -= c;
        }
        return sum;
    }
}
