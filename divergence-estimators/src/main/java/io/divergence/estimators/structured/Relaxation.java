package io.divergence.estimators.structured;

/**
 * How far to go towards H: Aitken's rule. Where the last step of length t turned the residual R = H - Sigma^-1 into R', the length
 * -t R.(R' - R)/|R' - R|^2 would have made it least: shorter than one where steps overshoot, longer where each leaves the same part of the
 * way. Entries are taken in units of the standard deviations. One run.
 *
 * <p>Reference: B. Irons, R. Tuck, A version of the Aitken accelerator for computer iteration, 1969.
 */
final class Relaxation {
    private static final double SHORTEST = 0.6;
    private static final double LONGEST = 1.3;
    /** So near to one it is one. */
    private static final double NEARLY = 0.1;

    private final double[][] last;
    private double lastLength = Double.NaN;

    Relaxation(int d) {
        last = new double[d][d];
    }

    /** Forgets the last step. */
    void reset() {
        lastLength = Double.NaN;
    }

    /** Says how long the step was that has just been taken. */
    void taken(double t) {
        lastLength = t;
    }

    /** Returns the length to try from q, given its H. */
    double length(NewtonState q, double[][] h) {
        double product = 0;
        double square = 0;
        for (int i = 0; i < q.d; i++) {
            for (int j = q.diagonal ? i : 0; j <= i; j++) {
                double unit = q.variances[i] * q.variances[j];
                double residual = h[i][j] - (q.diagonal ? 1 / q.variances[i] : q.precision.entries[i][j]);
                double change = residual - last[i][j];
                product += unit * last[i][j] * change;
                square += unit * change * change;
                last[i][j] = residual;
            }
        }
        double t = -lastLength * product / square;
        if (!(t > 0 && square > 0)) {
            return 1;
        }
        return Math.abs(t - 1) < NEARLY ? 1 : Math.max(SHORTEST, Math.min(LONGEST, t));
    }
}
