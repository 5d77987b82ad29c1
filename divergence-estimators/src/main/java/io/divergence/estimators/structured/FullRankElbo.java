package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;
import io.divergence.family.FullRankFamily;
import io.divergence.model.LinearPredictorTarget;

/**
 * -ELBO at Sigma = L L^T: its derivative by L is the lower triangle of -(SUM_n g_n'' x_n (L^T x_n)^T - diag(precision) L), less 1/L_ii on
 * the diagonal.
 */
final class FullRankElbo extends LinearPredictorObjective {
    private final boolean linear;
    private final double[][] factor;
    private final double[][] product;

    FullRankElbo(LinearPredictorTarget target, FullRankFamily family, int threads, double tolerance) {
        super(target, threads, tolerance);
        linear = family.hasLinearScale();
        factor = new double[d][d];
        product = new double[d][d];
    }

    @Override
    public int parameterCount() {
        return 2 * d + d * (d - 1) / 2;
    }

    @Override
    double evaluateAt(double[] phi) {
        double logs = 0;
        int at = 2 * d;
        for (int i = 0; i < d; i++) {
            factor[i][i] = linear ? phi[d + i] : Math.exp(phi[d + i]);
            logs += linear ? Math.log(phi[d + i]) : phi[d + i];
            System.arraycopy(phi, at, factor[i], 0, i);
            at += i;
        }
        likelihood.evaluate(mean, factor, false, Accuracy.CHECKED, tolerance);
        likelihood.copyProduct(product);
        return logs;
    }

    @Override
    double variance(int j) {
        return Sums.dot(j + 1, factor[j], factor[j]);
    }

    @Override
    void addScales(double[] phi, double[] gradient, double[] error) {
        int at = 2 * d;
        for (int i = 0; i < d; i++) {
            double unit = linear ? 1 : factor[i][i];
            gradient[d + i] = by(i, i) * unit - unit / factor[i][i];
            error[d + i] = errorBy(i, i) * unit + ROUNDING * unit / factor[i][i];
            for (int j = 0; j < i; j++) {
                gradient[at] = by(i, j);
                error[at++] = errorBy(i, j);
            }
        }
    }

    private double by(int i, int j) {
        return prior.precisions[i] * factor[i][j] - product[i][j];
    }

    /** By the inequality of Cauchy and Schwarz for the sum over rows. */
    private double errorBy(int i, int j) {
        return Math.sqrt(likelihood.squaresError[i] * likelihood.imageError[j]) + ROUNDING * prior.precisions[i] * Math.abs(factor[i][j]);
    }
}
