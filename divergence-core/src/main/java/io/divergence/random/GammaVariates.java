package io.divergence.random;

import java.util.random.RandomGenerator;

/** Draws of the standard gamma distribution. */
public final class GammaVariates {

    private GammaVariates() {
    }

    /**
     * The logarithm of a draw: for small shapes the draw itself underflows. Marsaglia and Tsang's squeeze for shapes from one on;
     * below, x(shape) = x(shape + 1) u^(1/shape).
     *
     * <p>Reference: G. Marsaglia, W. W. Tsang, A simple method for generating gamma variables, 2000.
     */
    public static double logSample(RandomGenerator rng, double shape) {
        if (shape < 1) {
            return logSample(rng, shape + 1) + Math.log1p(-rng.nextDouble()) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double e = rng.nextGaussian();
            double root = 1 + c * e;
            if (root > 0) {
                double v = root * root * root;
                double u = 1 - rng.nextDouble();
                if (Math.log(u) < 0.5 * e * e + d * (1 - v + Math.log(v))) {
                    return Math.log(d) + Math.log(v);
                }
            }
        }
    }
}
