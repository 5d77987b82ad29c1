package io.divergence.model;

import io.divergence.math.Checks;
import java.util.Arrays;

/** Independent normal priors of coefficients; one with an infinite standard deviation is flat and adds nothing. */
final class CoefficientPrior {
    private final double[] means;
    private final double[] sds;
    private final double[] precisions;
    private final double logConstant;

    private CoefficientPrior(double[] means, double[] sds) {
        this.means = means;
        this.sds = sds;
        precisions = new double[sds.length];
        double sum = 0;
        for (int i = 0; i < sds.length; i++) {
            precisions[i] = 1 / (sds[i] * sds[i]);
            sum -= isFlat(i) ? 0 : Math.log(sds[i]) + NormalizedModel.HALF_LOG_TWO_PI;
        }
        logConstant = sum;
    }

    static CoefficientPrior flat(int d) {
        return normal(d, Double.POSITIVE_INFINITY);
    }

    static CoefficientPrior normal(int d, double sd) {
        double[] sds = new double[d];
        Arrays.fill(sds, sd);
        return of(new double[d], sds);
    }

    static CoefficientPrior of(double[] means, double[] sds) {
        for (int i = 0; i < sds.length; i++) {
            if (!(sds[i] > 0)) {
                throw Checks.illegal("sds[" + i + "]", sds[i], "must be positive (infinite for a flat prior)");
            }
        }
        return new CoefficientPrior(means.clone(), sds.clone());
    }

    private boolean isFlat(int i) {
        return sds[i] == Double.POSITIVE_INFINITY;
    }

    boolean isProper() {
        return Arrays.stream(sds).allMatch(sd -> sd < Double.POSITIVE_INFINITY);
    }

    double mean(int i) {
        return means[i];
    }

    double precision(int i) {
        return precisions[i];
    }

    /** The log density at the means; a flat prior adds 0. */
    double constant() {
        return logConstant;
    }

    /** Returns the log density of the coefficients that start at z[at]; adds its gradient from gradient[at] on, unless null. */
    double add(double[] z, int at, double[] gradient) {
        double sum = logConstant;
        for (int i = 0; i < sds.length; i++) {
            if (!isFlat(i)) {
                double e = z[at + i] - means[i];
                double force = e * precisions[i];
                sum -= 0.5 * force * e;
                if (gradient != null) {
                    gradient[at + i] -= force;
                }
            }
        }
        return sum;
    }

    @Override
    public String toString() {
        return "normal(" + Model.text(means) + ", " + Model.text(sds) + ")";
    }
}
