package io.divergence.estimators.montecarlo;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensity;

/**
 * The score-function estimator: z_k ~ q, grad D = mean (h(l_k) - b) grad_phi log q(z_k). It needs neither the gradient of
 * the target nor a reparameterised family.
 *
 * <p>With reverse KL it is REINFORCE; with forward KL and an unnormalised target it is self-normalised importance
 * sampling, -SUM w_k score_k. The two scalings of the squared weights are two discrepancies: forward chi^2 gives
 * -K SUM w_k^2 score_k (uncentred), the gradient of chi^2; {@code Divergences.logOnePlusChiSquared()} gives
 * -SUM w_k^2 score_k/SUM w_k^2, the gradient of log(1 + chi^2). Immutable.
 *
 * <p>References: R. Williams, Machine Learning 8 (1992) 229; W. Kool et al., Buy 4 REINFORCE samples, get a baseline for
 * free (2019).
 */
public final class ScoreEstimator implements GradientEstimator {
    private final int samples;
    private final Weights weights;
    private final Normalization normalization;
    private final Baseline baseline;
    private final boolean raoBlackwell;

    private ScoreEstimator(int samples, Weights weights, Normalization normalization, Baseline baseline, boolean raoBlackwell) {
        this.samples = samples;
        this.weights = weights;
        this.normalization = normalization;
        this.baseline = baseline;
        this.raoBlackwell = raoBlackwell;
    }

    /**
     * Returns the estimator with 64 samples, centred weights, and a leave-one-out baseline (none where the weights are
     * normalised by the same samples, and none for a single sample).
     */
    public static ScoreEstimator withDefaults() {
        return new ScoreEstimator(64, Weights.CENTRED, Normalization.AUTOMATIC, null, false);
    }

    /** Returns this estimator with K samples a step. */
    public ScoreEstimator withSamples(int samples) {
        return new ScoreEstimator(Checks.atLeast("samples", samples, 1), weights, normalization, baseline, raoBlackwell);
    }

    /** Returns this estimator with centred or uncentred weights. */
    public ScoreEstimator with(Weights weights) {
        return new ScoreEstimator(samples, Checks.notNull("weights", weights), normalization, baseline, raoBlackwell);
    }

    /** Returns this estimator with a choice of where log Z comes from. */
    public ScoreEstimator with(Normalization normalization) {
        return new ScoreEstimator(samples, weights, Checks.notNull("normalization", normalization), baseline, raoBlackwell);
    }

    /** Returns this estimator with a baseline. */
    public ScoreEstimator with(Baseline baseline) {
        return new ScoreEstimator(samples, weights, normalization, Checks.notNull("baseline", baseline), raoBlackwell);
    }

    /**
     * Returns this estimator, Rao-Blackwellised: for reverse KL, a {@link io.divergence.family.FactorizedFamily} and a
     * {@link io.divergence.target.FactoredLogDensity}. The coefficient of a parameter is log q of its own block minus the factors whose
     * scope meets the block; all else has mean zero beside the block's score, and is left out. Baselines are by block.
     *
     * <p>Reference: R. Ranganath, S. Gerrish, D. Blei, Black box variational inference (2014).
     */
    public ScoreEstimator withRaoBlackwell() {
        return new ScoreEstimator(samples, weights, normalization, baseline, true);
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        LogDensity density = requireDensity(problem);
        Ratios ratios = new Ratios(problem.discrepancy(), density.logNormalizer(), normalization, samples);
        Baseline chosen = baseline;
        if (chosen == null) {
            chosen = ratios.isEstimated() || samples < 2 ? Baseline.none() : Baseline.leaveOneOut();
        }
        if (raoBlackwell) {
            double offset = weights == Weights.UNCENTRED ? Divergences.reverseKl().uncentredOffset() : 0;
            return new RaoBlackwellObjective(problem, execution, ratios, samples, chosen, offset);
        }
        return new Score(problem, density, execution, ratios, chosen);
    }

    /** Checks that samples of q can be weighed by the target. */
    static LogDensity requireDensity(Problem problem) {
        if (!(problem.target() instanceof LogDensity density)) {
            throw Checks.illegal("target", problem.target(), "must have a log density; use DataEstimator for data");
        }
        if (!problem.hasLogRatio()) {
            throw Checks.illegal("target", problem.target(), "must be a density, as the members of " + problem.family() + " are, and is a mass"
                    + " function on points; use a family on points, such as CategoricalFamily, or DataEstimator, which needs no log p");
        }
        return density;
    }

    @Override
    public String toString() {
        return "ScoreEstimator(samples=" + samples + ", " + weights + ", " + normalization + ", baseline="
                + (baseline == null ? "default" : baseline) + (raoBlackwell ? ", Rao-Blackwellised" : "") + ")";
    }

    private final class Score extends SampledObjective {
        private final LogDensity[] targets;
        private final Divergence divergence;
        private final double offset;
        private final double momentFactor;
        private final PowerWeights powers;
        private final Proposal proposal;

        Score(Problem problem, LogDensity density, Execution execution, Ratios ratios, Baseline baseline) {
            super(problem, execution, ratios, ScoreEstimator.this.samples, baseline, false);
            targets = copies(density, workers);
            follow(targets);
            divergence = problem.discrepancy() instanceof Divergence d ? d : null;
            boolean uncentred = weights == Weights.UNCENTRED;
            offset = divergence != null && uncentred ? divergence.uncentredOffset() : 0;
            momentFactor = problem.discrepancy() instanceof Renyi r ? (1 - r.exponent()) / r.divisor() : 0;
            powers = PowerWeights.of(problem.discrepancy());
            proposal = Proposal.of(this);
            if (powers != null && powers.areValues(offset)) {
                values = contributions.coefficients();
            }
            if (ratios.isSelfNormalized()) {
                use(DirectWeights.of(this, targets, problem.discrepancy(), proposal, weights == Weights.CENTRED, offset));
            }
        }

        @Override
        void draw(int worker, RandomStream rng, int from, int to) {
            proposal.draw(worker, rng, from, to);
        }

        @Override
        void measure(int worker, int from, int to) {
            targets[worker].logDensity(z, from, to, logRatio);
            proposal.logDensity(worker, from, to);
        }

        @Override
        double coefficient(int row, double l) {
            if (divergence == null) {
                return momentFactor * (ratios.relativeWeight(row) - (weights == Weights.CENTRED ? 1 : 0));
            }
            return divergence.scoreWeight(l) + offset;
        }

        @Override
        void weigh(int worker, int from, int to) {
            double[] coefficients = contributions.coefficients();
            if (divergence == null) {
                ratios.momentWeights(from, to, momentFactor, weights == Weights.CENTRED ? momentFactor : 0, coefficients);
                return;
            }
            if (powers != null) {
                double[] u = powers.needsRatio() ? ratios.ratios(from, to, logRatio, results[worker], scratch[worker]) : logRatio;
                powers.write(from, to, logRatio, u, offset, coefficients, values);
                return;
            }
            double[] l = logRatios(worker, from, to);
            double[] h = results[worker];
            divergence.scoreWeights(to - from, l, h, scratch[worker]);
            System.arraycopy(h, 0, coefficients, from, to - from);
            for (int k = from; k < to; k++) {
                coefficients[k] += offset;
            }
            writeValues(worker, from, to);
        }

        @Override
        void addDirections(int worker, int from, int to, double[] c, double[] out) {
            proposal.addScores(worker, from, to, c, out, direction.of(worker));
        }

        @Override
        double response(int row, double l) {
            if (divergence == null) {
                return -momentFactor * ratios.relativeWeight(row);
            }
            return divergence.isSmooth() ? divergence.pathWeight(l) : 0;
        }

        @Override
        double value(int row, double l) {
            return ratios.value(l);
        }
    }

    static LogDensity[] copies(LogDensity density, int workers) {
        LogDensity[] copies = new LogDensity[workers];
        for (int w = 0; w < workers; w++) {
            copies[w] = density.boundCopy();
        }
        return copies;
    }
}
