package io.divergence.estimators.quadrature;

import java.util.Arrays;

/**
 * Break points graded towards features: a panel at x is no wider than about the scale of a near feature, or a part of
 * the distance to a far one. So a feature of width 0.001 inside a range of 1000 costs some thirty panels, not a
 * million. Reused between evaluations; one caller.
 */
final class Mesh {
    /** Width of a panel inside a feature, in scales: sixteen nodes resolve a Gaussian there to rounding. */
    private static final double INSIDE = 2.0;
    /** Width of a panel outside, as a part of the distance. */
    private static final double OUTSIDE = 0.6;
    private static final int LIMIT = 20_000;

    private double[] locations = new double[16];
    private double[] scales = new double[16];
    private int features;
    private double[] fixed = new double[16];
    private int fixedCount;
    private double[] points = new double[64];
    private int size;

    void clear() {
        features = 0;
        fixedCount = 0;
        size = 0;
    }

    /** Adds a feature; one that is not finite, or has no width, is left out. */
    void addFeature(double location, double scale) {
        if (!(Math.abs(location) <= 1e300 && scale > 0 && scale <= 1e300)) {
            return;
        }
        if (features == locations.length) {
            locations = Arrays.copyOf(locations, 2 * features);
            scales = Arrays.copyOf(scales, 2 * features);
        }
        locations[features] = location;
        scales[features++] = scale;
    }

    /** Adds a point at which a panel must end: an edge of a support, a corner of the integrand. */
    void addFixed(double x) {
        if (Double.isInfinite(x)) {
            return;
        }
        if (fixedCount == fixed.length) {
            fixed = Arrays.copyOf(fixed, 2 * fixedCount);
        }
        fixed[fixedCount++] = x;
    }

    int featureCount() {
        return features;
    }

    double location(int i) {
        return locations[i];
    }

    double scale(int i) {
        return scales[i];
    }

    /** The outer edge of the features in the direction of the sign, so many scales from each. */
    double hull(int sign, double widths) {
        double edge = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < features; i++) {
            edge = Math.max(edge, sign * locations[i] + widths * scales[i]);
        }
        for (int i = 0; i < fixedCount; i++) {
            edge = Math.max(edge, sign * fixed[i]);
        }
        return sign * edge;
    }

    /** Lays break points from lower to upper. */
    void build(double lower, double upper) {
        size = 0;
        Arrays.sort(fixed, 0, fixedCount);
        double from = lower;
        append(lower);
        for (int i = 0; i < fixedCount; i++) {
            if (fixed[i] > from && fixed[i] < upper) {
                march(from, fixed[i]);
                from = fixed[i];
            }
        }
        march(from, upper);
    }

    private void march(double from, double to) {
        double x = from;
        while (size < LIMIT) {
            double next = x + width(x);
            // The width at the far end of a panel must not be much smaller than the panel: a feature lies there.
            for (int k = 0; k < 60 && next - x > 2.5 * width(next); k++) {
                next = x + 0.5 * (next - x);
            }
            if (!(next > x) || next + 0.25 * (next - x) >= to) {
                break;
            }
            append(next);
            x = next;
        }
        append(to);
    }

    /** The width of a panel at x. */
    double width(double x) {
        double width = Double.POSITIVE_INFINITY;
        for (int i = 0; i < features; i++) {
            width = Math.min(width, Math.max(INSIDE * scales[i], OUTSIDE * Math.abs(x - locations[i])));
        }
        return width;
    }

    private void append(double x) {
        if (size == points.length) {
            points = Arrays.copyOf(points, 2 * size);
        }
        points[size++] = x;
    }

    int panels() {
        return size - 1;
    }

    double point(int i) {
        return points[i];
    }
}
