package io.divergence.estimators.montecarlo;

import java.util.Arrays;

/**
 * What an estimated log Z adds to the errors where f has a corner at u = 1 (total variation). The score weight jumps there: if log Z is off
 * by t, all rows with a log ratio between 0 and t fall on the wrong side together, however many they are; on finitely many states these may
 * be a large part of all. With s the standard error of log Z and G(t) the change of an estimate when log Z is moved by t, the error is
 *
 * <pre>
 * max |G(m s)|/|m|,   m = -4, ..., 4
 * </pre>
 *
 * <p>For a smooth G that is |G'| s; for a jump next to 1 it is the jump over the number of standard errors it takes to get there, so that
 * what has fallen on the wrong side by four of them is still no more than four errors off. Of the value only what its slope does not say.
 */
final class CornerErrors {
    private static final int REACH = 4;

    private final SampledObjective objective;
    private final double[] direction;
    private final double[] change;
    private final double[] gradient;
    private double value;

    CornerErrors(SampledObjective objective) {
        this.objective = objective;
        direction = new double[objective.parameters];
        change = new double[objective.parameters];
        gradient = new double[objective.parameters];
    }

    /** The error to be added to that of entry j. */
    double gradient(int j) {
        return gradient[j];
    }

    /** The error to be added to that of the value. */
    double value() {
        return value;
    }

    /** Measures both for the rows as they are. */
    void measure() {
        Arrays.fill(gradient, 0);
        value = 0;
        double s = errorOfLogNormalizer();
        for (int m = -REACH; m <= REACH; m++) {
            if (m != 0) {
                move(m * s, Math.abs(m));
            }
        }
    }

    private double errorOfLogNormalizer() {
        int n = objective.samples;
        double squares = 0;
        for (int k = 0; k < n; k++) {
            double e = objective.ratios.relativeWeight(k) - 1;
            squares += e * e;
        }
        return Math.sqrt(squares / n / Math.max(1, n - 1));
    }

    private void move(double by, int errors) {
        Arrays.fill(change, 0);
        double ofValue = 0;
        for (int k = 0; k < objective.samples; k++) {
            double l = objective.logRatio[k];
            if (l == Double.NEGATIVE_INFINITY) {
                continue;
            }
            ofValue += objective.value(k, l - by) - objective.value(k, l) + objective.ratios.slope(l) * by;
            double jump = objective.coefficient(k, l - by) - objective.coefficient(k, l);
            if (jump != 0) {
                objective.direction(0, k, direction);
                for (int j = 0; j < change.length; j++) {
                    change[j] += jump * direction[j];
                }
            }
        }
        double share = 1.0 / objective.samples / errors;
        value = Math.max(value, Math.abs(ofValue) * share);
        for (int j = 0; j < change.length; j++) {
            gradient[j] = Math.max(gradient[j], Math.abs(change[j]) * share);
        }
    }
}
