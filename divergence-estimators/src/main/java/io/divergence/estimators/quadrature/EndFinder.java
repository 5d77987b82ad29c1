package io.divergence.estimators.quadrature;

import io.divergence.math.LogSumExp;
import java.util.Arrays;

/**
 * Follows an integrand towards the ends of the line, or towards a singular point, until nothing matters any more beside the largest
 * contribution met, and keeps account of what is cut off. One caller.
 */
final class EndFinder {
    /** The logarithm of the largest distance: near that of the largest double. */
    static final double OUTERMOST = 700;
    /** What is cut off is smaller beside the largest contribution than the tolerance by e^-12. */
    private static final double MARGIN = 12;
    /** Scores grow towards the ends, which a gradient needs more depth for. */
    private static final double GRADIENT_MARGIN = 36;
    private static final double FARTHEST = 1e300;
    private static final double NEAREST = -1e13;
    /** Sixteen steps of 2^(k^2.5) reach from anywhere to the end of the doubles. */
    private static final double TOWARDS_INFINITY = 2.5;
    /** Where components of p cross, a power of p below zero has peaks that are narrower than the way to them. */
    private static final double NEARBY = 16;
    /** Points that are looked at together. */
    private static final int LOOKS = 16;

    private final RatioIntegrand integrand;
    private final double[] sizes = new double[2 * LOOKS];
    /** To be filled before {@link #look}. */
    final double[] points = new double[LOOKS];
    /** How far below the largest contribution, in log scale, nothing matters. */
    final double depth;
    /** What was cut off: its logarithm, of the canonical components (0) and of the moment (1). */
    final double[] cut = new double[2];
    /** The largest contribution met: its logarithm. */
    final double[] largest = new double[2];
    /** Whether the integrand fell off towards all ends. */
    boolean decays;
    /** Whether it had hardly begun to fall at the end of the range of a double. */
    boolean outOfRange;
    private double before0;
    private double before1;

    EndFinder(RatioIntegrand integrand, double tolerance, boolean withGradient) {
        this.integrand = integrand;
        depth = (withGradient ? GRADIENT_MARGIN : MARGIN) - Math.log(tolerance);
    }

    void clear() {
        Arrays.fill(cut, Double.NEGATIVE_INFINITY);
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        decays = true;
        outOfRange = false;
    }

    /** Takes n points into account whose contributions are their sizes times a width. */
    void look(Chart chart, int n, double logWidth) {
        if (n > 0) {
            integrand.logSizes(chart, points, n, sizes);
            for (int k = 0; k < n; k++) {
                largest[0] = Math.max(largest[0], sizes[k] + logWidth);
                largest[1] = Math.max(largest[1], sizes[n + k] + logWidth);
            }
        }
    }

    /** Whether, a step farther out, nothing matters any more; what lies beyond is estimated and counted as cut. */
    private boolean isDone(Chart chart, double s, double ahead, double logWidth, boolean first) {
        points[0] = s;
        integrand.logSizes(chart, points, 1, sizes);
        double now0 = sizes[0] + logWidth;
        double now1 = integrand.hasMoment() ? sizes[1] + logWidth : Double.NEGATIVE_INFINITY;
        largest[0] = Math.max(largest[0], now0);
        largest[1] = Math.max(largest[1], now1);
        boolean falling = !first && !(now0 > before0) && !(now1 > before1);
        boolean small = isSmall(now0, largest[0]) && isSmall(now1, largest[1]);
        if (falling && small && isQuietBeyond(chart, s, ahead, now0, now1)) {
            cutOff(now0, now1);
            return true;
        }
        before0 = now0;
        before1 = now1;
        return false;
    }

    /** Whether nothing rises again farther out, where the ratio of the densities may outgrow them: looked for in growing steps. */
    private boolean isQuietBeyond(Chart chart, double s, double ahead, double now0, double now1) {
        double log = chart.isLogarithmic() ? 0 : Math.log(Math.abs(ahead));
        return isQuiet(chart, s, ahead, 1, 1, log, now0, now1)
                && (chart.isLogarithmic() || isQuiet(chart, s, ahead / NEARBY, 0.5, 1, log, now0, now1)
                && isQuiet(chart, s, ahead, 1, TOWARDS_INFINITY, log, now0, now1));
    }

    /** At distances of ahead times 2^(rate k^power), as far as there are doubles; log is that of the width that now0 and now1 stand for. */
    private boolean isQuiet(Chart chart, double s, double ahead, double rate, double power, double log, double now0, double now1) {
        int n = 0;
        while (n < LOOKS) {
            double x = s + ahead * Math.pow(2, rate * Math.pow(n, power));
            if (!(Math.abs(x) < (chart.isLogarithmic() ? OUTERMOST : FARTHEST))) {
                break;
            }
            points[n++] = x;
        }
        if (n == 0) {
            return true;
        }
        integrand.logSizesAhead(chart, points, n, sizes);
        for (int k = 0; k < n; k++) {
            double width = chart.isLogarithmic() ? k * Math.log(2) : Math.log(Math.abs(points[k] - s));
            boolean rises = sizes[k] > now0 - log && !isSmall(sizes[k] + width, largest[0])
                    || integrand.hasMoment() && sizes[n + k] > now1 - log && !isSmall(sizes[n + k] + width, largest[1]);
            if (rises) {
                return false;
            }
        }
        return true;
    }

    private boolean isSmall(double now, double largest) {
        return now == Double.NEGATIVE_INFINITY || now < largest - depth;
    }

    private void cutOff(double now0, double now1) {
        cut[0] = LogSumExp.of(cut[0], logBeyond(now0, before0));
        cut[1] = LogSumExp.of(cut[1], logBeyond(now1, before1));
    }

    /** The logarithm of the mass beyond a point where contributions fall by a factor over a step: a geometric series. */
    private static double logBeyond(double now, double before) {
        return now == Double.NEGATIVE_INFINITY ? now : now + Math.log(4 / Math.max(before - now, 1e-3));
    }

    private void giveUp() {
        decays = false;
        outOfRange |= before0 > largest[0] - 1;
        cutOff(before0, before0);
    }

    /** How far out the integrand matters in one direction, beginning no nearer than a limit. */
    double extend(Mesh mesh, int sign, double limit, double smallest) {
        double edge = mesh.hull(sign, 3);
        double other = mesh.hull(-sign, 3);
        boolean before = !Double.isInfinite(limit) && sign * (edge - limit) <= 0;
        double step = Math.max(Math.max(Math.abs((before ? limit : edge) - other) / 16, smallest), Math.ulp(edge) * 16);
        if (before) {
            // Not at the limit itself, which may be a pole of a density on its other side.
            edge = limit + sign * Math.max(Math.min(step, smallest), 16 * Math.ulp(limit));
        }
        for (int k = 0; k < 4000; k++) {
            double reach = Math.max(Math.abs(edge - other), step);
            if (isDone(Chart.IDENTITY, edge, 0.5 * sign * reach, Math.log(reach), k == 0)) {
                return edge;
            }
            edge += sign * step;
            step *= 1.3;
            if (Math.abs(edge) > FARTHEST) {
                break;
            }
        }
        giveUp();
        return edge;
    }

    /** How far out a heavy tail matters: in the logarithm of the distance. */
    double outwards(Chart chart, double bottom) {
        double s = bottom;
        double step = 1;
        for (int k = 0; s < OUTERMOST; k++) {
            if (isDone(chart, s, step, Math.log(step), k == 0)) {
                return s;
            }
            s += step;
            step *= 1.3;
        }
        giveUp();
        return s;
    }

    /** How near to a singular end the integrand matters: in the logarithm of the distance. */
    double inwards(Chart chart, double top) {
        double s = top;
        double step = 1;
        for (int k = 0; s > NEAREST; k++) {
            if (isDone(chart, s, -step, Math.log(step), k == 0)) {
                return s;
            }
            s -= step;
            step *= 1.3;
        }
        giveUp();
        return s;
    }
}
