package io.divergence.estimators.automatic;

import io.divergence.distribution.Distribution;
import io.divergence.random.RandomStream;
import java.util.Arrays;

/**
 * Where the search for modes starts: around a point, around a random one of [-2, 2]^D, or at draws of a distribution.
 *
 * @param point null if there is none
 * @param starts null if there is none
 */
record Origin(double[] point, Distribution starts) {
    static final Origin ANYWHERE = new Origin(null, null);
    private static final int NEAR_STARTS = 4;

    /** The first start. */
    double[] first(int d, long seed) {
        if (point != null) {
            return point.clone();
        }
        RandomStream rng = RandomStream.of(seed, 0x78300L);
        rng.seek(0, 0);
        double[] x = new double[d];
        if (starts != null) {
            starts.sample(rng, x, 0, 1);
            return x;
        }
        for (int i = 0; i < d; i++) {
            x[i] = 4 * rng.nextDouble() - 2;
        }
        return x;
    }

    /** Another start: a draw, or x0 itself first, then x0 + 2 N(0, I), later ones twice as far. */
    double[] start(double[] x0, int index, RandomStream rng) {
        double[] x = x0.clone();
        if (index == 0) {
            return x;
        }
        rng.seek(index, 0);
        if (starts != null) {
            starts.sample(rng, x, 0, 1);
            return x;
        }
        for (int i = 0; i < x.length; i++) {
            x[i] += (index < NEAR_STARTS ? 2 : 4) * rng.nextGaussian();
        }
        return x;
    }

    @Override
    public String toString() {
        return starts == null ? Arrays.toString(point) : starts.toString();
    }
}
