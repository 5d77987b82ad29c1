package io.divergence.family;

import io.divergence.math.GammaFunctions;

/** Fisher information of one-dimensional distributions by the parameters of {@link DistributionFamily}; row-major. */
final class FisherFormulas {
    private static final double EULER = 0.577215664901532860606512090082;
    /** pi^2/6 + (1 - gamma)^2: the variance of 1 + (log E) (1 - E), E exponential. */
    private static final double EXTREME = Math.PI * Math.PI / 6 + (1 - EULER) * (1 - EULER);

    private FisherFormulas() {
    }

    private static void symmetric(double a, double ab, double b, double[] out) {
        out[0] = a;
        out[1] = ab;
        out[2] = ab;
        out[3] = b;
    }

    static void gamma(double[] phi, double[] out) {
        symmetric(GammaFunctions.trigamma(phi[0]), -1 / phi[1], phi[0] / phi[1] / phi[1], out);
    }

    static void beta(double[] phi, double[] out) {
        double both = GammaFunctions.trigamma(phi[0] + phi[1]);
        symmetric(GammaFunctions.trigamma(phi[0]) - both, -both, GammaFunctions.trigamma(phi[1]) - both, out);
    }

    static void weibull(double[] phi, double[] out) {
        double k = phi[0];
        symmetric(EXTREME / k / k, (EULER - 1) / phi[1], k / phi[1] * (k / phi[1]), out);
    }

    static void gumbel(double[] phi, double[] out) {
        double s = phi[1] * phi[1];
        symmetric(1 / s, (EULER - 1) / s, EXTREME / s, out);
    }

    /** Of a rate: 1/r^2. */
    static void exponential(double[] phi, double[] out) {
        out[0] = 1 / phi[0] / phi[0];
    }

    /** Of the scale of a half-normal distribution: 2/s^2. */
    static void halfNormal(double[] phi, double[] out) {
        out[0] = 2 / phi[0] / phi[0];
    }

    /** Of location and scale of a symmetric distribution: diag(a, b)/s^2. */
    static DistributionFamily.Information symmetric(double a, double b) {
        return (phi, out) -> symmetric(a / phi[1] / phi[1], 0, b / phi[1] / phi[1], out);
    }
}
