package io.divergence.estimators.quadrature;

/**
 * For w = q^2/p, of chi^2(q||p): a simple pole at every zero z of p, with the residue q(z)^2/(p_1(z) D(z)), p_1 a component times its
 * weight and D the derivative of the difference of the two exponents, so that it counts for -2 pi i e^(-i kappa z) z^r times that. What
 * lies beyond a quarter of the frequency kappa in the plane is below e^(-3 kappa^2/16) of the integral. One caller.
 */
final class PoleExcess extends ZeroExcess {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
    /** 2 (2 pi): of both half planes. */
    private static final double FACTOR = 4 * Math.PI;
    /** Where what lies beyond a quarter of it is below e^-42. */
    private static final double LEAST_FREQUENCY = 15;

    /** log p_k = heights - (t - places)^2 precisions/2. */
    private final double[] heights = new double[2];
    private final double[] places = new double[2];
    private final double[] precisions = new double[2];
    private double shift;
    /** On the line: an upper bound of the logarithm of q^2/|p_k| at zeros, whichever component is better, and of 6 + x^2 with it. */
    private double highest;
    private double growth;
    private double square;

    PoleExcess(NormalComponents p) {
        super(p, LEAST_FREQUENCY, 0.25);
    }

    @Override
    boolean place(double mean, double sd) {
        highest = Double.POSITIVE_INFINITY;
        shift = 0;
        for (int k = 0; k < 2; k++) {
            double ratio = sd / p.sd(k);
            heights[k] = p.logHeight(k) + Math.log(sd);
            places[k] = (p.mean(k) - mean) / sd;
            precisions[k] = ratio * ratio;
            double own = 2 - precisions[k];
            double top = -LOG_TWO_PI - heights[k] + precisions[k] * places[k] * places[k] / own;
            if (own > 1e-6 && top < highest) {
                highest = top;
                growth = 0.5 * own;
                double at = precisions[k] * places[k] / own;
                square = 6 + 2 * at * at + 2 / own;
            }
        }
        return highest < 1e6 && zeros.place(mean, sd);
    }

    @Override
    void setShift(double shift) {
        this.shift = shift;
    }

    @Override
    double exponent(int j) {
        double x = zeros.x(j);
        double y = zeros.y(j);
        int k = nearer(x);
        double e = x - places[k];
        return y * y - x * x - LOG_TWO_PI - heights[k] + 0.5 * precisions[k] * (e * e - y * y) - shift;
    }

    /** At a zero both components are of one size: that with the smaller exponent says it to more digits. */
    private int nearer(double x) {
        double e = x - places[0];
        double f = x - places[1];
        return precisions[0] * e * e <= precisions[1] * f * f ? 0 : 1;
    }

    @Override
    double factor(double x, double y, double kappa) {
        return FACTOR * (1 + x * x + y * y) / zeros.slope();
    }

    @Override
    double largest(double height, double kappa) {
        return FACTOR * (square + height * height) / zeros.slope() * Math.exp(highest + growth * height * height - kappa * height - shift);
    }

    @Override
    void add(int j, double kappa, double lower, double size) {
        double x = zeros.x(j);
        double y = zeros.y(j);
        int k = nearer(x);
        double e = x - places[k];
        // -i FACTOR e^(-z^2 + precision (z - place)^2/2 - i kappa (z - lower))/D; of the second component D changes its sign.
        double phase = 2 * x * y - precisions[k] * e * y - kappa * (x - lower);
        double slopeReal = k == 0 ? zeros.slopeReal(j) : -zeros.slopeReal(j);
        double slopeImaginary = k == 0 ? zeros.slopeImaginary() : -zeros.slopeImaginary();
        double modulus = slopeReal * slopeReal + slopeImaginary * slopeImaginary;
        double cos = FACTOR * size * Math.cos(phase) / modulus;
        double sin = FACTOR * size * Math.sin(phase) / modulus;
        double real = sin * slopeReal - cos * slopeImaginary;
        double imaginary = -cos * slopeReal - sin * slopeImaginary;
        excess[0] += real;
        excess[1] += real * x + imaginary * y;
        excess[2] += real * (x * x - y * y) + imaginary * 2 * x * y;
        double ofExponent = 16 + 4 * (x * x + y * y + Math.abs(heights[k]) + precisions[k] * (e * e + y * y) + Math.abs(shift));
        double derivative = kappa + 2 * (Math.abs(x) + y) + precisions[k] * (Math.abs(e) + y) + precisions[0] + precisions[1];
        double relative = EPS * (ofExponent + 4 * kappa * (1 + Math.abs(x) + Math.abs(lower) + y)) + 2 * derivative * zeros.doubt(j);
        error += size * factor(x, y, kappa) * relative;
    }
}
