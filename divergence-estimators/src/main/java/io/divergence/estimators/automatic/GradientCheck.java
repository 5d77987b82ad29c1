package io.divergence.estimators.automatic;

import java.util.Locale;
import java.util.Optional;

/** Compares the gradient with differences of the log density along a direction, at several distances. */
final class GradientCheck {
    private static final int DISTANCES = 7;
    private static final int CENTER = 1;
    private static final double AGREES = 1e-3;
    private static final double ROUNDING = 64 * Math.ulp(1.0);

    private GradientCheck() {
    }

    /**
     * Returns what is wrong at a point along a direction of the size of one step; empty if nothing is, or nothing can be said. The
     * point comes after the farthest one, for the sake of gradients that are those of the point before.
     */
    static Optional<String> at(CountedTarget target, double[] point, double[] direction) {
        int d = point.length;
        double[] z = new double[(2 * DISTANCES + 1) * d];
        double[] log = new double[2 * DISTANCES + 1];
        double[] g = new double[z.length];
        System.arraycopy(point, 0, z, CENTER * d, d);
        for (int k = 0; k < DISTANCES; k++) {
            double h = Math.pow(10, -k);
            for (int i = 0; i < d; i++) {
                z[ahead(k) * d + i] = point[i] + h * direction[i];
                z[(2 * k + 2) * d + i] = point[i] - h * direction[i];
            }
        }
        target.evaluate(z, log.length, log, g);
        double value = log[CENTER];
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            return Optional.empty();
        }
        double slope = 0;
        for (int i = 0; i < d; i++) {
            slope += g[CENTER * d + i] * direction[i];
        }
        double best = Double.NaN;
        for (int k = 0; k < DISTANCES; k++) {
            double h = Math.pow(10, -k);
            double difference = (log[ahead(k)] - log[2 * k + 2]) / (2 * h);
            if (!(Math.abs(difference) <= Double.MAX_VALUE)) {
                continue;
            }
            double allowed = AGREES * (Math.abs(slope) + Math.abs(difference)) + ROUNDING * (1 + Math.abs(value)) / h;
            if (Math.abs(difference - slope) <= allowed) {
                return Optional.empty();
            }
            best = Double.isNaN(best) || Math.abs(difference - slope) < Math.abs(best - slope) ? difference : best;
        }
        return Double.isNaN(best) ? Optional.empty() : Optional.of(String.format(Locale.US,
                "along a direction at %s the log density changes by %.6g, the gradient says %.6g", text(point), best, slope));
    }

    /** Rows: the farthest point ahead, the point itself, the farthest behind, then the nearer pairs. */
    private static int ahead(int k) {
        return k == 0 ? 0 : 2 * k + 1;
    }

    static String text(double[] point) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < Math.min(4, point.length); i++) {
            text.append(i > 0 ? ", " : "").append(String.format(Locale.US, "%.4g", point[i]));
        }
        return text.append(point.length > 4 ? ", ...)" : ")").toString();
    }
}
