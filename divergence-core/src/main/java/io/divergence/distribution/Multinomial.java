package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.GammaFunctions;
import io.divergence.target.Support;
import java.util.random.RandomGenerator;

/**
 * The multinomial distribution of the counts of n independent draws from D categories:
 * log P(k) = log n! + SUM (k_i log p_i - log k_i!). Points are rows of all D counts. Immutable.
 */
public final class Multinomial implements Distribution {
    private final long n;
    private final Categorical categories;
    private final double[] logs;

    private Multinomial(long n, Categorical categories) {
        this.n = n;
        this.categories = categories;
        logs = new double[categories.size()];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = categories.logMass(i);
        }
    }

    /**
     * Returns the distribution.
     *
     * @param n the number of draws, not negative
     * @param probabilities as for {@link Categorical#of}
     */
    public static Multinomial of(long n, double... probabilities) {
        return new Multinomial(Checks.atLeast("n", n, 0L), Categorical.of(probabilities));
    }

    /** {@return the number of draws} */
    public long n() {
        return n;
    }

    /** {@return the distribution of one draw} */
    public Categorical categories() {
        return categories;
    }

    @Override
    public int dimension() {
        return logs.length;
    }

    @Override
    public Support support() {
        return Support.points(logs.length);
    }

    /** Negative infinity where an entry is no count, or the counts do not add up to n. */
    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        int d = logs.length;
        for (int row = from; row < to; row++) {
            double log = GammaFunctions.logGamma(n + 1.0);
            double sum = 0;
            boolean inside = true;
            for (int i = 0; i < d; i++) {
                double k = z[row * d + i];
                inside &= k >= 0 && k == Math.rint(k);
                sum += k;
                log += (k == 0 ? 0 : k * logs[i]) - (k > 0 ? GammaFunctions.logGamma(k + 1) : 0);
            }
            out[row] = Double.isNaN(sum) ? Double.NaN : inside && sum == n ? log : Double.NEGATIVE_INFINITY;
        }
    }

    /** Draws binomial counts of what is left, category by category. */
    @Override
    public void sample(RandomGenerator rng, double[] z, int from, int to) {
        int d = logs.length;
        for (int row = from; row < to; row++) {
            long left = n;
            double rest = 1;
            for (int i = 0; i < d; i++) {
                double p = categories.mass(i);
                boolean last = i == d - 1 || p >= rest;
                long k = left == 0 ? 0 : last ? left : Binomial.of(left, p / rest).sample(rng);
                z[row * d + i] = k;
                left -= k;
                rest -= p;
            }
        }
    }

    @Override
    public String toString() {
        return "Multinomial(n=" + n + ", " + Checks.text(categories.probabilities()) + ")";
    }
}
