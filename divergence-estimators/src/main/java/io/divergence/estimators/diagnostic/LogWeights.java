package io.divergence.estimators.diagnostic;

import io.divergence.math.Checks;

/**
 * Sums over log weights, a block at a time: a virtual machine compiles a method after some hundred calls, and a loop after 60,000 rounds
 * only, so that without blocks a first answer would wait for its interpreter.
 */
final class LogWeights {
    private static final int BLOCK = 64;

    private LogWeights() {
    }

    /** Returns the largest, unless one is NaN or positive infinity. */
    static double largest(double[] l) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int from = 0; from < l.length; from += BLOCK) {
            largest = largest(l, from, Math.min(l.length, from + BLOCK), largest);
        }
        return largest;
    }

    private static double largest(double[] l, int from, int to, double known) {
        double largest = known;
        for (int i = from; i < to; i++) {
            if (!(l[i] <= Double.MAX_VALUE)) {
                throw Checks.illegal("logWeights[" + i + "]", l[i], "must be finite or -Infinity");
            }
            largest = l[i] > largest ? l[i] : largest;
        }
        return largest;
    }

    /** Returns l - shift. */
    static double[] shifted(double[] l, double shift) {
        double[] out = new double[l.length];
        for (int from = 0; from < l.length; from += BLOCK) {
            shift(l, from, Math.min(l.length, from + BLOCK), shift, out);
        }
        return out;
    }

    private static void shift(double[] l, int from, int to, double shift, double[] out) {
        for (int i = from; i < to; i++) {
            out[i] = l[i] - shift;
        }
    }

    /** Returns e^(l - shift). */
    static double[] exponentials(double[] l, double shift) {
        double[] out = new double[l.length];
        for (int from = 0; from < l.length; from += BLOCK) {
            exponentials(l, from, Math.min(l.length, from + BLOCK), shift, out);
        }
        return out;
    }

    private static void exponentials(double[] l, int from, int to, double shift, double[] out) {
        for (int i = from; i < to; i++) {
            out[i] = Math.exp(l[i] - shift);
        }
    }

    /** Returns the sum. */
    static double sum(double[] x) {
        double sum = 0;
        for (int from = 0; from < x.length; from += BLOCK) {
            sum = sum(x, from, Math.min(x.length, from + BLOCK), sum);
        }
        return sum;
    }

    private static double sum(double[] x, int from, int to, double known) {
        double sum = known;
        for (int i = from; i < to; i++) {
            sum += x[i];
        }
        return sum;
    }

    /** Returns the sum of the squared differences from a center. */
    static double squares(double[] x, double center) {
        double sum = 0;
        for (int from = 0; from < x.length; from += BLOCK) {
            sum = squares(x, from, Math.min(x.length, from + BLOCK), center, sum);
        }
        return sum;
    }

    private static double squares(double[] x, int from, int to, double center, double known) {
        double sum = known;
        for (int i = from; i < to; i++) {
            sum += (x[i] - center) * (x[i] - center);
        }
        return sum;
    }
}
