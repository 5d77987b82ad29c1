package io.divergence.estimators.structured;

/**
 * What steps have shown of the curvature of a concave function: an approximation of it, better in the directions that were taken. The
 * update of Broyden, Fletcher, Goldfarb and Shanno in the form of two loops over the last pairs. One run.
 *
 * <p>Reference: J. Nocedal, Updating quasi-Newton matrices with limited storage, Mathematics of Computation 35 (1980).
 */
final class SecantPairs {
    private static final int MOST = 8;
    private static final double LEAST_COSINE = 1e-8;

    private final PrecisionMatrix base;
    private final int d;
    private final double[][] steps;
    private final double[][] changes;
    private final double[] products = new double[MOST];
    private final double[] weights = new double[MOST];
    private final double[] lastPoint;
    private final double[] lastGradient;
    private boolean hasLast;
    private int count;

    /** With the approximation from which to start, which must be factorized before {@link #solve} is called. */
    SecantPairs(PrecisionMatrix base) {
        this.base = base;
        d = base.d;
        steps = new double[MOST][d];
        changes = new double[MOST][d];
        lastPoint = new double[d];
        lastGradient = new double[d];
    }

    /** Forgets the last point, since the function is another one now; what was learned is kept. */
    void leave() {
        hasLast = false;
    }

    /** Forgets everything, since the approximation from which to start is another one now. */
    void forget() {
        hasLast = false;
        count = 0;
    }

    /** Learns from the gradient at a point, and that at the point before. */
    void learn(double[] point, double[] gradient) {
        if (hasLast && count < MOST) {
            double[] s = steps[count];
            double[] y = changes[count];
            for (int j = 0; j < d; j++) {
                s[j] = point[j] - lastPoint[j];
                y[j] = lastGradient[j] - gradient[j];
            }
            double product = Sums.dot(d, s, y);
            if (product > LEAST_COSINE * Math.sqrt(Sums.dot(d, s, s) * Sums.dot(d, y, y))) {
                products[count++] = product;
            }
        }
        System.arraycopy(point, 0, lastPoint, 0, d);
        System.arraycopy(gradient, 0, lastGradient, 0, d);
        hasLast = true;
    }

    /** Replaces a gradient by the step to where it would be zero. */
    void solve(double[] x) {
        for (int k = count - 1; k >= 0; k--) {
            weights[k] = Sums.dot(d, steps[k], x) / products[k];
            Kernels.add1(0, d, changes[k], -weights[k], x);
        }
        base.solve(x);
        for (int k = 0; k < count; k++) {
            Kernels.add1(0, d, steps[k], weights[k] - Sums.dot(d, changes[k], x) / products[k], x);
        }
    }
}
