package io.divergence.estimators.structured;

/** Sums over arrays with four accumulators: a single one would wait for each addition before the next. */
final class Sums {

    private Sums() {
    }

    static double dot(int n, double[] x, double[] y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a = Math.fma(x[i], y[i], a);
            b = Math.fma(x[i + 1], y[i + 1], b);
            c = Math.fma(x[i + 2], y[i + 2], c);
            e = Math.fma(x[i + 3], y[i + 3], e);
        }
        for (; i < n; i++) {
            a = Math.fma(x[i], y[i], a);
        }
        return (a + b) + (c + e);
    }

    /** SUM w_i x_i^2. */
    static double weightedSquares(int n, double[] x, double[] w) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a = Math.fma(x[i] * x[i], w[i], a);
            b = Math.fma(x[i + 1] * x[i + 1], w[i + 1], b);
            c = Math.fma(x[i + 2] * x[i + 2], w[i + 2], c);
            e = Math.fma(x[i + 3] * x[i + 3], w[i + 3], e);
        }
        for (; i < n; i++) {
            a = Math.fma(x[i] * x[i], w[i], a);
        }
        return (a + b) + (c + e);
    }

    /** SUM w_i |x_i|. */
    static double absoluteDot(int n, double[] x, double[] w) {
        double a = 0;
        double b = 0;
        int i = 0;
        for (; i + 1 < n; i += 2) {
            a = Math.fma(Math.abs(x[i]), w[i], a);
            b = Math.fma(Math.abs(x[i + 1]), w[i + 1], b);
        }
        for (; i < n; i++) {
            a = Math.fma(Math.abs(x[i]), w[i], a);
        }
        return a + b;
    }

    /** Adds SUM_i x[j + p]_i w_i to out[j + p], p from 0 to 7: sums that do not wait for each other. */
    static void addDots(int n, double[][] x, int j, double[] w, double[] out) {
        double[] x0 = x[j];
        double[] x1 = x[j + 1];
        double[] x2 = x[j + 2];
        double[] x3 = x[j + 3];
        double[] x4 = x[j + 4];
        double[] x5 = x[j + 5];
        double[] x6 = x[j + 6];
        double[] x7 = x[j + 7];
        double a0 = 0;
        double a1 = 0;
        double a2 = 0;
        double a3 = 0;
        double a4 = 0;
        double a5 = 0;
        double a6 = 0;
        double a7 = 0;
        for (int i = 0; i < n; i++) {
            double v = w[i];
            a0 = Math.fma(x0[i], v, a0);
            a1 = Math.fma(x1[i], v, a1);
            a2 = Math.fma(x2[i], v, a2);
            a3 = Math.fma(x3[i], v, a3);
            a4 = Math.fma(x4[i], v, a4);
            a5 = Math.fma(x5[i], v, a5);
            a6 = Math.fma(x6[i], v, a6);
            a7 = Math.fma(x7[i], v, a7);
        }
        add(out, j, a0, a1, a2, a3);
        add(out, j + 4, a4, a5, a6, a7);
    }

    /** Adds SUM_i w_i (x[j + p]_i)^2 to out[j + p], p from 0 to 7. */
    static void addSquareDots(int n, double[][] x, int j, double[] w, double[] out) {
        double[] x0 = x[j];
        double[] x1 = x[j + 1];
        double[] x2 = x[j + 2];
        double[] x3 = x[j + 3];
        double[] x4 = x[j + 4];
        double[] x5 = x[j + 5];
        double[] x6 = x[j + 6];
        double[] x7 = x[j + 7];
        double a0 = 0;
        double a1 = 0;
        double a2 = 0;
        double a3 = 0;
        double a4 = 0;
        double a5 = 0;
        double a6 = 0;
        double a7 = 0;
        for (int i = 0; i < n; i++) {
            double v = w[i];
            a0 = Math.fma(x0[i] * v, x0[i], a0);
            a1 = Math.fma(x1[i] * v, x1[i], a1);
            a2 = Math.fma(x2[i] * v, x2[i], a2);
            a3 = Math.fma(x3[i] * v, x3[i], a3);
            a4 = Math.fma(x4[i] * v, x4[i], a4);
            a5 = Math.fma(x5[i] * v, x5[i], a5);
            a6 = Math.fma(x6[i] * v, x6[i], a6);
            a7 = Math.fma(x7[i] * v, x7[i], a7);
        }
        add(out, j, a0, a1, a2, a3);
        add(out, j + 4, a4, a5, a6, a7);
    }

    /** Adds SUM_i x[j + p]_i y[k + q]_i to h[j + p][k + q], p and q from 0 to 3: eight numbers are read for sixteen products. */
    static void addDots(int n, double[][] x, int j, double[][] y, int k, double[][] h) {
        double[] x0 = x[j];
        double[] x1 = x[j + 1];
        double[] x2 = x[j + 2];
        double[] x3 = x[j + 3];
        double[] y0 = y[k];
        double[] y1 = y[k + 1];
        double[] y2 = y[k + 2];
        double[] y3 = y[k + 3];
        double s00 = 0;
        double s01 = 0;
        double s02 = 0;
        double s03 = 0;
        double s10 = 0;
        double s11 = 0;
        double s12 = 0;
        double s13 = 0;
        double s20 = 0;
        double s21 = 0;
        double s22 = 0;
        double s23 = 0;
        double s30 = 0;
        double s31 = 0;
        double s32 = 0;
        double s33 = 0;
        for (int i = 0; i < n; i++) {
            double a0 = x0[i];
            double a1 = x1[i];
            double a2 = x2[i];
            double a3 = x3[i];
            double b0 = y0[i];
            double b1 = y1[i];
            double b2 = y2[i];
            double b3 = y3[i];
            s00 = Math.fma(a0, b0, s00);
            s01 = Math.fma(a0, b1, s01);
            s02 = Math.fma(a0, b2, s02);
            s03 = Math.fma(a0, b3, s03);
            s10 = Math.fma(a1, b0, s10);
            s11 = Math.fma(a1, b1, s11);
            s12 = Math.fma(a1, b2, s12);
            s13 = Math.fma(a1, b3, s13);
            s20 = Math.fma(a2, b0, s20);
            s21 = Math.fma(a2, b1, s21);
            s22 = Math.fma(a2, b2, s22);
            s23 = Math.fma(a2, b3, s23);
            s30 = Math.fma(a3, b0, s30);
            s31 = Math.fma(a3, b1, s31);
            s32 = Math.fma(a3, b2, s32);
            s33 = Math.fma(a3, b3, s33);
        }
        add(h[j], k, s00, s01, s02, s03);
        add(h[j + 1], k, s10, s11, s12, s13);
        add(h[j + 2], k, s20, s21, s22, s23);
        add(h[j + 3], k, s30, s31, s32, s33);
    }

    private static void add(double[] row, int k, double a, double b, double c, double e) {
        row[k] += a;
        row[k + 1] += b;
        row[k + 2] += c;
        row[k + 3] += e;
    }
}
