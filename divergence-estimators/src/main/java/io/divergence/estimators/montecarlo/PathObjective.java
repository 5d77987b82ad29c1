package io.divergence.estimators.montecarlo;

import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Problem;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.SymmetricNoiseFamily;
import io.divergence.math.ArrayMath;
import io.divergence.math.Checks;
import io.divergence.parallel.BlockTask;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import java.util.Arrays;

/**
 * Estimates along paths z(phi, noise). Without the score: -k(l) (dz/dphi)^T grad_z l. With it, the total derivative of
 * f(l(z(phi), phi)): (df/dl) ((dz/dphi)^T grad_z l - score).
 */
final class PathObjective extends SampledObjective {
    private static final double STEP = 1e-5;

    private final ReparameterizedFamily[] reparameterized;
    private final Points points;
    private final NoiseSource source;
    private final SymmetricNoiseFamily entropy;
    private final DifferentiableLogDensity[] targets;
    private final Divergence divergence;
    private final boolean total;
    private final double linear;
    private final double momentFactor;
    private final double[] noise;
    private final double[] gradientP;
    private final double[] gradientQ;
    private final WorkerRows score;
    /** What multiplies dz: the rows of gradientP times their multipliers. */
    private final double[] weighted;
    /** The total derivative of reverse KL with the textbook's generator: its weight is -1 whatever the log ratio. */
    private final boolean textbook;
    private double entropyValue;

    PathObjective(Problem problem, Execution execution, Ratios ratios, PathChoice choice) {
        super(problem, execution, ratios, choice.samples(), Baseline.none(), choice.points() == Points.ANTITHETIC);
        total = choice.kind() != PathChoice.Kind.PATH;
        points = choice.points();
        ReparameterizedFamily paths = (ReparameterizedFamily) problem.family();
        points.check(paths, samples);
        source = points == Points.INDEPENDENT ? null : new NoiseSource(points, paths, samples);
        entropy = choice.kind() == PathChoice.Kind.CLOSED_FORM_ENTROPY ? (SymmetricNoiseFamily) paths : null;
        reparameterized = new ReparameterizedFamily[workers];
        for (int w = 0; w < workers; w++) {
            reparameterized[w] = (ReparameterizedFamily) families[w];
        }
        targets = new DifferentiableLogDensity[workers];
        for (int w = 0; w < workers; w++) {
            targets[w] = ((DifferentiableLogDensity) problem.target()).boundCopy();
        }
        follow(targets);
        divergence = problem.discrepancy() instanceof Divergence d ? d : null;
        linear = divergence != null && choice.weights() == Weights.UNCENTRED ? divergence.uncentredLinearTerm() : 0;
        momentFactor = problem.discrepancy() instanceof Renyi r
                ? (total ? r.exponent() : r.momentFactor()) / r.divisor()
                : 0;
        noise = new double[samples * paths.noiseDimension()];
        gradientP = new double[samples * dimension];
        gradientQ = new double[samples * dimension];
        score = new WorkerRows(workers, parameters);
        weighted = new double[entropy == null ? samples * dimension : 0];
        boolean isReverseKl = divergence instanceof AlphaDivergence alpha && alpha.exponent() == 0;
        textbook = total && linear != 0 && isReverseKl;
        if (!ratios.isEstimated() && (entropy != null || textbook || (!total && isReverseKl))) {
            use(new Constant(entropy != null ? 1 : textbook ? linear : divergence.pathWeight(0)));
        }
    }

    /** Checks that a problem has paths: a gradient, a reparameterised family, all of R^D, a smooth divergence. */
    static LogDensity require(Problem problem) {
        String instead = "; use ScoreEstimator";
        LogDensity density = ScoreEstimator.requireDensity(problem);
        if (!(density instanceof DifferentiableLogDensity)) {
            throw Checks.illegal("target", problem.target(),
                    "must be a DifferentiableLogDensity for a gradient along paths" + instead
                            + ", or LogDensities.finiteDifferences");
        }
        if (!(problem.family() instanceof ReparameterizedFamily)) {
            throw Checks.illegal("family", problem.family(),
                    "must be a ReparameterizedFamily for a gradient along paths" + instead);
        }
        if (density.support().kind() != Support.Kind.REALS && !density.support().encloses(problem.family().support())) {
            throw Checks.illegal("support", density.support(), "must be all of R^D, or hold all of q as that of a TransformedFamily:"
                    + " a gradient along paths is wrong where the density jumps" + instead);
        }
        if (problem.discrepancy() instanceof Divergence d && !d.isSmooth()) {
            throw Checks.illegal("divergence", d.name(),
                    "must be smooth for a gradient along paths: its f has a corner at u = 1" + instead);
        }
        return density;
    }

    @Override
    void prepare() {
        if (source != null) {
            source.fill(sharedStream(), noise);
        }
        entropyValue = entropy == null ? 0 : entropy.entropy(phi);
    }

    @Override
    boolean isTargetGradientFinite(int row) {
        for (int i = row * dimension; i < (row + 1) * dimension; i++) {
            if (!(Math.abs(gradientP[i]) <= Double.MAX_VALUE)) {
                // Where p is zero its gradient means nothing.
                return logRatio[row] == Double.NEGATIVE_INFINITY;
            }
        }
        return true;
    }

    /** With the entropy in closed form: minus its gradient. */
    @Override
    void complete(GradientEstimate out) {
        if (entropy != null) {
            entropy.addEntropyGradient(phi, -1, out.gradient());
        }
    }

    @Override
    void draw(int worker, RandomStream rng, int from, int to) {
        ReparameterizedFamily paths = reparameterized[worker];
        if (source == null) {
            paths.sampleNoise(rng, noise, from, to);
        }
        paths.transform(phi, noise, z, from, to);
    }

    @Override
    void measure(int worker, int from, int to) {
        targets[worker].logDensityAndGradient(z, from, to, logRatio, gradientP);
        logDensityOfDraws(worker, from, to);
        subtractGradientOfQ(worker, from, to);
    }

    private void logDensityOfDraws(int worker, int from, int to) {
        if (entropy != null) {
            reparameterized[worker].logDensityOfDraws(phi, noise, z, from, to, logQ);
        } else {
            reparameterized[worker].logDensity(phi, z, from, to, logQ);
        }
    }

    private void subtractGradientOfQ(int worker, int from, int to) {
        if (entropy == null) {
            reparameterized[worker].logDensityGradient(phi, z, from, to, gradientQ);
            for (int i = from * dimension; i < to * dimension; i++) {
                gradientP[i] -= gradientQ[i];
            }
        }
    }

    /** Where the coefficients are the same whatever the log ratios, the gradient of log p is enough. */
    private final class Constant implements Shortcut {
        private final double coefficient;
        private final double[] density = new double[samples];
        /** The sums of log p of each block. */
        private final double[] sums = new double[blocks];
        private final BlockTask valuing = this::sumLogarithms;

        Constant(double coefficient) {
            this.coefficient = coefficient;
        }

        @Override
        public boolean isOffered() {
            return targets[0].densityAndGradient(z, 0, 0, density, gradientP);
        }

        @Override
        public boolean measure(int worker, int from, int to) {
            boolean measured = targets[worker].densityAndGradient(z, from, to, density, gradientP);
            if (measured) {
                subtractGradientOfQ(worker, from, to);
            }
            return measured;
        }

        @Override
        public boolean isOneRound() {
            return true;
        }

        @Override
        public boolean prepare() {
            return true;
        }

        /** With the entropy in closed form no sum asks for them. */
        @Override
        public void multipliers(int from, int to, double[] c) {
            if (entropy == null) {
                Arrays.fill(c, from, to, coefficient);
            }
        }

        @Override
        public void logDensities(int worker, int from, int to) {
            targets[worker].logDensity(z, from, to, logRatio);
            logDensityOfDraws(worker, from, to);
        }

        @Override
        public double valueAtOnce() {
            return Double.NaN;
        }

        /** With the entropy in closed form: that and the mean of log p, unless a density is too small for a double. */
        @Override
        public double value() {
            if (entropy == null) {
                return Double.NaN;
            }
            runner.run(blocks, valuing);
            double mean = BlockSums.inOrder(sums) / samples;
            return Math.abs(mean) <= Double.MAX_VALUE ? ratios.logNormalizer() - mean - entropyValue : Double.NaN;
        }

        private void sumLogarithms(int worker, int block) {
            int from = block * BLOCK;
            int n = end(block) - from;
            double[] logs = results[worker];
            System.arraycopy(density, from, logs, 0, n);
            ArrayMath.log(n, logs, logs, scratch[worker]);
            sums[block] = ArrayMath.sum(n, logs);
        }
    }

    @Override
    double coefficient(int row, double l) {
        if (entropy != null) {
            return 1;
        }
        return divergence == null ? momentFactor * ratios.relativeWeight(row) : weight(l);
    }

    private double weight(double l) {
        if (!total) {
            return divergence.pathWeight(l);
        }
        if (linear == 0) {
            return divergence.slope(l);
        }
        // Reverse KL's textbook slope is -1: u - 1 and -u cancel exactly, whatever u is.
        double slope = divergence.slope(l) + linear * Math.exp(l);
        return l > 30 || Double.isNaN(slope) ? textbookSlope(l) : slope;
    }

    /** Far out the difference would cancel: the expansion drops the linear term exactly. */
    private double textbookSlope(double l) {
        double sum = 0;
        for (io.divergence.divergence.Expansion.Term t : divergence.atInfinity().terms()) {
            double constant = t.exponent() == 1 ? t.constant() + linear : t.constant();
            double derivative = t.exponent() * (constant + t.linear() * l) + t.linear();
            sum += derivative == 0 ? 0 : derivative * Math.exp(t.exponent() * l);
        }
        return sum;
    }

    @Override
    void weigh(int worker, int from, int to) {
        if (divergence == null) {
            super.weigh(worker, from, to);
            return;
        }
        double[] coefficients = contributions.coefficients();
        double[] l = logRatios(worker, from, to);
        if (entropy != null) {
            for (int k = from; k < to; k++) {
                coefficients[k] = 1;
                values[k] = -logRatio[k] - logQ[k] - entropyValue;
            }
            return;
        }
        if (textbook) {
            Arrays.fill(coefficients, from, to, linear);
        } else if (total) {
            for (int k = from; k < to; k++) {
                coefficients[k] = weight(logRatio[k]);
            }
        } else {
            divergence.pathWeights(to - from, l, results[worker], scratch[worker]);
            System.arraycopy(results[worker], 0, coefficients, from, to - from);
        }
        writeValues(worker, from, to);
    }

    @Override
    double sign() {
        return -1;
    }

    /** SUM c (dz/dphi)^T grad; for the total derivative SUM c score less that. */
    @Override
    void addDirections(int worker, int from, int to, double[] c, double[] out) {
        double[] by = gradientP;
        if (entropy == null) {
            weight(from, to, c, total ? -1 : 1);
            by = weighted;
            if (total) {
                families[worker].addScores(phi, z, from, to, c, out, score.of(worker));
            }
        }
        reparameterized[worker].addPullbacks(phi, noise, z, from, to, by, out, score.of(worker));
    }

    @Override
    boolean setDirections(double[] c, double factor, double[] out) {
        if (total && entropy == null) {
            return super.setDirections(c, factor, out);
        }
        double[] by = gradientP;
        if (entropy == null) {
            weight(0, samples, c, 1);
            by = weighted;
        }
        return reparameterized[0].setPullbacks(phi, noise, z, 0, samples, by, factor, out, score.of(0));
    }

    /** Where p is zero its gradient means nothing, and the multiplier is 0. */
    private void weight(int from, int to, double[] c, double sign) {
        if (dimension == 1) {
            for (int k = from; k < to; k++) {
                weighted[k] = c[k] == 0 ? 0 : sign * c[k] * gradientP[k];
            }
            return;
        }
        for (int k = from; k < to; k++) {
            double by = sign * c[k];
            for (int i = k * dimension; i < (k + 1) * dimension; i++) {
                weighted[i] = by == 0 ? 0 : by * gradientP[i];
            }
        }
    }

    @Override
    double response(int row, double l) {
        if (divergence == null) {
            return -momentFactor * ratios.relativeWeight(row);
        }
        return l == Double.NEGATIVE_INFINITY ? 0 : (weight(l - STEP) - weight(l + STEP)) / (2 * STEP);
    }

    @Override
    double value(int row, double l) {
        return entropy == null ? ratios.value(l) : -l - logQ[row] - entropyValue;
    }

    @Override
    void direction(int worker, int row, double[] out) {
        reparameterized[worker].pullback(phi, noise, z, row, gradientP, out);
        if (total && entropy == null) {
            families[worker].score(phi, z, row, score.of(worker));
            for (int j = 0; j < parameters; j++) {
                out[j] -= score.of(worker)[j];
            }
        } else {
            for (int j = 0; j < parameters; j++) {
                out[j] = -out[j];
            }
        }
    }
}
