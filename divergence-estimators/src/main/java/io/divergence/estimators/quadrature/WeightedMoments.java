package io.divergence.estimators.quadrature;

/**
 * The sums SUM w, SUM w e, SUM w e^2 and SUM v over the nodes of a uniform grid, apart for the nodes whose number leaves a remainder
 * of 0, 1, 2 and 3 by four: so one pass gives the sums over every node, every second and every fourth. Four running sums each keep
 * the processor busy. One caller.
 */
final class WeightedMoments {
    /** Sums per remainder: of w, w e, w e^2, v. */
    static final int KINDS = 4;
    private final double[] sums = new double[4 * KINDS];

    /** Sums over the first n nodes. */
    void take(int n, double[] w, double[] e, double[] v) {
        double a0 = 0;
        double a1 = 0;
        double a2 = 0;
        double a3 = 0;
        double b0 = 0;
        double b1 = 0;
        double b2 = 0;
        double b3 = 0;
        double c0 = 0;
        double c1 = 0;
        double c2 = 0;
        double c3 = 0;
        double d0 = 0;
        double d1 = 0;
        double d2 = 0;
        double d3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            double t0 = w[i] * e[i];
            double t1 = w[i + 1] * e[i + 1];
            double t2 = w[i + 2] * e[i + 2];
            double t3 = w[i + 3] * e[i + 3];
            a0 += w[i];
            a1 += w[i + 1];
            a2 += w[i + 2];
            a3 += w[i + 3];
            b0 += t0;
            b1 += t1;
            b2 += t2;
            b3 += t3;
            c0 = Math.fma(t0, e[i], c0);
            c1 = Math.fma(t1, e[i + 1], c1);
            c2 = Math.fma(t2, e[i + 2], c2);
            c3 = Math.fma(t3, e[i + 3], c3);
            d0 += v[i];
            d1 += v[i + 1];
            d2 += v[i + 2];
            d3 += v[i + 3];
        }
        set(0, a0, b0, c0, d0);
        set(1, a1, b1, c1, d1);
        set(2, a2, b2, c2, d2);
        set(3, a3, b3, c3, d3);
        for (; i < n; i++) {
            int at = (i & 3) * KINDS;
            double t = w[i] * e[i];
            sums[at] += w[i];
            sums[at + 1] += t;
            sums[at + 2] = Math.fma(t, e[i], sums[at + 2]);
            sums[at + 3] += v[i];
        }
    }

    private void set(int remainder, double a, double b, double c, double d) {
        int at = remainder * KINDS;
        sums[at] = a;
        sums[at + 1] = b;
        sums[at + 2] = c;
        sums[at + 3] = d;
    }

    /** Takes a number off the sum of a kind over every node; the others change, too. */
    void subtract(int kind, double number) {
        sums[kind] -= number;
    }

    /** The sum of a kind over every node. */
    double all(int kind) {
        return everySecond(kind) + (sums[KINDS + kind] + sums[3 * KINDS + kind]);
    }

    /** The sum of a kind over the nodes 0, 2, 4, ... */
    double everySecond(int kind) {
        return sums[kind] + sums[2 * KINDS + kind];
    }

    /** The size of the error of four times the sum over every fourth node, wherever among the nodes these begin. */
    double errorOfEveryFourth(int kind) {
        double a = sums[kind] - sums[2 * KINDS + kind];
        double b = sums[KINDS + kind] - sums[3 * KINDS + kind];
        double square = a * a + b * b;
        // Math.hypot takes twenty times as long.
        return 2 * (square > 1e-280 && square < 1e280 ? Math.sqrt(square) : Math.hypot(a, b));
    }
}
