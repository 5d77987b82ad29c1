package io.divergence.estimators.quadrature;

import io.divergence.target.Feature;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import io.divergence.target.UnivariateShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the peaks of a one-dimensional log density that says nothing of its shape: a scan over points that are dense
 * near the centre and reach to 1e6 scales, then a search for each local maximum, whose scale is where the log density has
 * fallen by one half. A peak far narrower than its distance from the centre can be missed: a target that states its
 * features is safer.
 */
public final class ShapeFinder {
    private static final int POINTS = 4000;
    private static final double REACH = Math.log(2e6);

    private final LogDensity target;
    private final double[] x = new double[1];
    private final double[] out = new double[1];

    private ShapeFinder(LogDensity target) {
        this.target = target;
    }

    /**
     * Returns the target's own shape, or what a scan around a centre finds.
     *
     * @param center where to look first
     * @param scale the distance over which to look most closely
     */
    public static UnivariateShape shapeOf(LogDensity target, double center, double scale) {
        if (target instanceof UnivariateShape shape) {
            return shape;
        }
        return new ShapeFinder(target).find(center, scale);
    }

    private double at(double point) {
        x[0] = point;
        target.logDensity(x, 0, 1, out);
        return out[0];
    }

    private UnivariateShape find(double center, double scale) {
        Support support = target.support();
        double lower = support.lower(0);
        double upper = support.upper(0);
        double[] points = new double[POINTS + 1];
        double[] values = new double[POINTS + 1];
        for (int i = 0; i <= POINTS; i++) {
            points[i] = place(i, center, scale, lower, upper);
            values[i] = at(points[i]);
        }
        List<Feature> features = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (double v : values) {
            best = v > best && v < Double.POSITIVE_INFINITY ? v : best;
        }
        for (int i = 0; i <= POINTS; i++) {
            boolean up = i == 0 || values[i] > values[i - 1];
            boolean down = i == POINTS || values[i] >= values[i + 1];
            if (up && down && values[i] > best - 700) {
                features.add(peak(points[Math.max(0, i - 1)], points[i], points[Math.min(POINTS, i + 1)]));
            }
        }
        if (features.isEmpty()) {
            features.add(new Feature(center, scale));
        }
        return new Found(support, List.copyOf(features), Tail.unknown(), Tail.unknown());
    }

    private static double place(int i, double center, double scale, double lower, double upper) {
        double t = 2.0 * i / POINTS - 1;
        if (!Double.isInfinite(lower) && !Double.isInfinite(upper)) {
            return lower + (upper - lower) * (i + 0.5) / (POINTS + 1);
        }
        if (!Double.isInfinite(lower)) {
            return lower + scale * Math.exp(REACH * t);
        }
        if (!Double.isInfinite(upper)) {
            return upper - scale * Math.exp(-REACH * t);
        }
        return center + scale * Math.sinh(REACH * t);
    }

    /** Golden-section search between the neighbours, then the distance at which the log density is 1/2 lower. */
    private Feature peak(double left, double middle, double right) {
        double ratio = 0.5 * (Math.sqrt(5) - 1);
        double a = left;
        double b = right;
        for (int k = 0; k < 60; k++) {
            double c = b - ratio * (b - a);
            double d = a + ratio * (b - a);
            if (at(c) >= at(d)) {
                b = d;
            } else {
                a = c;
            }
        }
        double place = 0.5 * (a + b);
        if (!(at(place) >= at(middle))) {
            place = middle;
        }
        double top = at(place);
        double width = Math.max(Math.max(right - place, place - left), Double.MIN_NORMAL);
        for (int k = 0; k < 200 && (at(place + width) < top - 0.5 && at(place - width) < top - 0.5); k++) {
            width *= 0.5;
        }
        for (int k = 0; k < 200 && at(place + width) > top - 0.5 && at(place - width) > top - 0.5 && width < 1e100; k++) {
            width *= 2;
        }
        return new Feature(place, Math.max(width, Math.ulp(place) * 4));
    }

    private record Found(Support support, List<Feature> features, Tail lowerTail, Tail upperTail) implements UnivariateShape {
    }
}
