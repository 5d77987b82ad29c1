package io.divergence.examples;

import io.divergence.divergence.Divergence;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.FiniteFamily;
import io.divergence.target.LogDensity;
import java.util.Arrays;

/** An exact estimator: D = SUM q f(l) over all states, grad D = SUM q h(l) score, for a normalised target. */
final class StateSum implements GradientEstimator {
    private static final double EPSILON = 0x1.0p-52;

    @Override
    public Objective bind(Problem problem, Execution execution) {
        return new Sum((FiniteFamily) problem.family(), (LogDensity) problem.target(), (Divergence) problem.discrepancy());
    }

    @Override
    public String toString() {
        return "StateSum";
    }

    private static final class Sum implements Objective {
        private final FiniteFamily family;
        private final Divergence divergence;
        private final int states;
        private final double[] z;
        private final double[] logP;
        private final double[] logQ;
        private final double[] score;

        Sum(FiniteFamily family, LogDensity target, Divergence divergence) {
            this.family = family;
            this.divergence = divergence;
            states = (int) family.states();
            z = new double[states * family.dimension()];
            logP = new double[states];
            logQ = new double[states];
            score = new double[family.parameterCount()];
            for (int i = 0; i < states; i++) {
                family.state(i, z, i);
            }
            target.logDensity(z, 0, states, logP);
        }

        @Override
        public int parameterCount() {
            return score.length;
        }

        @Override
        public void evaluate(long step, double[] phi, GradientEstimate out) {
            out.clear();
            double[] gradient = out.gradient();
            Arrays.fill(gradient, 0);
            family.logDensity(phi, z, 0, states, logQ);
            double value = 0;
            for (int i = 0; i < states; i++) {
                double q = Math.exp(logQ[i]);
                double l = logP[i] - logQ[i];
                value += q * divergence.generator(l);
                double weight = q * divergence.scoreWeight(l);
                family.score(phi, z, i, score);
                for (int j = 0; j < score.length; j++) {
                    gradient[j] += weight * score[j];
                }
            }
            Arrays.fill(out.gradientError(), states * EPSILON);
            out.setValue(value, states * EPSILON, ErrorKind.ROUNDING, ValueMeaning.DISCREPANCY);
            out.setEvaluations(states);
        }
    }
}
