package io.divergence.estimators.quadrature;

import io.divergence.math.QuadraticExponential;

/**
 * The integrals of {@link GaussianTrapezoid} for a power f of exponent a, in the fewest passes: of w, w e, w e^2 and v, with w = p^a q^(1-a)
 * and v = q, for a = 0 with w = q l and for a = 1 with v = p l, where l = log p - log q. Unless f is that of the textbook, w is less q for
 * all a but 0; if it is, v is only known for a = 0 and 1. Densities of q and their powers come from {@link QuadraticExponential}.
 *
 * <p>Loops touch few arrays: the compiler does not vectorise longer ones. Owns its scratch space; one caller.
 */
final class PowerMoments {
    /** Integrals: of w, w e, w e^2, v. */
    static final int KINDS = 4;
    /** How much farther from zero than from each other the ends may be: the nodes are rounded. */
    private static final double FAR = 4;
    /** Sums by remainders of 64, that is even ones and odd ones apart, are formed first. */
    private static final int FOLD = 64;

    private final TrapezoidGrid grid;
    private final double[] x;
    private final double exponent;
    private final boolean textbook;
    private final double[] logP;
    /** p^a. */
    private final double[] power;
    private final double[] q;
    /** q^(1-a). */
    private final double[] other;
    private final double[] w;
    private final double[] ofE;
    private final double[] ofSquare;
    private final double[] v;
    private final double[] fine = new double[KINDS];
    private final double[] coarse = new double[KINDS];

    PowerMoments(TrapezoidGrid grid, double exponent, boolean textbook, double[] logP, double[] power) {
        this.grid = grid;
        this.exponent = exponent;
        this.textbook = textbook;
        this.logP = logP;
        this.power = power;
        x = grid.nodes();
        int n = grid.size();
        q = new double[n];
        other = new double[n];
        w = new double[n];
        ofE = new double[n];
        ofSquare = new double[n];
        v = new double[n];
    }

    /** Whether the nodes of a grid are where its spacing says, to a few roundings. */
    static boolean suits(TrapezoidGrid grid) {
        double[] x = grid.nodes();
        double first = x[0];
        double last = x[x.length - 1];
        return Math.max(Math.abs(first), Math.abs(last)) <= FAR * (last - first);
    }

    /** Takes the integrals for a normal q, with the constant of log q. */
    void take(double mean, double sd, double constant) {
        int n = grid.size();
        double precision = 1 / sd;
        if (exponent == 0) {
            fill(1, mean, precision, constant, q);
            crossEntropies(n, mean, precision, constant, x, logP, q, w, ofE, ofSquare);
        } else if (exponent == 1) {
            relativeEntropies(n, mean, precision, constant, x, logP, power, v);
            take(power, mean, precision, constant);
        } else if (textbook) {
            fill(1 - exponent, mean, precision, constant, other);
            products(n, mean, precision, x, power, other, w, ofE, ofSquare);
        } else {
            fill(1 - exponent, mean, precision, constant, other);
            multiply(n, power, other);
            take(other, mean, precision, constant);
        }
        integrate(0, w);
        integrate(1, ofE);
        integrate(2, ofSquare);
        if (exponent == 1) {
            integrate(3, v);
        } else if (!textbook) {
            integrate(3, q);
        }
    }

    /** w = from, less q but for the textbook. */
    private void take(double[] from, double mean, double precision, double constant) {
        if (!textbook) {
            fill(1, mean, precision, constant, q);
        }
        differences(grid.size(), mean, precision, x, from, q, w, ofE, ofSquare);
    }

    private void fill(double b, double mean, double precision, double constant, double[] out) {
        QuadraticExponential.fill(grid.size(), (x[0] - mean) * precision, grid.spacing() * precision, b, b * constant, out, ofE, ofSquare);
    }

    private static void crossEntropies(int n, double mean, double precision, double constant, double[] x, double[] logP, double[] q,
            double[] w, double[] ofE, double[] ofSquare) {
        for (int i = 0; i < n; i++) {
            double e = (x[i] - mean) * precision;
            double product = q[i] * (logP[i] - Math.fma(-0.5 * e, e, constant));
            w[i] = product;
            ofE[i] = product * e;
            ofSquare[i] = product * e * e;
        }
    }

    private static void products(int n, double mean, double precision, double[] x, double[] a, double[] b, double[] w, double[] ofE,
            double[] ofSquare) {
        for (int i = 0; i < n; i++) {
            double e = (x[i] - mean) * precision;
            double product = a[i] * b[i];
            w[i] = product;
            ofE[i] = product * e;
            ofSquare[i] = product * e * e;
        }
    }

    private static void differences(int n, double mean, double precision, double[] x, double[] a, double[] b, double[] w, double[] ofE,
            double[] ofSquare) {
        for (int i = 0; i < n; i++) {
            double e = (x[i] - mean) * precision;
            double difference = a[i] - b[i];
            w[i] = difference;
            ofE[i] = difference * e;
            ofSquare[i] = difference * e * e;
        }
    }

    private static void relativeEntropies(int n, double mean, double precision, double constant, double[] x, double[] logP, double[] p,
            double[] v) {
        for (int i = 0; i < n; i++) {
            double e = (x[i] - mean) * precision;
            v[i] = p[i] * (logP[i] - Math.fma(-0.5 * e, e, constant));
        }
    }

    private static void multiply(int n, double[] by, double[] out) {
        for (int i = 0; i < n; i++) {
            out[i] *= by[i];
        }
    }

    /** The integrals of the values at all nodes; of the values only the ends are left. */
    private void integrate(int kind, double[] values) {
        int n = grid.size();
        double first = values[0];
        double before = values[n - 2];
        double last = values[n - 1];
        int from = Math.max(0, n - FOLD);
        fold(from, values);
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i < n - 3; i += 4) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (; i < n; i++) {
            if ((i - from & 1) == 0) {
                a += values[i];
            } else {
                b += values[i];
            }
        }
        double even = (from & 1) == 0 ? a + c : b + d;
        fine[kind] = grid.fine((a + c) + (b + d), first, last);
        coarse[kind] = grid.coarse(even, first, before, last);
    }

    /** Adds each of the first n values to a later one, an even number of nodes away: a vector loop, after which the last ones hold all. */
    private static void fold(int n, double[] values) {
        for (int i = 0; i < n; i++) {
            values[i + FOLD] += values[i];
        }
    }

    /** The integrals by all nodes: live. */
    double[] fine() {
        return fine;
    }

    /** The integrals by every second node: live. */
    double[] coarse() {
        return coarse;
    }
}
