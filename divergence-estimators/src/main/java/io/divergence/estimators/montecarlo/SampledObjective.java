package io.divergence.estimators.montecarlo;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.parallel.BlockRunner;
import io.divergence.parallel.BlockTask;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensity;
import io.divergence.target.StepDependent;
import java.util.Arrays;
import java.util.Optional;

/**
 * What all estimates from samples share. A gradient is the mean of contributions (A_k - b_kj) d_kj: a coefficient A of
 * the log ratio, a direction d (the score, or a path derivative), and maybe a baseline b. Here the samples are drawn in
 * fixed blocks, weighted, and summed in the order of the blocks; the kinds of estimate say what A and d are.
 *
 * <p>Standard errors: where the normaliser is estimated from the same samples, gradient and value respond to it, and the
 * error of a contribution is A d - g + kappa (w - 1), with kappa = mean(-A' d) and w the weight relative to its mean.
 */
abstract class SampledObjective implements Objective {
    /** Rows of a block: part of the contract, since it decides which noise a row gets. */
    static final int BLOCK = 256;

    final Problem problem;
    final VariationalFamily family;
    /** One for each worker. */
    final VariationalFamily[] families;
    final Ratios ratios;
    final int samples;
    final int dimension;
    final int parameters;
    final int workers;
    final double[] z;
    /** log p~ of each row, then the log ratio l. */
    final double[] logRatio;
    final double[] logQ;
    final double[] phi;
    long step;

    private final Contributions contributions;
    private final boolean mirrored;
    private final BlockRunner runner;
    private final RandomStream[] streams;
    private final int blocks;
    private final double[] response;
    private final double[] values;
    private final double[][] direction;
    private final double[][] mirror;
    private final double[] blockSums;
    private final double[] kappa;
    private final BlockTask drawing = this::drawBlock;
    private final BlockTask weighing = this::weighBlock;
    private final BlockTask responding = this::respondBlock;
    private final BlockTask summing = this::sumBlock;
    /** The targets of the workers, if there are any. */
    private LogDensity[] followed = {};

    SampledObjective(Problem problem, Execution execution, Ratios ratios, int samples, Baseline baseline) {
        this(problem, execution, ratios, samples, baseline, false);
    }

    /** With the rows of the second half mirror images of the first, or not. */
    SampledObjective(Problem problem, Execution execution, Ratios ratios, int samples, Baseline baseline, boolean mirrored) {
        this(problem, execution, ratios, samples, mirrored, new Contributions(baseline, samples, problem.family().parameterCount(), 1, null));
    }

    /** With coefficients in groups, or not. */
    SampledObjective(Problem problem, Execution execution, Ratios ratios, int samples, boolean mirrored, Contributions contributions) {
        this.mirrored = mirrored;
        this.problem = problem;
        this.ratios = ratios;
        this.samples = samples;
        this.contributions = contributions;
        family = problem.family();
        dimension = family.dimension();
        parameters = family.parameterCount();
        blocks = (samples + BLOCK - 1) / BLOCK;
        runner = BlockRunner.of(Math.min(execution.threads(), blocks));
        workers = runner.workers();
        streams = new RandomStream[workers];
        families = new VariationalFamily[workers];
        for (int w = 0; w < workers; w++) {
            streams[w] = RandomStream.of(execution.seed());
            families[w] = family.boundCopy();
        }
        z = new double[samples * dimension];
        logRatio = new double[samples];
        logQ = new double[samples];
        phi = new double[parameters];
        response = new double[samples];
        values = new double[samples];
        direction = new double[workers][parameters];
        mirror = new double[mirrored ? workers : 0][parameters];
        blockSums = new double[blocks * 2 * parameters];
        kappa = new double[parameters];
    }

    /** Prepares what all rows of a step share; the stream is addressed past the blocks. */
    void prepare(RandomStream rng) {
    }

    /** Has the targets of the workers follow the steps. */
    final void follow(LogDensity[] targets) {
        followed = targets;
        if (StepDependent.differsByStep(targets[0]) && problem.discrepancy() != Divergences.reverseKl()) {
            throw Checks.illegal("discrepancy", problem.discrepancy().name(), "must be reverse KL for a target that is subsampled:"
                    + " others are not linear in log p, and biased; use all rows at every step, batch = rows");
        }
    }

    /** What a result needs beside the samples. */
    void complete(GradientEstimate out) {
    }

    /** Draws the rows [from, to) and writes log p~ to logRatio and log q to logQ. */
    abstract void draw(int worker, RandomStream rng, int from, int to);

    /** The coefficient A at a log ratio. */
    abstract double coefficient(int row, double l);

    /** Writes the coefficients of a row, one for each group of entries: of one group unless overridden. */
    void coefficients(int row, double l, double[] out, int at) {
        out[at] = coefficient(row, l);
    }

    /** -dA/dl, by which a contribution responds to log Z. Asked for only if Z is estimated from the samples. */
    abstract double response(int row, double l);

    /** What the value is the mean of. */
    abstract double value(int row, double l);

    /** Writes the direction d of a row. */
    abstract void direction(int worker, int row, double[] out);

    /** Whether the rows are the same at every step. */
    boolean isFixed() {
        return false;
    }

    ValueMeaning meaning() {
        return ratios.meaning();
    }

    @Override
    public int parameterCount() {
        return parameters;
    }

    @Override
    public boolean isStochastic() {
        return !isFixed() || (followed.length > 0 && StepDependent.differsByStep(followed[0]));
    }

    @Override
    public void evaluate(long step, double[] phi, GradientEstimate out) {
        out.clear();
        System.arraycopy(phi, 0, this.phi, 0, parameters);
        this.step = step;
        streams[0].seek(step, blocks);
        prepare(streams[0]);
        runner.run(blocks, drawing);
        out.setEvaluations(samples);
        if (!checkTarget(out)) {
            return;
        }
        ratios.weigh(logRatio, logQ);
        out.setWeights(ratios.effectiveSampleSize(), ratios.largestShare());
        if (ratios.isBlind()) {
            out.setUnusable(Finiteness.BLIND);
            return;
        }
        runner.run(blocks, weighing);
        Finiteness finiteness = finiteness();
        if (finiteness != Finiteness.FINITE) {
            out.setUnusable(finiteness);
            return;
        }
        prepareBaseline();
        prepareResponse();
        runner.run(blocks, summing);
        reduce(out);
        reduceValue(out);
        if (out.finiteness() == Finiteness.FINITE) {
            complete(out);
        }
    }

    private void drawBlock(int worker, int block) {
        RandomStream rng = streams[worker];
        rng.seek(step, block);
        if (followed.length > 0) {
            StepDependent.prepare(followed[worker], step);
        }
        draw(worker, rng, block * BLOCK, Math.min(samples, (block + 1) * BLOCK));
    }

    private boolean checkTarget(GradientEstimate out) {
        int bad = 0;
        int first = -1;
        for (int k = 0; k < samples; k++) {
            if (Double.isNaN(logRatio[k]) || logRatio[k] == Double.POSITIVE_INFINITY) {
                first = bad++ == 0 ? k : first;
            }
        }
        if (bad > 0) {
            out.setNonFinite(bad, Arrays.copyOfRange(z, first * dimension, (first + 1) * dimension));
        }
        return bad == 0;
    }

    private void weighBlock(int worker, int block) {
        int to = Math.min(samples, (block + 1) * BLOCK);
        for (int k = block * BLOCK; k < to; k++) {
            coefficients(k, logRatio[k], contributions.coefficients(), k * contributions.groups());
            values[k] = value(k, logRatio[k]);
            response[k] = ratios.isEstimated() ? response(k, logRatio[k]) : 0;
        }
    }

    private Finiteness finiteness() {
        for (int k = 0; k < samples; k++) {
            if (!contributions.isFinite(k) || !(Math.abs(values[k]) <= Double.MAX_VALUE)) {
                return logRatio[k] == Double.NEGATIVE_INFINITY ? Finiteness.INFINITE_BY_SUPPORT : Finiteness.OVERFLOW;
            }
        }
        return Finiteness.FINITE;
    }

    private void prepareBaseline() {
        contributions.sum();
        if (!contributions.needsDirections()) {
            return;
        }
        double[] d = direction[0];
        for (int k = 0; k < samples; k++) {
            direction(0, k, d);
            contributions.addDirection(k, d);
        }
    }

    private void prepareResponse() {
        Arrays.fill(kappa, 0);
        if (!ratios.isEstimated()) {
            return;
        }
        runner.run(blocks, responding);
        for (int block = 0; block < blocks; block++) {
            for (int j = 0; j < parameters; j++) {
                kappa[j] += blockSums[block * 2 * parameters + j] / samples;
            }
        }
    }

    private void respondBlock(int worker, int block) {
        int at = block * 2 * parameters;
        Arrays.fill(blockSums, at, at + 2 * parameters, 0);
        double[] d = direction[worker];
        int to = Math.min(samples, (block + 1) * BLOCK);
        for (int k = block * BLOCK; k < to; k++) {
            direction(worker, k, d);
            for (int j = 0; j < parameters; j++) {
                blockSums[at + j] += response[k] == 0 ? 0 : response[k] * d[j];
            }
        }
    }

    private void sumBlock(int worker, int block) {
        int at = block * 2 * parameters;
        Arrays.fill(blockSums, at, at + 2 * parameters, 0);
        double[] d = direction[worker];
        int to = Math.min(samples, (block + 1) * BLOCK);
        if (mirrored) {
            sumPairs(worker, at, block * BLOCK, Math.min(to, samples / 2));
            return;
        }
        for (int k = block * BLOCK; k < to; k++) {
            direction(worker, k, d);
            double excess = ratios.isEstimated() ? ratios.relativeWeight(k) - 1 : 0;
            for (int j = 0; j < parameters; j++) {
                double c = contributions.of(k, j, d[j]);
                double e = c + kappa[j] * excess;
                blockSums[at + j] += c;
                blockSums[at + parameters + j] += e * e;
            }
        }
    }

    /** Rows of the first half with their mirror images: a pair is one draw. */
    private void sumPairs(int worker, int at, int from, int to) {
        int half = samples / 2;
        double[] d = direction[worker];
        double[] other = mirror[worker];
        for (int k = from; k < to; k++) {
            direction(worker, k, d);
            direction(worker, k + half, other);
            double excess = ratios.isEstimated() ? ratios.relativeWeight(k) + ratios.relativeWeight(k + half) - 2 : 0;
            for (int j = 0; j < parameters; j++) {
                double c = contributions.of(k, j, d[j]) + contributions.of(k + half, j, other[j]);
                double e = 0.5 * (c + kappa[j] * excess);
                blockSums[at + j] += c;
                blockSums[at + parameters + j] += e * e;
            }
        }
    }

    private void reduce(GradientEstimate out) {
        for (int j = 0; j < parameters; j++) {
            double sum = 0;
            double squares = 0;
            for (int block = 0; block < blocks; block++) {
                sum += blockSums[block * 2 * parameters + j];
                squares += blockSums[block * 2 * parameters + parameters + j];
            }
            double mean = sum / samples;
            out.gradient()[j] = mean;
            out.gradientError()[j] = isFixed() ? roundingOf(squares) : standardError(squares - units() * mean * mean);
            if (!(Math.abs(mean) <= Double.MAX_VALUE)) {
                out.setUnusable(Finiteness.OVERFLOW);
                return;
            }
        }
    }

    private double roundingOf(double squares) {
        return 4 * Math.ulp(1.0) * Math.sqrt(squares / samples);
    }

    /** Independent draws. */
    private double units() {
        return mirrored ? 0.5 * samples : samples;
    }

    /** One sample tells nothing of its own spread. */
    private double standardError(double sumOfSquares) {
        double n = units();
        return n < 2 ? Double.POSITIVE_INFINITY : Math.sqrt(Math.max(0, sumOfSquares) / (n - 1) / n);
    }

    private void reduceValue(GradientEstimate out) {
        if (out.finiteness() != Finiteness.FINITE) {
            return;
        }
        if (ratios.isLogMoment()) {
            out.setValue(ratios.logMomentValue(), samples < 2 ? Double.POSITIVE_INFINITY : ratios.logMomentError(),
                    ErrorKind.STANDARD_ERROR, meaning());
            return;
        }
        double mean = 0;
        double slope = 0;
        for (int k = 0; k < samples; k++) {
            mean += values[k] / samples;
            slope -= ratios.isEstimated() ? ratios.slope(logRatio[k]) / samples : 0;
        }
        double squares = 0;
        int n = mirrored ? samples / 2 : samples;
        for (int k = 0; k < n; k++) {
            double e = deviation(k, mean, slope);
            e = mirrored ? 0.5 * (e + deviation(k + n, mean, slope)) : e;
            squares += e * e;
        }
        double error = isFixed() ? roundingOf(squares + samples * mean * mean) : standardError(squares);
        out.setValue(mean, error, isFixed() ? ErrorKind.ROUNDING : ErrorKind.STANDARD_ERROR, meaning());
    }

    private double deviation(int k, double mean, double slope) {
        return values[k] - mean + (ratios.isEstimated() ? slope * (ratios.relativeWeight(k) - 1) : 0);
    }

    /** The samples of the last evaluation; computed when asked for. */
    @Override
    public Optional<SampleView> samples() {
        double[] shares = new double[samples * parameters];
        double[] weights = new double[samples];
        double[] d = new double[parameters];
        for (int k = 0; k < samples; k++) {
            direction(0, k, d);
            weights[k] = ratios.relativeWeight(k) / samples;
            for (int j = 0; j < parameters; j++) {
                shares[k * parameters + j] = contributions.of(k, j, d[j]) / samples;
            }
        }
        return Optional.of(new SampleView(z.clone(), logRatio.clone(), weights, shares));
    }

    @Override
    public void close() {
        runner.close();
    }
}
