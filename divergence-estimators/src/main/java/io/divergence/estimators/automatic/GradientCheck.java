package io.divergence.estimators.automatic;

import java.util.Locale;
import java.util.Optional;

/** Compares the gradient with differences of the log density along a direction, at several distances. */
final class GradientCheck {
    private static final int DISTANCES = 6;
    private static final double AGREES = 1e-3;
    private static final double ROUNDING = 64 * Math.ulp(1.0);

    private GradientCheck() {
    }

    /** Returns what is wrong at a point along a direction of the size of one step; empty if nothing is, or nothing can be said. */
    static Optional<String> at(CountedTarget target, double[] point, double[] direction) {
        int d = point.length;
        double[] z = new double[(2 * DISTANCES + 1) * d];
        double[] log = new double[2 * DISTANCES + 1];
        double[] g = new double[z.length];
        System.arraycopy(point, 0, z, 2 * DISTANCES * d, d);
        for (int k = 0; k < DISTANCES; k++) {
            double h = Math.pow(10, -1 - k);
            for (int i = 0; i < d; i++) {
                z[2 * k * d + i] = point[i] + h * direction[i];
                z[(2 * k + 1) * d + i] = point[i] - h * direction[i];
            }
        }
        target.evaluate(z, log.length, log, g);
        double value = log[2 * DISTANCES];
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            return Optional.empty();
        }
        double slope = 0;
        for (int i = 0; i < d; i++) {
            slope += g[2 * DISTANCES * d + i] * direction[i];
        }
        double best = Double.NaN;
        for (int k = 0; k < DISTANCES; k++) {
            double h = Math.pow(10, -1 - k);
            double difference = (log[2 * k] - log[2 * k + 1]) / (2 * h);
            if (!(Math.abs(difference) <= Double.MAX_VALUE)) {
                continue;
            }
            double allowed = AGREES * (Math.abs(slope) + Math.abs(difference)) + ROUNDING * (1 + Math.abs(value)) / h;
            if (Math.abs(difference - slope) <= allowed) {
                return Optional.empty();
            }
            best = Double.isNaN(best) || Math.abs(difference - slope) < Math.abs(best - slope) ? difference : best;
        }
        return Double.isNaN(best) ? Optional.empty() : Optional.of(String.format(Locale.ROOT,
                "along a direction at %s the log density changes by %.6g, the gradient says %.6g", text(point), best, slope));
    }

    static String text(double[] point) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < Math.min(4, point.length); i++) {
            text.append(i > 0 ? ", " : "").append(String.format(Locale.ROOT, "%.4g", point[i]));
        }
        return text.append(point.length > 4 ? ", ...)" : ")").toString();
    }
}
