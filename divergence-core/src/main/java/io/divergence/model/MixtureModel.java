package io.divergence.model;

import io.divergence.distribution.Categorical;
import io.divergence.math.LogSumExp;
import java.util.Arrays;
import java.util.Optional;

/** A mixture of isotropic normal distributions, p(x) = SUM w_i N(x | mean_i, sd_i^2 I). */
final class MixtureModel extends NormalizedModel {
    private final Categorical weights;
    /** Row-major, one row per component. */
    private final double[] means;
    private final double[] sds;
    /** log w_i less the logarithm of the normal density's constant. */
    private final double[] logConstants;

    MixtureModel(Categorical weights, double[] means, double[] sds) {
        super(means.length / sds.length, sds.length);
        this.weights = weights;
        this.means = means;
        this.sds = sds;
        logConstants = new double[sds.length];
        for (int i = 0; i < sds.length; i++) {
            double logWeight = weights.mass(i) == 0 ? Double.NEGATIVE_INFINITY : weights.logMass(i);
            logConstants[i] = logWeight - dimension() * (Math.log(sds[i]) + HALF_LOG_TWO_PI);
        }
    }

    @Override
    double evaluate(double[] z, int at, double[] gradient, double[] scratch) {
        int d = dimension();
        for (int i = 0; i < sds.length; i++) {
            double square = 0;
            for (int j = 0; j < d; j++) {
                double e = (z[at + j] - means[i * d + j]) / sds[i];
                square += e * e;
            }
            scratch[i] = logConstants[i] - 0.5 * square;
        }
        double value = LogSumExp.of(scratch, 0, sds.length);
        if (gradient != null) {
            gradient(z, at, gradient, scratch, value);
        }
        return value;
    }

    private void gradient(double[] z, int at, double[] gradient, double[] terms, double value) {
        int d = dimension();
        Arrays.fill(gradient, at, at + d, 0);
        for (int i = 0; i < sds.length; i++) {
            double pull = Math.exp(terms[i] - value) / (sds[i] * sds[i]);
            for (int j = 0; j < d; j++) {
                gradient[at + j] += pull * (means[i * d + j] - z[at + j]);
            }
        }
    }

    @Override
    public Optional<double[]> mean() {
        int d = dimension();
        double[] mean = new double[d];
        for (int i = 0; i < sds.length; i++) {
            for (int j = 0; j < d; j++) {
                mean[j] += weights.mass(i) * means[i * d + j];
            }
        }
        return Optional.of(mean);
    }

    @Override
    public Optional<double[]> sds() {
        int d = dimension();
        double[] center = mean().orElseThrow();
        double[] result = new double[d];
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < sds.length; i++) {
                double e = means[i * d + j] - center[j];
                result[j] += weights.mass(i) * (sds[i] * sds[i] + e * e);
            }
            result[j] = Math.sqrt(result[j]);
        }
        return Optional.of(result);
    }

    @Override
    public String toString() {
        return "mixture(weights=" + text(weights.probabilities()) + ", means=" + text(means) + ", sds="
                + text(sds) + ")";
    }
}
