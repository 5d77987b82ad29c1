package io.divergence.adapter;

import io.divergence.distribution.Distribution;
import io.divergence.target.Support;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.MultivariateRealDistribution;

/**
 * A distribution in D dimensions of commons-math3, through its own methods. Its sampler draws from a generator of its own,
 * which is reseeded from the caller's for every block, under a lock.
 */
final class MultivariateAdapter implements Distribution {
    private final MultivariateRealDistribution d;

    MultivariateAdapter(MultivariateRealDistribution d) {
        this.d = d;
    }

    @Override
    public int dimension() {
        return d.getDimension();
    }

    @Override
    public Support support() {
        return Support.reals(d.getDimension());
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        int n = d.getDimension();
        for (int k = from; k < to; k++) {
            out[k] = Math.log(d.density(Arrays.copyOfRange(z, k * n, (k + 1) * n)));
        }
    }

    @Override
    public void sample(RandomGenerator rng, double[] z, int from, int to) {
        int n = d.getDimension();
        synchronized (d) {
            d.reseedRandomGenerator(rng.nextLong());
            for (int k = from; k < to; k++) {
                System.arraycopy(d.sample(), 0, z, k * n, n);
            }
        }
    }

    @Override
    public String toString() {
        return d.getClass().getSimpleName();
    }
}
