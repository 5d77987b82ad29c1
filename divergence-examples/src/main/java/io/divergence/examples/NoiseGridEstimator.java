package io.divergence.examples;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergence;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.target.LogDensity;
import java.util.Arrays;

/**
 * An estimator in one file: E_q[f(l)] and E_q[h(l) score] as sums over a fixed grid of the noise of q, from -12 to 12,
 * weighted by the normal density. For normalised one-dimensional targets.
 *
 * @param nodes how many points the grid has
 */
record NoiseGridEstimator(int nodes) implements GradientEstimator {

    @Override
    public Objective bind(Problem problem, Execution execution) {
        if (!(problem.target() instanceof LogDensity target) || !(problem.family() instanceof ReparameterizedFamily family)
                || !(problem.discrepancy() instanceof Divergence divergence) || family.noiseDimension() != 1) {
            throw new IllegalArgumentException("problem = " + problem + ": must have a log density, a family with one noise, and a divergence");
        }
        return new Grid(nodes, target.boundCopy(), family, divergence);
    }

    private static final class Grid implements Objective {
        private final LogDensity target;
        private final ReparameterizedFamily family;
        private final Divergence divergence;
        private final double[] noise;
        private final double[] weights;
        private final double[] z;
        private final double[] logP;
        private final double[] logQ;
        private final double[] score;

        Grid(int nodes, LogDensity target, ReparameterizedFamily family, Divergence divergence) {
            this.target = target;
            this.family = family;
            this.divergence = divergence;
            noise = Plot.grid(-12, 12, nodes);
            weights = Arrays.stream(noise).map(e -> Normal.standard().density(e) * 24 / (nodes - 1)).toArray();
            z = new double[nodes];
            logP = new double[nodes];
            logQ = new double[nodes];
            score = new double[family.parameterCount()];
        }

        @Override
        public int parameterCount() {
            return family.parameterCount();
        }

        @Override
        public void evaluate(long step, double[] phi, GradientEstimate out) {
            out.clear();
            Arrays.fill(out.gradient(), 0);
            Arrays.fill(out.gradientError(), 0);
            family.transform(phi, noise, z, 0, z.length);
            target.logDensity(z, 0, z.length, logP);
            family.logDensity(phi, z, 0, z.length, logQ);
            double value = 0;
            for (int k = 0; k < z.length; k++) {
                double l = logP[k] - logQ[k];
                value += weights[k] * divergence.generator(l);
                family.score(phi, z, k, score);
                for (int j = 0; j < score.length; j++) {
                    out.gradient()[j] += weights[k] * divergence.scoreWeight(l) * score[j];
                }
            }
            out.setValue(value, 0, ErrorKind.ESTIMATE, ValueMeaning.DISCREPANCY);
        }
    }
}
