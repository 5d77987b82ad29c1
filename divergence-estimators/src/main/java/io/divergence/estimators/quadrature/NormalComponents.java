package io.divergence.estimators.quadrature;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.math.ArrayMath;
import io.divergence.target.Target;

/**
 * A normal distribution, or a mixture of K of them, by arrays: log p over blocks of nodes, and the points off the real line at which
 * p is zero, so that log p is not analytic there. One caller.
 */
final class NormalComponents {
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    private final int size;
    private final double[] weights;
    private final double[] means;
    private final double[] sds;
    /** log of weight over sd sqrt(2 pi). */
    private final double[] logHeights;
    /** Real and imaginary parts of the zeros of sums of two components. */
    private double[] zeroAt;
    private double[] zeroHeight;
    /** One of the two components. */
    private int[] zeroPart;

    private NormalComponents(double[] weights, double[] means, double[] sds) {
        size = means.length;
        this.weights = weights;
        this.means = means;
        this.sds = sds;
        logHeights = new double[size];
        for (int k = 0; k < size; k++) {
            double height = weights[k] / sds[k];
            boolean isNormal = height > Double.MIN_NORMAL && height <= Double.MAX_VALUE;
            logHeights[k] = (isNormal ? Math.log(height) : Math.log(weights[k]) - Math.log(sds[k])) - HALF_LOG_TWO_PI;
        }
    }

    /** Most problems never ask for zeros. */
    private void findZeros() {
        zeroAt = new double[size * (size - 1)];
        zeroHeight = new double[size * (size - 1)];
        zeroPart = new int[size * (size - 1)];
        int at = 0;
        double[] roots = new double[4];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                zeros(logHeights[i], means[i], sds[i], logHeights[j], means[j], sds[j], roots);
                zeroPart[at] = i;
                zeroPart[at + 1] = i;
                zeroAt[at] = roots[0];
                zeroHeight[at++] = roots[1];
                zeroAt[at] = roots[2];
                zeroHeight[at++] = roots[3];
            }
        }
    }

    static NormalComponents of(Target target) {
        if (target instanceof Normal normal) {
            return new NormalComponents(new double[] {1}, new double[] {normal.mean()}, new double[] {normal.sd()});
        }
        Mixture mixture = (Mixture) target;
        double[] weights = new double[mixture.size()];
        double[] means = new double[mixture.size()];
        double[] sds = new double[mixture.size()];
        for (int k = 0; k < weights.length; k++) {
            Normal normal = (Normal) mixture.component(k);
            weights[k] = mixture.weight(k);
            means[k] = normal.mean();
            sds[k] = normal.sd();
        }
        return new NormalComponents(weights, means, sds);
    }

    /**
     * Writes real part and distance from the real line of the zeros of e^(h1 - (z - m1)^2/(2 s1^2)) + the same of 2 that lie nearest to
     * it: the difference of the two exponents, a quadratic a z^2 + b z + c, is i pi there.
     */
    static void zeros(double h1, double m1, double s1, double h2, double m2, double s2, double[] out) {
        // About the first mean, so that components far from zero keep their digits.
        double distance = m2 - m1;
        double p1 = 1 / (s1 * s1);
        double p2 = 1 / (s2 * s2);
        double a = 0.5 * (p2 - p1);
        double b = -distance * p2;
        double c = h1 - h2 + 0.5 * distance * distance * p2;
        if (Math.abs(a) < 1e-12 * (p1 + p2)) {
            out[0] = m1 - c / b;
            out[1] = b == 0 ? Double.POSITIVE_INFINITY : Math.PI / Math.abs(b);
            out[2] = out[0];
            out[3] = out[1];
            return;
        }
        // z = (-b +- sqrt(b^2 - 4 a (c - i pi)))/(2 a), by the principal root x + i y.
        double real = b * b - 4 * a * c;
        double imaginary = 4 * a * Math.PI;
        double modulus = Math.hypot(real, imaginary);
        double x = Math.sqrt(0.5 * (modulus + Math.abs(real)));
        double y = 0.5 * Math.abs(imaginary) / x;
        double rootReal = real >= 0 ? x : y;
        double rootImaginary = real >= 0 ? y : x;
        out[0] = m1 + (-b + rootReal) / (2 * a);
        out[1] = Math.abs(rootImaginary / (2 * a));
        out[2] = m1 + (-b - rootReal) / (2 * a);
        out[3] = out[1];
    }

    int size() {
        return size;
    }

    double weight(int k) {
        return weights[k];
    }

    double mean(int k) {
        return means[k];
    }

    double sd(int k) {
        return sds[k];
    }

    double logHeight(int k) {
        return logHeights[k];
    }

    int zeros() {
        if (zeroAt == null) {
            findZeros();
        }
        return zeroAt.length;
    }

    /** The real part of a zero. */
    double zeroAt(int i) {
        return zeroAt[i];
    }

    /** One of the two components whose sum is zero there. */
    int zeroPart(int i) {
        return zeroPart[i];
    }

    /** Its distance from the real line. */
    double zeroHeight(int i) {
        return zeroHeight[i];
    }

    /** Writes log p at the first n nodes; a, b, c and d are scratch. */
    void logDensity(int n, double[] x, double[] out, double[] a, double[] b, double[] c, double[] d) {
        if (size == 1) {
            bell(n, x, means[0], 1 / sds[0], logHeights[0], out);
        } else if (size == 2) {
            bells(n, x, means[0], 1 / sds[0], logHeights[0], means[1], 1 / sds[1], logHeights[1], a, b);
            ArrayMath.exp(n, a, a, c);
            ArrayMath.log1pOfUnit(n, a, out);
            add(n, b, out);
        } else {
            logSum(n, x, out, a, b, c, d);
        }
    }

    /** Returns log p at a point. */
    double logDensity(double x) {
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < size; k++) {
            top = Math.max(top, term(k, x));
        }
        double sum = 0;
        for (int k = 0; k < size; k++) {
            sum += Math.exp(term(k, x) - top);
        }
        return top + Math.log(sum);
    }

    /** The logarithm of a component's density times its weight. */
    double term(int k, double x) {
        double e = (x - means[k]) / sds[k];
        return logHeights[k] - 0.5 * e * e;
    }

    private static void bell(int n, double[] x, double mean, double precision, double height, double[] out) {
        for (int i = 0; i < n; i++) {
            double e = (x[i] - mean) * precision;
            out[i] = Math.fma(-0.5 * e, e, height);
        }
    }

    /** The larger log density of two to b, so that the smaller, however small, costs it no digits; by how much that is smaller to a. */
    private static void bells(int n, double[] x, double m1, double p1, double h1, double m2, double p2, double h2, double[] a, double[] b) {
        for (int i = 0; i < n; i++) {
            double e = (x[i] - m1) * p1;
            double f = (x[i] - m2) * p2;
            double first = Math.fma(-0.5 * e, e, h1);
            double second = Math.fma(-0.5 * f, f, h2);
            a[i] = -Math.abs(first - second);
            b[i] = Math.max(first, second);
        }
    }

    private static void add(int n, double[] x, double[] sum) {
        for (int i = 0; i < n; i++) {
            sum[i] += x[i];
        }
    }

    /** Shifted by the largest term: a holds it, b a term, c the sum. */
    private void logSum(int n, double[] x, double[] out, double[] a, double[] b, double[] c, double[] d) {
        bell(n, x, means[0], 1 / sds[0], logHeights[0], a);
        for (int k = 1; k < size; k++) {
            bell(n, x, means[k], 1 / sds[k], logHeights[k], b);
            larger(n, b, a);
        }
        for (int k = 0; k < size; k++) {
            bell(n, x, means[k], 1 / sds[k], logHeights[k], b);
            subtract(n, a, b);
            ArrayMath.exp(n, b, b, d);
            if (k == 0) {
                System.arraycopy(b, 0, c, 0, n);
            } else {
                add(n, b, c);
            }
        }
        ArrayMath.log(n, c, out, d);
        add(n, a, out);
    }

    private static void larger(int n, double[] x, double[] max) {
        for (int i = 0; i < n; i++) {
            max[i] = Math.max(max[i], x[i]);
        }
    }

    private static void subtract(int n, double[] x, double[] from) {
        for (int i = 0; i < n; i++) {
            from[i] -= x[i];
        }
    }
}
