package io.divergence.estimators.montecarlo;

import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.SymmetricNoiseFamily;
import io.divergence.random.RandomStream;

/** Draws from q and their log densities: on a line from the noise of the draws where they have one, which saves a division. One caller for each worker. */
final class Proposal {
    private final SampledObjective objective;
    private final ReparameterizedFamily[] paths;
    private final double[] noise;

    private Proposal(SampledObjective objective, boolean hasNoise) {
        this.objective = objective;
        paths = new ReparameterizedFamily[hasNoise ? objective.workers : 0];
        for (int w = 0; w < paths.length; w++) {
            paths[w] = (ReparameterizedFamily) objective.families[w];
        }
        noise = new double[hasNoise ? objective.samples : 0];
    }

    static Proposal of(SampledObjective objective) {
        return new Proposal(objective, objective.dimension == 1 && objective.family instanceof SymmetricNoiseFamily q && q.noiseDimension() == 1);
    }

    /** Draws the rows [from, to). */
    void draw(int worker, RandomStream rng, int from, int to) {
        if (paths.length == 0) {
            objective.families[worker].sample(objective.phi, rng, objective.z, from, to);
            return;
        }
        paths[worker].sampleNoise(rng, noise, from, to);
        paths[worker].transform(objective.phi, noise, objective.z, from, to);
    }

    /** Writes log q of the rows [from, to), which have been drawn. */
    void logDensity(int worker, int from, int to) {
        if (paths.length == 0) {
            objective.families[worker].logDensity(objective.phi, objective.z, from, to, objective.logQ);
        } else {
            paths[worker].logDensityOfDraws(objective.phi, noise, objective.z, from, to, objective.logQ);
        }
    }

    /** Adds the sum of c[k] times the score over the rows [from, to). */
    void addScores(int worker, int from, int to, double[] c, double[] out, double[] scratch) {
        if (paths.length == 0) {
            objective.families[worker].addScores(objective.phi, objective.z, from, to, c, out, scratch);
        } else {
            paths[worker].addScoresOfDraws(objective.phi, noise, objective.z, from, to, c, out, scratch);
        }
    }
}
