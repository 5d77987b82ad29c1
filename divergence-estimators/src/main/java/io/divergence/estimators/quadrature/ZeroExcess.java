package io.divergence.estimators.quadrature;

/**
 * By how much the trapezoidal rule misses INT w t^r dt, r = 0, 1, 2, where the integrand w is singular at the zeros of a mixture of two
 * normals alone: so much can be taken off its sums, which then need a third of the nodes. By Poisson's formula the error of the
 * sum over lower + k h is 2 Re SUM_m e^(i kappa lower) INT w t^r e^(-i kappa t) dt, kappa = 2 pi m/h, and each such integral, closed
 * through the lower half plane, is a sum over the zeros there. Terms too small to matter, of higher harmonics m and levels of zeros, are
 * bounded. Owns its results; one caller.
 *
 * <p>Source: L. N. Trefethen, J. A. C. Weideman, The exponentially convergent trapezoidal rule, SIAM Review 56 (2014), sections 5 and 15.
 */
abstract class ZeroExcess {
    static final double EPS = Math.ulp(1.0);
    /** The wanted digits are reached by the first frequency times this. */
    private static final int HARMONICS = 3;
    private static final int LEVELS = 32;

    final NormalComponents p;
    final PairZeros zeros;
    /** Differences between sum and integral, by the power r. */
    final double[] excess = new double[3];
    double error;
    private final double leastFrequency;
    private final double range;

    /** The least frequency, and the part of a frequency that zeros matter to: what lies beyond is below the rounding of doubles then. */
    ZeroExcess(NormalComponents p, double leastFrequency, double range) {
        this.p = p;
        this.leastFrequency = leastFrequency;
        this.range = range;
        zeros = new PairZeros(p);
    }

    /** Takes another q; returns false where numbers overflow. */
    boolean place(double mean, double sd) {
        return zeros.place(mean, sd);
    }

    /** Says that w is divided by e^shift. */
    void setShift(double shift) {
    }

    /** The logarithm of the size of a term at zero j without e^(-kappa y), and without factors that change slowly. */
    abstract double exponent(int j);

    /** What it has to be multiplied by at the most, for any of the powers. */
    abstract double factor(double x, double y, double kappa);

    /** A bound of all terms whose zeros have some distance from the line, at zeros of the level found last and above. */
    abstract double largest(double height, double kappa);

    /** Adds a term, of a given size. */
    abstract void add(int j, double kappa, double lower, double size);

    /** The first frequency 2 pi/h, so that few terms say what sums lack of a number of digits (in logarithms). */
    final double frequency(double digits) {
        zeros.find(0);
        double most = leastFrequency;
        for (int j = 0; j < 2; j++) {
            double y = zeros.y(j);
            if (y < Double.POSITIVE_INFINITY) {
                most = Math.max(most, (digits + Math.min(0, exponent(j))) / (HARMONICS * y));
            }
        }
        return most;
    }

    /** Sums the terms down to a size; returns false if there are too many. The nodes are lower + k h, the frequency is 2 pi/h. */
    final boolean sum(double lower, double frequency, double smallest) {
        excess[0] = 0;
        excess[1] = 0;
        excess[2] = 0;
        error = 0;
        for (int level = 0; level < LEVELS; level++) {
            double height = zeros.find(level);
            if (height > range * frequency) {
                return true;
            }
            double largest = largest(height, frequency);
            if (largest < smallest) {
                error += largest * levels(height, 0.5 * frequency);
                return true;
            }
            if (!harmonics(0, lower, frequency, smallest) || !harmonics(1, lower, frequency, smallest)) {
                return false;
            }
        }
        return false;
    }

    /**
     * How many times the largest term of a level all further ones can be: with B the growth of squares of heights it is
     * 4 INT e^(-half (sqrt(A + B k) - sqrt A)) dk, for two zeros and their harmonics with each level.
     */
    private double levels(double height, double half) {
        return 4 * (1 + 2 / zeros.growth() * (height / half + 1 / (half * half)));
    }

    private boolean harmonics(int j, double lower, double frequency, double smallest) {
        double y = zeros.y(j);
        for (int m = 1; m < LEVELS; m++) {
            double kappa = m * frequency;
            if (y > range * kappa) {
                return true;
            }
            double size = Math.exp(exponent(j) - kappa * y);
            double bound = size * factor(zeros.x(j), y, kappa);
            if (bound < smallest) {
                // Each further harmonic is smaller by e^(-kappa y) at least.
                error += bound * (1 + 1 / (frequency * y));
                return true;
            }
            add(j, kappa, lower, size);
        }
        return false;
    }

    /** The difference between a sum times h and the integral of w t^r. */
    final double excess(int power) {
        return excess[power];
    }

    /** The error of any of them, and of that with t^2 - 1. */
    final double error() {
        return error;
    }
}
