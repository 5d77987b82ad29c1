package io.divergence.estimators.structured;

import io.divergence.model.LinearPredictorTarget;

/** The independent normal or flat priors of the coefficients, as arrays. Immutable. */
final class NormalPrior {
    static final double HALF_LOG_TWO_PI_E = 0.5 * (1 + Math.log(2 * Math.PI));

    final double[] means;
    final double[] precisions;
    final double constant;

    NormalPrior(LinearPredictorTarget target) {
        int d = target.dimension();
        means = new double[d];
        precisions = new double[d];
        constant = target.constant();
        for (int j = 0; j < d; j++) {
            precisions[j] = target.priorPrecision(j);
            means[j] = precisions[j] > 0 ? target.priorMean(j) : 0;
        }
    }

    /** The derivative of the log prior by beta_j. */
    double pull(int j, double beta) {
        return precisions[j] * (means[j] - beta);
    }

    /** Its expectation, without the constant; never positive. */
    double expected(int j, double mean, double variance) {
        double e = mean - means[j];
        return precisions[j] == 0 ? 0 : -0.5 * precisions[j] * (e * e + variance);
    }
}
