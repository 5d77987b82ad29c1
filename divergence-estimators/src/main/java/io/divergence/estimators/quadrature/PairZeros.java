package io.divergence.estimators.quadrature;

/**
 * The zeros off the real line of a mixture p of two normals, in the units t = (x - mean)/sd of q: where its components' exponents differ by
 * an odd multiple of i pi, two for each in either half plane, at one distance from the line; that distance grows with the level (2 level + 1
 * is the multiple), and its square is a convex function of the level. Owns its results; one caller.
 */
final class PairZeros {
    private static final double EPS = Math.ulp(1.0);

    private final NormalComponents p;
    /** The difference of the exponents is a s^2 + b s + c at t = first + s. */
    private double a;
    private double b;
    private double c;
    private double first;
    private double logSizes;
    /** The level of the zeros at hand, and what the exponents differ by there, over i. */
    private int found;
    private double theta;
    /** Two zeros: their places, and distances from the line. */
    private final double[] x = new double[2];
    private final double[] y = new double[2];
    private final double[] fromFirst = new double[2];
    /** The derivative of the difference there, but for its sign, its size at the least, and the square of that. */
    private double slopeReal;
    private double slopeImaginary;
    private double slope;
    private double modulus;

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

    /** The place of a zero of the level that was found last. */
    double x(int j) {
        return x[j];
    }

    /** Its distance from the line; infinite if there is none. */
    double y(int j) {
        return y[j];
    }

    /** The derivative of the difference of the exponents at x - i y, real part. */
    double slopeReal(int j) {
        return j == 0 ? -slopeReal : slopeReal;
    }

    double slopeImaginary() {
        return slopeImaginary;
    }

    /** Its size, at the least. */
    double slope() {
        return slope;
    }

    /** By how much, at the least, the square of the distance from the line grows from this level to the next, and from each on. */
    double growth() {
        return 4 * Math.PI * theta / modulus;
    }

    /** By how much a zero is uncertain: those computed are the exact ones of slightly other coefficients. */
    double doubt(int j) {
        double s = fromFirst[j];
        return EPS * (8 * (Math.abs(a) * s * s + Math.abs(b) * s + Math.abs(c) + theta + logSizes) / slope + s + 2 * Math.abs(first));
    }

    /** Finds the zeros of a level; returns the lesser of their distances from the line. */
    double find(int level) {
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
        double rootReal = sign * (real >= 0 ? larger : Math.abs(smaller));
        double rootImaginary = sign * (real >= 0 ? smaller : Math.copySign(larger, imaginary));
        slope = larger;
        slopeReal = rootReal;
        double re = -0.5 * (b + rootReal);
        double im = -0.5 * rootImaginary;
        double square = re * re + im * im;
        // Both lie on different sides of the line, and those below are looked at: one of them, and the conjugate of the other.
        set(0, re / a, im / a);
        boolean isBelow = set(1, (c * re - theta * im) / square, (-theta * re - c * im) / square);
        slopeImaginary = isBelow ? rootImaginary : -rootImaginary;
        return Math.min(y[0], y[1]);
    }

    private boolean set(int j, double re, double im) {
        double s = Math.sqrt(re * re + im * im);
        if (!(s < 1e8)) {
            // Components of one width have one zero of a level, those of one place and width none.
            x[j] = 0;
            y[j] = Double.POSITIVE_INFINITY;
            return false;
        }
        x[j] = first + re;
        y[j] = Math.abs(im);
        fromFirst[j] = s;
        return im < 0;
    }
}
