package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.GammaFunctions;
import io.divergence.random.GammaVariates;
import io.divergence.target.Support;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The Dirichlet distribution of D shares that add up to one: log p(x) = SUM (c_i - 1) log x_i - SUM log Gamma(c_i) +
 * log Gamma(SUM c_i), a density of the first D - 1 shares. Points are rows of all D shares. Immutable.
 */
public final class Dirichlet implements Distribution {
    private static final double ROUNDING = 1e-9;

    private final double[] concentrations;
    private final double logNormalizer;

    private Dirichlet(double[] concentrations) {
        this.concentrations = concentrations;
        double sum = 0;
        double log = 0;
        for (double c : concentrations) {
            sum += c;
            log += GammaFunctions.logGamma(c);
        }
        logNormalizer = log - GammaFunctions.logGamma(sum);
    }

    /**
     * Returns the distribution.
     *
     * @param concentrations at least two, positive
     */
    public static Dirichlet of(double... concentrations) {
        Checks.allFinite("concentrations", concentrations);
        Checks.atLeast("concentrations.length", concentrations.length, 2);
        for (int i = 0; i < concentrations.length; i++) {
            Checks.positive("concentrations[" + i + "]", concentrations[i]);
        }
        return new Dirichlet(concentrations.clone());
    }

    /** {@return a copy of the concentrations} */
    public double[] concentrations() {
        return concentrations.clone();
    }

    @Override
    public int dimension() {
        return concentrations.length;
    }

    @Override
    public Support support() {
        double[] upper = new double[concentrations.length];
        Arrays.fill(upper, 1);
        return Support.box(new double[concentrations.length], upper);
    }

    /** Negative infinity where a share is negative, or the shares do not add up to one within 1e-9. */
    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        int d = concentrations.length;
        for (int k = from; k < to; k++) {
            double sum = 0;
            double log = -logNormalizer;
            boolean inside = true;
            for (int i = 0; i < d; i++) {
                double x = z[k * d + i];
                sum += x;
                inside &= x >= 0;
                log += concentrations[i] == 1 ? 0 : (concentrations[i] - 1) * Math.log(x);
            }
            out[k] = inside && Math.abs(sum - 1) <= ROUNDING ? log : Double.isNaN(sum) ? Double.NaN : Double.NEGATIVE_INFINITY;
        }
    }

    @Override
    public void sample(RandomGenerator rng, double[] z, int from, int to) {
        int d = concentrations.length;
        double[] logs = new double[d];
        for (int k = from; k < to; k++) {
            for (int i = 0; i < d; i++) {
                logs[i] = GammaVariates.logSample(rng, concentrations[i]);
            }
            double total = io.divergence.math.LogSumExp.of(logs);
            for (int i = 0; i < d; i++) {
                z[k * d + i] = Math.exp(logs[i] - total);
            }
        }
    }

    @Override
    public String toString() {
        return "Dirichlet(" + Checks.text(concentrations) + ")";
    }
}
