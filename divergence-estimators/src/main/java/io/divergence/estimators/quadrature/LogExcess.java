package io.divergence.estimators.quadrature;

/**
 * For w = q log(p/q), of reverse KL. log p has a branch point at every zero of p, and p'/p a residue of 1: by parts, with A the integral
 * of q t^r e^(-i kappa t), each zero z counts for 2 pi i A(z). With u = z + i kappa and the asymptotic series
 * s = 1 - 1/u^2 + 3/u^4 - ... - 945/u^10,
 *
 * <pre>A = -q(z) e^(-i kappa z)/u times s, z + i kappa (1 - s), and, of t^2 - 1, z^2 + kappa^2 (1 - s).</pre>
 *
 * <p>What lies beyond half of the frequency in the plane is below e^(-3 kappa^2/8). One caller.
 */
final class LogExcess extends ZeroExcess {
    /** 2 (2 pi)/sqrt(2 pi): of both half planes. */
    private static final double FACTOR = 2 * Math.sqrt(2 * Math.PI);
    /** Where the series is good to 1e-7, and what lies beyond half of it below e^-84. */
    private static final double LEAST_FREQUENCY = 15;

    LogExcess(NormalComponents p) {
        super(p, LEAST_FREQUENCY, 0.5);
    }

    @Override
    double exponent(int j) {
        return 0.5 * (zeros.y(j) * zeros.y(j) - zeros.x(j) * zeros.x(j));
    }

    @Override
    double factor(double x, double y, double kappa) {
        return FACTOR * (6 + x * x + y * y) / (kappa - y);
    }

    /** Zeros of higher levels lie anywhere along the line. */
    @Override
    double largest(double height, double kappa) {
        return factor(0, height, kappa) * Math.exp(0.5 * height * height - kappa * height);
    }

    @Override
    void add(int j, double kappa, double lower, double size) {
        double x = zeros.x(j);
        double y = zeros.y(j);
        // u = x + i v; 1/u^2 = c + i d.
        double v = kappa - y;
        double modulus = x * x + v * v;
        double c = (x * x - v * v) / (modulus * modulus);
        double d = -2 * x * v / (modulus * modulus);
        // 1 - s = r (1 - r (3 - r (15 - r (105 - 945 r)))), r = 1/u^2, by its parts re and im.
        double re = 105 - 945 * c;
        double im = -945 * d;
        double next = 15 - (c * re - d * im);
        im = -(c * im + d * re);
        re = next;
        next = 3 - (c * re - d * im);
        im = -(c * im + d * re);
        re = next;
        next = 1 - (c * re - d * im);
        im = -(c * im + d * re);
        re = next;
        next = c * re - d * im;
        im = c * im + d * re;
        re = next;
        // -i FACTOR e^(-z^2/2 - i kappa (z - lower))/u.
        double phase = x * y - kappa * (x - lower);
        double height = FACTOR * size;
        double cos = height * Math.cos(phase);
        double sin = height * Math.sin(phase);
        double real = (sin * x - cos * v) / modulus;
        double imaginary = (-cos * x - sin * v) / modulus;
        double plain = real * (1 - re) + imaginary * im;
        excess[0] += plain;
        excess[1] += real * (x - kappa * im) - imaginary * (kappa * re - y);
        excess[2] += plain + real * (x * x - y * y + kappa * kappa * re) - imaginary * (kappa * kappa * im - 2 * x * y);
        double relative = 12_000 / (modulus * modulus * modulus * modulus * modulus)
                + EPS * (16 + 4 * kappa * (1 + Math.abs(x) + Math.abs(lower))) + (kappa + Math.abs(x) + y) * zeros.doubt(j);
        error += height / Math.sqrt(modulus) * (6 + x * x + y * y) * relative;
    }
}
