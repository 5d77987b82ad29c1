package io.divergence.estimators.montecarlo;

import io.divergence.distribution.Empirical;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensity;
import io.divergence.target.SampleSource;
import java.util.Arrays;

/**
 * Estimates from samples x of the target. Forward KL needs no density: its gradient is -mean score(x), maximum
 * likelihood, and its value the cross entropy -mean log q(x). Other divergences need log p, normalised:
 * D = E_p[f(u)/u], grad D = E_p[(h(u)/u) score]. All data at every step, or K draws. Immutable.
 */
public final class DataEstimator implements GradientEstimator {
    private static final int ALL = 0;

    private final int samples;
    private final Weights weights;

    private DataEstimator(int samples, Weights weights) {
        this.samples = samples;
        this.weights = weights;
    }

    /** Returns the estimator that uses all points of an {@link Empirical} target at every step: it is exact for the data. */
    public static DataEstimator fullBatch() {
        return new DataEstimator(ALL, Weights.UNCENTRED);
    }

    /** Returns the estimator with K draws from the target a step. */
    public static DataEstimator withSamples(int samples) {
        return new DataEstimator(Checks.atLeast("samples", samples, 1), Weights.UNCENTRED);
    }

    /** Returns this estimator with centred or uncentred weights; for forward KL centred ones need log p as well. */
    public DataEstimator with(Weights weights) {
        return new DataEstimator(samples, Checks.notNull("weights", weights));
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        if (!(problem.target() instanceof SampleSource source)) {
            throw Checks.illegal("target", problem.target(), "must be a SampleSource, such as Empirical or a Distribution; use ScoreEstimator for a log density");
        }
        boolean density = problem.target() instanceof LogDensity p && p.logNormalizer().isPresent() && problem.hasLogRatio();
        boolean likelihood = problem.discrepancy().equals(Divergences.forwardKl()) && weights == Weights.UNCENTRED;
        if (!(problem.discrepancy() instanceof Divergence) || (!likelihood && !density)) {
            throw Checks.illegal("discrepancy", problem.discrepancy().name(),
                    density ? "must be an f-divergence; use ScoreEstimator"
                            : "must be forward KL with uncentred weights: the target has samples, but no normalised density; use forward KL,"
                            + " or ScoreEstimator with a log density");
        }
        if (samples == ALL && !(source instanceof Empirical)) {
            throw Checks.illegal("target", problem.target(),
                    "must be Empirical for a full batch; use DataEstimator.withSamples(K)");
        }
        int rows = samples == ALL ? ((Empirical) source).size() : samples;
        Ratios ratios = new Ratios(problem.discrepancy(), java.util.OptionalDouble.of(0), Normalization.AUTOMATIC, rows);
        return new Data(problem, source, density, likelihood, execution, ratios, rows);
    }

    @Override
    public String toString() {
        return "DataEstimator(samples=" + (samples == ALL ? "all" : samples) + ", " + weights + ")";
    }

    private final class Data extends SampledObjective {
        /** One for each worker, since drawing may need scratch space. */
        private final SampleSource[] sources;
        private final LogDensity[] targets;
        private final double logNormalizer;
        private final boolean likelihood;
        private final Divergence divergence;
        private final Divergence reversed;
        private final double offset;

        Data(Problem problem, SampleSource source, boolean density, boolean likelihood, Execution execution,
                Ratios ratios, int rows) {
            super(problem, execution, ratios, rows, Baseline.none(), false);
            sources = new SampleSource[workers];
            for (int w = 0; w < workers; w++) {
                sources[w] = source instanceof LogDensity d && d.boundCopy() instanceof SampleSource copy ? copy : source;
            }
            this.likelihood = likelihood;
            LogDensity p = density ? (LogDensity) problem.target() : null;
            targets = density ? ScoreEstimator.copies(p, workers) : null;
            if (density) {
                follow(targets);
            }
            logNormalizer = density ? p.logNormalizer().getAsDouble() : 0;
            divergence = (Divergence) problem.discrepancy();
            reversed = divergence.reversed();
            offset = weights == Weights.UNCENTRED ? divergence.uncentredOffset() : 0;
            if (isFixed()) {
                ((Empirical) source).copyTo(0, rows, z, 0);
            }
        }

        @Override
        boolean isFixed() {
            return DataEstimator.this.samples == ALL;
        }

        @Override
        ValueMeaning meaning() {
            return targets == null ? ValueMeaning.CROSS_ENTROPY : ValueMeaning.DISCREPANCY;
        }

        @Override
        void draw(int worker, RandomStream rng, int from, int to) {
            if (!isFixed()) {
                sources[worker].sample(rng, z, from, to);
            }
        }

        @Override
        void measure(int worker, int from, int to) {
            families[worker].logDensity(phi, z, from, to, logQ);
            if (targets == null) {
                Arrays.fill(logRatio, from, to, 0);
                return;
            }
            targets[worker].logDensity(z, from, to, logRatio);
            for (int k = from; k < to; k++) {
                logRatio[k] -= logNormalizer;
            }
        }

        /** h(u)/u = e^-l h(l), which is the slope of the reversed divergence at -l. */
        @Override
        double coefficient(int row, double l) {
            return likelihood ? -1 : reversed.slope(-l) + (offset == 0 ? 0 : offset * Math.exp(-l));
        }

        @Override
        double response(int row, double l) {
            return 0;
        }

        /** f(u)/u is the generator of the reversed divergence at -l; for forward KL l itself has the same mean. */
        @Override
        double value(int row, double l) {
            return likelihood ? l : reversed.generator(-l);
        }
    }
}
