package io.divergence.math;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Bregman remainders F(a + h) - F(a) - h F'(a) of a convex function on the positive numbers as the integral of
 * (h - t) F''(a + t) over t from 0 to h, whose integrand has one sign: nothing cancels, whatever h is beside a. The panels
 * grow threefold away from zero, where sixteen Gauss-Legendre nodes are exact to rounding for functions that behave as powers.
 */
final class Remainders {
    private static final int NODES = 16;
    private static final double GROWTH = 3;
    private static final double[] POINTS = new double[NODES];
    private static final double[] WEIGHTS = new double[NODES];

    static {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(NODES);
        for (int i = 0; i < NODES; i++) {
            POINTS[i] = rule.getPoint(i);
            WEIGHTS[i] = rule.getWeight(i);
        }
    }

    private Remainders() {
    }

    /** Returns the remainder for a &gt; 0 and b = a + h &gt; 0; all three are given, since any of them may be rounded from the others. */
    static double of(DoubleUnaryOperator second, double a, double h, double b) {
        double sum = 0;
        double t = 0;
        double sign = Math.signum(h);
        double size = Math.abs(h);
        while (t < size) {
            // Distance from zero at the near end of the panel, and how far it may reach.
            double x = sign > 0 ? a + t : b + (size - t);
            double width = sign > 0 ? (GROWTH - 1) * x : (1 - 1 / GROWTH) * x;
            double next = t + width < size && t + width > t ? t + width : size;
            sum += panel(second, a, b, sign, t, next, size);
            t = next;
        }
        return sum;
    }

    /** Returns the remainder for a function that is smooth over distances of 2 + |x|/2 from any x. */
    static double ofSmooth(DoubleUnaryOperator second, double a, double h) {
        double sign = Math.signum(h);
        double size = Math.abs(h);
        double sum = 0;
        double t = 0;
        while (t < size) {
            double next = Math.min(size, t + 2 + 0.25 * Math.abs(a + sign * t));
            sum += panel(second, a, a + h, sign, t, next, size);
            t = next;
        }
        return sum;
    }

    private static double panel(DoubleUnaryOperator second, double a, double b, double sign, double from, double to, double size) {
        double half = 0.5 * (to - from);
        double sum = 0;
        for (int i = 0; i < NODES; i++) {
            double t = from + half * (1 + POINTS[i]);
            // Distances from both ends by themselves: size - t would lose digits near the end.
            double left = (size - to) + half * (1 - POINTS[i]);
            // Towards zero, the distance from the far end keeps the digits of the place.
            sum += WEIGHTS[i] * left * second.applyAsDouble(sign > 0 ? a + t : b + left);
        }
        return half * sum;
    }
}
