package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;
import io.divergence.family.MeanFieldFamily;
import io.divergence.model.LinearPredictorTarget;

/** -ELBO of independent coordinates: its derivative by sigma_j is -(sigma_j SUM_n g_n'' x_nj^2 - precision_j sigma_j + 1/sigma_j). */
final class MeanFieldElbo extends LinearPredictorObjective {
    private final boolean linear;
    private final double[] sds;
    private final double[] variances;

    MeanFieldElbo(LinearPredictorTarget target, MeanFieldFamily family, int threads, double tolerance) {
        super(target, threads, tolerance);
        linear = family.hasLinearScale();
        sds = new double[d];
        variances = new double[d];
    }

    @Override
    public int parameterCount() {
        return 2 * d;
    }

    @Override
    double evaluateAt(double[] phi) {
        double logs = 0;
        for (int j = 0; j < d; j++) {
            sds[j] = linear ? phi[d + j] : Math.exp(phi[d + j]);
            variances[j] = sds[j] * sds[j];
            logs += linear ? Math.log(phi[d + j]) : phi[d + j];
        }
        likelihood.evaluate(mean, variances, Accuracy.CHECKED, tolerance);
        return logs;
    }

    @Override
    double variance(int j) {
        return variances[j];
    }

    @Override
    void addScales(double[] phi, double[] gradient, double[] error) {
        for (int j = 0; j < d; j++) {
            double precision = prior.precisions[j] - likelihood.squares[j];
            double byLog = variances[j] * precision - 1;
            double unit = linear ? sds[j] : 1;
            gradient[d + j] = byLog / unit;
            error[d + j] = (variances[j] * (likelihood.squaresError[j] + ROUNDING * prior.precisions[j]) + ROUNDING) / unit;
        }
    }
}
