package io.divergence.estimators.quadrature;

/**
 * By how much the trapezoidal rule misses INT q t^r log(p/q) dt, r = 0, 1, 2, of a mixture p of two normals and a standard normal q: so
 * much can be taken off its sums, which then need a third of the nodes. By Poisson's formula the error of the sum over lower + k h is
 * 2 Re SUM_m e^(i kappa lower) INT q t^r log(p/q) e^(-i kappa t) dt, kappa = 2 pi m/h. By parts, with A the integral of q t^r e^(-i kappa t),
 * and closed through the lower half plane, where log p has a branch point at every zero of p and p'/p a residue of 1, each such integral is
 * 2 pi i SUM A(z) over the zeros z, but for e^(-3 kappa^2/8). All zeros are known: there the difference of the two exponents is
 * an odd multiple of i pi, two for each. With u = z + i kappa and the asymptotic series s = 1 - 1/u^2 + 3/u^4 - ... - 945/u^10,
 *
 * <pre>A = -q(z) e^(-i kappa z)/u times s, z + i kappa (1 - s), and, of t^2 - 1, z^2 + kappa^2 (1 - s).</pre>
 *
 * <p>Terms too small to matter are bounded together. Owns its results; one caller.
 *
 * <p>Source: L. N. Trefethen, J. A. C. Weideman, The exponentially convergent trapezoidal rule, SIAM Review 56 (2014), sections 5 and 15.
 */
final class PairZeros {
    private static final double EPS = Math.ulp(1.0);
    /** 2 (2 pi)/sqrt(2 pi): of both half planes. */
    private static final double FACTOR = 2 * Math.sqrt(2 * Math.PI);
    /** Where the series is good to 1e-8, and what lies beyond half of it in the plane is below e^-84. */
    private static final double LEAST_FREQUENCY = 15;
    /** The wanted digits are reached by the frequency times this. */
    private static final int HARMONICS = 3;
    private static final int LEVELS = 32;

    private final NormalComponents p;
    /** The difference of the exponents is a s^2 + b s + c at t = first + s. */
    private double a;
    private double b;
    private double c;
    private double first;
    private double logSizes;
    /** Two zeros of a level: places, and their common distance from the line where there are two. */
    private final double[] x = new double[2];
    private final double[] y = new double[2];
    /** From the first mean, and the slope of the difference at either of them. */
    private final double[] distance = new double[2];
    private double theta;
    /** Of the square of that slope. */
    private double modulus;
    /** The level of the zeros at hand. */
    private int found;
    private double slope;
    private final double[] sums = new double[3];
    private double error;

    PairZeros(NormalComponents p) {
        this.p = p;
    }

    /** Takes another q; returns false where numbers overflow. */
    boolean place(double mean, double sd) {
        double r1 = sd / p.sd(0);
        double r2 = sd / p.sd(1);
        double distance = (p.mean(1) - p.mean(0)) / sd;
        a = 0.5 * (r2 - r1) * (r2 + r1);
        b = -distance * r2 * r2;
        c = p.logHeight(0) - p.logHeight(1) + 0.5 * distance * distance * r2 * r2;
        first = (p.mean(0) - mean) / sd;
        found = -1;
        logSizes = Math.abs(p.logHeight(0)) + Math.abs(p.logHeight(1));
        return Math.abs(first) < 1e6 && Math.abs(b) * Math.abs(b) + Math.abs(a) * (10 + Math.abs(c)) < 1e100;
    }

    /** The first frequency 2 pi/h, so that few terms say what sums lack of a number of digits (in logarithms). */
    double frequency(double digits) {
        find(0);
        double most = LEAST_FREQUENCY;
        for (int j = 0; j < 2; j++) {
            double needed = digits - Math.max(0, 0.5 * (x[j] * x[j] - y[j] * y[j]));
            if (needed > 0 && y[j] < Double.POSITIVE_INFINITY) {
                most = Math.max(most, needed / (HARMONICS * y[j]));
            }
        }
        return most;
    }

    /** Sums the terms down to a size; returns false if there are too many. The nodes are lower + k h, the frequency is 2 pi/h. */
    boolean sum(double lower, double frequency, double smallest) {
        sums[0] = 0;
        sums[1] = 0;
        sums[2] = 0;
        error = 0;
        for (int level = 0; level < LEVELS; level++) {
            double height = find(level);
            if (height > 0.5 * frequency) {
                return true;
            }
            // Zeros of higher levels lie anywhere along the line.
            double largest = bound(0, height, frequency, Math.exp(0.5 * height * height - frequency * height));
            if (largest < smallest) {
                error += largest * levels(height, frequency);
                return true;
            }
            if (!harmonics(0, lower, frequency, smallest) || !harmonics(1, lower, frequency, smallest)) {
                return false;
            }
        }
        return false;
    }

    /** The difference between a sum times h and the integral: of log(p/q) q, of that times t, and times t^2. */
    double excess(int power) {
        return power == 2 ? sums[2] + sums[0] : sums[power];
    }

    /** The error of any of them, and of that with t^2 - 1. */
    double error() {
        return error;
    }

    private boolean harmonics(int j, double lower, double frequency, double smallest) {
        double ofQ = 0.5 * (y[j] * y[j] - x[j] * x[j]);
        for (int m = 1; m < LEVELS; m++) {
            double kappa = m * frequency;
            if (y[j] > 0.5 * kappa) {
                return true;
            }
            double size = Math.exp(ofQ - kappa * y[j]);
            double bound = bound(x[j], y[j], kappa, size);
            if (bound < smallest) {
                // Each further harmonic is smaller by e^(-kappa y/2) at least.
                error += bound * (1 + 2 / (frequency * y[j]));
                return true;
            }
            add(j, kappa, lower, FACTOR * size);
        }
        return false;
    }

    private static double bound(double x, double y, double kappa, double size) {
        return FACTOR * size * (6 + x * x + y * y) / (kappa - y);
    }

    /**
     * How many times the largest term of a level all further ones can be: the square of the height is a convex function of the level, and
     * grows by B at least, so that it is 4 INT e^(-(kappa/2)(sqrt(A + B k) - sqrt A)) dk, for two zeros and their harmonics with each.
     */
    private double levels(double height, double frequency) {
        double growth = 4 * Math.PI * theta / modulus;
        double half = 0.5 * frequency;
        return 4 * (1 + 2 / growth * (height / half + 1 / (half * half)));
    }

    private void add(int j, double kappa, double lower, double height) {
        double x = this.x[j];
        double y = this.y[j];
        // u = x + i v; 1/u^2 = p + i q.
        double v = kappa - y;
        double modulus = x * x + v * v;
        double p = (x * x - v * v) / (modulus * modulus);
        double q = -2 * x * v / (modulus * modulus);
        // 1 - s = r (1 - r (3 - r (15 - r (105 - 945 r)))), r = 1/u^2.
        double re = 105 - 945 * p;
        double im = -945 * q;
        double t = 15 - (p * re - q * im);
        im = -(p * im + q * re);
        re = t;
        t = 3 - (p * re - q * im);
        im = -(p * im + q * re);
        re = t;
        t = 1 - (p * re - q * im);
        im = -(p * im + q * re);
        re = t;
        t = p * re - q * im;
        im = p * im + q * re;
        re = t;
        // -i FACTOR e^(-z^2/2 - i kappa (z - lower))/u.
        double phase = x * y - kappa * (x - lower);
        double cos = height * Math.cos(phase);
        double sin = height * Math.sin(phase);
        double real = (sin * x - cos * v) / modulus;
        double imaginary = (-cos * x - sin * v) / modulus;
        sums[0] += real * (1 - re) + imaginary * im;
        sums[1] += real * (x - kappa * im) - imaginary * (kappa * re - y);
        sums[2] += real * (x * x - y * y + kappa * kappa * re) - imaginary * (kappa * kappa * im - 2 * x * y);
        double relative = 12_000 / (modulus * modulus * modulus * modulus * modulus) + EPS * (16 + 4 * kappa * (1 + Math.abs(x) + Math.abs(lower))) + (kappa + Math.abs(x) + y) * doubt(j);
        error += height / Math.sqrt(modulus) * (6 + x * x + y * y) * relative;
    }

    /** Finds the zeros where the exponents differ by (2 level + 1) i pi; returns the lesser of their distances from the line. */
    private double find(int level) {
        if (level == found) {
            return Math.min(y[0], y[1]);
        }
        found = level;
        theta = (2 * level + 1) * Math.PI;
        // The square root of b^2 - 4 a (c - i theta), and -(b + its like)/2, free of cancellation.
        double real = b * b - 4 * a * c;
        double imaginary = 4 * a * theta;
        modulus = Math.sqrt(real * real + imaginary * imaginary);
        double larger = Math.sqrt(0.5 * (modulus + Math.abs(real)));
        double smaller = larger == 0 ? 0 : 0.5 * imaginary / larger;
        double sign = b >= 0 ? 1 : -1;
        double rootReal = real >= 0 ? larger : Math.abs(smaller);
        double rootImaginary = real >= 0 ? smaller : Math.copySign(larger, imaginary);
        double re = -0.5 * (b + sign * rootReal);
        double im = -0.5 * sign * rootImaginary;
        double square = re * re + im * im;
        slope = larger;
        set(0, re / a, im / a);
        set(1, (c * re - theta * im) / square, (-theta * re - c * im) / square);
        return Math.min(y[0], y[1]);
    }

    private void set(int j, double re, double im) {
        double s = Math.sqrt(re * re + im * im);
        if (!(s < 1e8)) {
                // Components of one width have one zero of a level, those of one place and width none.
            x[j] = 0;
            y[j] = Double.POSITIVE_INFINITY;
            return;
        }
        x[j] = first + re;
        y[j] = Math.abs(im);
        distance[j] = s;
    }

    /** By how much a zero is uncertain: those computed are the exact ones of slightly other coefficients. */
    private double doubt(int j) {
        double s = distance[j];
        return EPS * (8 * (Math.abs(a) * s * s + Math.abs(b) * s + Math.abs(c) + theta + logSizes) / slope + s + 2 * Math.abs(first));
    }
}
