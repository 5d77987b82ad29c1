package io.divergence.estimators.automatic;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.random.RandomStream;

/** Draws of a fit with their log densities. One caller. */
interface FitDraws {

    int dimension();

    Distribution distribution();

    /** Writes the next rows, and their log densities. */
    void draw(RandomStream rng, double[] z, double[] logQ, int rows);

    static FitDraws of(GaussianState q) {
        return q.isNormal() ? NormalDraws.of(q) : of(MultivariateStudentT.ofCholesky(q.degrees, q.mean, q.triangularFactor()));
    }

    static FitDraws of(Distribution distribution) {
        return new OfDistribution(distribution, (Distribution) distribution.boundCopy());
    }

    /** Of any distribution, by its own density. */
    record OfDistribution(Distribution distribution, Distribution bound) implements FitDraws {

        @Override
        public int dimension() {
            return bound.dimension();
        }

        @Override
        public void draw(RandomStream rng, double[] z, double[] logQ, int rows) {
            bound.sample(rng, z, 0, rows);
            bound.logDensity(z, 0, rows, logQ);
        }
    }
}
