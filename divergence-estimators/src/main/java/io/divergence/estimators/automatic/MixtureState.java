package io.divergence.estimators.automatic;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateMixture;
import java.util.Arrays;

/**
 * A mixture of normal distributions, q(z) = SUM w_k q_k(z). Nobody writes to the arrays.
 *
 * @param parts q_k
 * @param weights w_k, positive, with the sum one
 */
record MixtureState(GaussianState[] parts, double[] weights) {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** Weights as the exponentials of numbers up to a constant. */
    static double[] weights(double[] logs) {
        double largest = Arrays.stream(logs).max().orElseThrow();
        double[] weights = Arrays.stream(logs).map(a -> Math.exp(a - largest)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    int size() {
        return parts.length;
    }

    int dimension() {
        return parts[0].d;
    }

    Distribution distribution() {
        return MultivariateMixture.of(weights, Arrays.stream(parts).map(q -> NormalDraws.of(q).distribution()).toArray(Distribution[]::new));
    }

    /** Writes log w_k q_k of rows whitened by that part. */
    void logTerm(int part, double[] whitened, int rows, double[] out) {
        int d = dimension();
        double constant = Math.log(weights[part]) - parts[part].logDeterminant - d * HALF_LOG_TWO_PI;
        for (int row = 0; row < rows; row++) {
            double square = 0;
            for (int i = row * d; i < (row + 1) * d; i++) {
                square += whitened[i] * whitened[i];
            }
            out[row] = constant - 0.5 * square;
        }
    }
}
