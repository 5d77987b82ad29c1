package io.divergence.estimators.quadrature;

/**
 * Arrays over the nodes of {@link GaussianTerms}. A target that is new in each step makes an objective that is used once, for which
 * arrays of its own would cost more than the integral: each thread keeps one set, which is lent for the time of one evaluation. Who asks
 * while it is lent (an evaluation within an evaluation, by a divergence of the user's) gets a set of his own. One caller.
 */
final class GaussianScratch {
    /** The most nodes that a thread keeps arrays for: 160 kB. */
    static final int KEPT = 2048;
    private static final int LEAST = 256;
    private static final ThreadLocal<GaussianScratch> OF_THREAD = ThreadLocal.withInitial(GaussianScratch::new);

    double[] t = new double[0];
    double[] x;
    double[] logP;
    double[] logQ;
    double[] w;
    double[] v;
    double[] s1;
    double[] s2;
    double[] s3;
    double[] s4;
    final WeightedMoments moments = new WeightedMoments();
    private boolean lent;
    /** The grid whose nodes t, and log q and q of a standard normal, are in t, logQ and v; none if there are no nodes. */
    private int nodes;
    private double lower;
    private double step;

    private double tolerance = 1;
    private double logTolerance;

    /** The thread's set, or a new one while that is lent. */
    static GaussianScratch borrow() {
        GaussianScratch kept = OF_THREAD.get();
        GaussianScratch free = kept.lent ? new GaussianScratch() : kept;
        free.lent = true;
        return free;
    }

    void giveBack() {
        lent = false;
    }

    /** The logarithm of a tolerance, kept for the next time. */
    double log(double value) {
        if (value != tolerance) {
            tolerance = value;
            logTolerance = Math.log(value);
        }
        return logTolerance;
    }

    /** Whether t, logQ and v hold the standard normal on a grid already, which depends on the tolerance more than on the problem. */
    boolean holdsNormal(int n, double from, double spacing) {
        return nodes == n && lower == from && step == spacing;
    }

    /** Says that they do, or with n = 0 that they do not. */
    void setNormal(int n, double from, double spacing) {
        nodes = n;
        lower = from;
        step = spacing;
    }

    /** Makes the arrays as long as n at the least; what they hold is lost. */
    void reserve(int n) {
        if (n > t.length) {
            nodes = 0;
            int size = Math.min(n <= KEPT ? KEPT : GaussianQuadrature.CAPACITY, Math.max(LEAST, n + n / 4));
            t = new double[size];
            x = new double[size];
            logP = new double[size];
            logQ = new double[size];
            w = new double[size];
            v = new double[size];
            s1 = new double[size];
            s2 = new double[size];
            s3 = new double[size];
            s4 = new double[size];
        }
    }
}
