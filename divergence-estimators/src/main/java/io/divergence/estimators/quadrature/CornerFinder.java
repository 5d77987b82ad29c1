package io.divergence.estimators.quadrature;

import java.util.Arrays;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * Finds the points at which p = q, where divergences such as total variation have a corner: brackets of sign changes of l = log(p/q)
 * among points taken from left to right, and of the two that lie between neighbours where l nearly touches zero. One caller.
 */
final class CornerFinder {
    /** The steps that finding a root may take, and the steepest ratio told apart. */
    private static final int MAX_STEPS = 400;
    private static final double STEEPEST = 1e3;
    private static final double GOLDEN = 0.5 * (Math.sqrt(5) - 1);
    private static final int TOUCH_STEPS = 60;
    /** By how much a parabola through three points may miss the lowest value between them. */
    private static final double DOUBT = 0.75;

    private final RatioIntegrand integrand;
    private final double[] point = new double[1];
    private final double[] single = new double[1];
    private final double[] ratio = new double[PanelIntegrator.COARSE];
    private Chart chart;
    private double[] brackets = new double[32];
    private int count;
    /** The last two points and their l. */
    private double x1;
    private double l1;
    private double x2;
    private double l2;

    CornerFinder(RatioIntegrand integrand) {
        this.integrand = integrand;
    }

    void start(Chart of) {
        chart = of;
        count = 0;
        x1 = Double.NaN;
        l1 = Double.NaN;
        x2 = Double.NaN;
        l2 = Double.NaN;
    }

    int count() {
        return count;
    }

    void look(double s) {
        point[0] = s;
        look(point, 1);
    }

    /** Takes points from left to right. */
    void look(double[] s, int n) {
        integrand.logRatios(chart, s, n, ratio);
        for (int k = 0; k < n; k++) {
            take(s[k], ratio[k]);
        }
    }

    private void take(double x, double l) {
        if (l2 * l < 0 || (l == 0 && Math.abs(l2) > 0)) {
            add(x2, x);
        } else if (l1 * l2 > 0 && l2 * l > 0 && Math.abs(l2) <= Math.abs(l1) && Math.abs(l2) <= Math.abs(l) && mayTouch(x, l)) {
            double low = lowest(x1, x, Math.signum(l));
            if (l * at(low) < 0) {
                add(x1, low);
                add(low, x);
            }
        }
        x1 = x2;
        l1 = l2;
        x2 = x;
        l2 = l;
    }

    /** Whether the parabola through the last two points and this one comes near to zero. */
    private boolean mayTouch(double x, double l) {
        double left = (l2 - l1) / (x2 - x1);
        double right = (l - l2) / (x - x2);
        double curvature = (right - left) / (x - x1);
        double slope = left + curvature * (x2 - x1);
        double vertex = l2 - slope * slope / (4 * curvature);
        return !(vertex / l2 > DOUBT);
    }

    /** Where sign * l is lowest between two points. */
    private double lowest(double a, double b, double sign) {
        double low = a;
        double high = b;
        for (int k = 0; k < TOUCH_STEPS; k++) {
            double c = high - GOLDEN * (high - low);
            double d = low + GOLDEN * (high - low);
            double atC = sign * at(c);
            double atD = sign * at(d);
            if (Math.min(atC, atD) < 0) {
                return atC < atD ? c : d;
            }
            if (atC <= atD) {
                high = d;
            } else {
                low = c;
            }
        }
        return low + 0.5 * (high - low);
    }

    private double at(double x) {
        point[0] = x;
        integrand.logRatios(chart, point, 1, single);
        return single[0];
    }

    private void add(double a, double b) {
        if (2 * count + 2 > brackets.length) {
            brackets = Arrays.copyOf(brackets, 2 * brackets.length);
        }
        brackets[2 * count] = a;
        brackets[2 * count++ + 1] = b;
    }

    /** To the last digit: the value would do with less, its error being that of a square, but the gradient's integrand jumps. */
    double root(int i) {
        double a = brackets[2 * i];
        double b = brackets[2 * i + 1];
        double middle = 0.5 * (a + b);
        if (!(middle > a && middle < b)) {
            return middle;
        }
        double accuracy = Math.ulp(Math.max(Math.abs(a), Math.abs(b)));
        // Where one of the two has no mass the ratio is infinite: only its sign counts.
        return new BrentSolver(Math.ulp(1.0), accuracy).solve(MAX_STEPS, s -> Math.max(-STEEPEST, Math.min(STEEPEST, at(s))), a, b);
    }
}
