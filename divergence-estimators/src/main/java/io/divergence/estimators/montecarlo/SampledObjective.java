package io.divergence.estimators.montecarlo;

import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.VariationalFamily;
import io.divergence.math.ArrayMath;
import io.divergence.math.RowMatrix;
import io.divergence.parallel.BlockRunner;
import io.divergence.parallel.BlockTask;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensity;
import java.util.Arrays;
import java.util.Optional;

/**
 * What all estimates from samples share. A gradient is the mean of contributions (A_k - b_kj) d_kj: a coefficient A of
 * the log ratio, a direction d (the score, or a path derivative), and maybe a baseline b. Here the samples are drawn in
 * fixed blocks, weighted, and summed in the order of the blocks; the kinds of estimate say what A and d are.
 *
 * <p>Value and gradient are computed at once, by block; errors and effective sample sizes when they are asked for ({@link SampleErrors}).
 * Where a gradient can do without log ratios, values too ({@link DirectGradient}).
 */
abstract class SampledObjective extends DeferringObjective {
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
    long step;

    final Contributions contributions;
    final boolean mirrored;
    final int blocks;
    /** What the value is the mean of; the coefficients themselves, where they are the same. */
    double[] values;
    final BlockRunner runner;
    /** One for each worker: of the length of a block, and of the length P. */
    final double[][] logRatios;
    final double[][] results;
    final double[][] scratch;
    final WorkerRows direction;
    final SampleErrors errors;
    final GradientSum sum;
    private final WorkerStreams streams;
    private final BlockTask drawing = this::drawBlock;
    private final BlockTask weighing = this::weighBlock;
    private final BlockTask adding = this::addWithBaseline;
    /** The targets of the workers, if there are any. */
    private StepTargets followed = StepTargets.none();
    private final InvalidRows invalid;
    /** Whether a block is added as soon as it is weighed, which without an estimated normaliser is as soon as it is drawn. */
    private final boolean streaming;
    /** Whether the rows of the last evaluation have weights and contributions. */
    private boolean weighed;
    /** Null where gradients need log ratios. */
    private DirectGradient direct;

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
        ratios.of(this);
        streams = new WorkerStreams(workers, execution.seed());
        families = new VariationalFamily[workers];
        for (int w = 0; w < workers; w++) {
            families[w] = family.boundCopy();
        }
        z = new double[samples * dimension];
        logRatio = new double[samples];
        logQ = new double[samples];
        values = new double[samples];
        logRatios = new double[workers][Math.min(samples, BLOCK)];
        results = new double[workers][logRatios[0].length];
        scratch = new double[workers][logRatios[0].length];
        direction = new WorkerRows(workers, parameters);
        invalid = new InvalidRows(this);
        streaming = contributions.isWithoutBaseline();
        sum = new GradientSum(this);
        errors = new SampleErrors(this);
    }

    /** Prepares what all rows of a step share. */
    void prepare() {
    }

    /** The stream for what all rows of a step share, addressed past the blocks. */
    final RandomStream sharedStream() {
        return streams.at(0, step, blocks);
    }

    /** Has the targets of the workers follow the steps. */
    final void follow(LogDensity[] targets) {
        followed = StepTargets.of(targets, problem.discrepancy());
    }

    /** What a result needs beside the samples. */
    void complete(GradientEstimate out) {
    }

    /** Has gradients computed without log ratios where it is possible. Needs contributions without baselines. */
    final void use(Shortcut shortcut) {
        direct = shortcut == null || !streaming || !shortcut.isOffered() ? null : new DirectGradient(this, shortcut);
    }

    /** Draws the rows [from, to). */
    abstract void draw(int worker, RandomStream rng, int from, int to);

    /** Writes log p~ of the rows [from, to) to logRatio and log q to logQ, and what else directions need. */
    abstract void measure(int worker, int from, int to);

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

    /** Writes the direction d of a row: the score unless overridden. */
    void direction(int worker, int row, double[] out) {
        families[worker].score(phi, z, row, out);
    }

    /** Writes the coefficients and values of the rows [from, to). */
    void weigh(int worker, int from, int to) {
        for (int k = from; k < to; k++) {
            coefficients(k, logRatio[k], contributions.coefficients(), k * contributions.groups());
            values[k] = value(k, logRatio[k]);
        }
    }

    /** Writes the values of the rows [from, to), whose log ratios are in the worker's array. */
    final void writeValues(int worker, int from, int to) {
        ratios.values(to - from, logRatios[worker], results[worker], scratch[worker]);
        System.arraycopy(results[worker], 0, values, from, to - from);
    }

    /** Copies the log ratios of the rows [from, to) to the worker's array, and returns it. */
    final double[] logRatios(int worker, int from, int to) {
        System.arraycopy(logRatio, from, logRatios[worker], 0, to - from);
        return logRatios[worker];
    }

    /** {@return what {@link #addDirections} leaves out of the directions: 1 or -1} */
    double sign() {
        return 1;
    }

    /** Adds the sum of c[k] times the direction of row k, but for the sign, over the rows [from, to), to out. */
    void addDirections(int worker, int from, int to, double[] c, double[] out) {
        double[] d = direction.of(worker);
        for (int k = from; k < to; k++) {
            if (c[k] != 0) {
                direction(worker, k, d);
                for (int j = 0; j < parameters; j++) {
                    out[j] += c[k] * d[j];
                }
            }
        }
    }

    /** Writes a factor times what {@link #addDirections} adds, of all rows, and returns whether it is finite. */
    boolean setDirections(double[] c, double factor, double[] out) {
        Arrays.fill(out, 0);
        addDirections(0, 0, samples, c, out);
        RowMatrix.multiply(0, parameters, factor, out);
        return ArrayMath.isFinite(parameters, out);
    }

    /** Whether the rows are the same at every step. */
    boolean isFixed() {
        return false;
    }

    ValueMeaning meaning() {
        return ratios.meaning();
    }

    @Override
    public final int parameterCount() {
        return parameters;
    }

    @Override
    public boolean isStochastic() {
        return !isFixed() || followed.differByStep();
    }

    @Override
    public void evaluateInPlace(long step, double[] phi, GradientEstimate out) {
        begin(phi, out);
        weighed = false;
        if (direct != null) {
            direct.begin();
        }
        this.step = step;
        prepare();
        sum.begin(out.gradient());
        runner.run(blocks, drawing);
        out.setEvaluations(samples);
        if (direct != null && direct.gradient(out)) {
            leave(out);
            return;
        }
        if (!invalid.check(out)) {
            return;
        }
        if (ratios.isBlind(logRatio)) {
            out.setWeights(0, Double.NaN);
            out.setUnusable(Finiteness.BLIND);
            return;
        }
        normalize();
        Finiteness finiteness = gradient(out);
        if (finiteness != Finiteness.FINITE) {
            out.setWeights(ratios.effectiveSampleSize(), ratios.largestShare());
            out.setUnusable(finiteness);
            return;
        }
        out.setValue(errors.value(), Double.NaN, errorKind(), meaning());
        errors.begin();
        complete(out);
        out.defer(errors);
        leave(out);
    }

    private void normalize() {
        if (ratios.isEstimated()) {
            ratios.normalize();
            runner.run(blocks, weighing);
        }
        weighed = true;
    }

    final ErrorKind errorKind() {
        return isFixed() ? ErrorKind.ROUNDING : ErrorKind.STANDARD_ERROR;
    }

    /** Weighs the rows that a direct gradient did not need weighed, and returns the value; their log ratios are there. */
    final double catchUp() {
        if (!weighed) {
            ratios.isBlind(logRatio);
            normalize();
            contributions.sum();
            errors.averageValues();
            errors.begin();
        }
        return errors.value();
    }

    /** {@return the row after the last of a block} */
    final int end(int block) {
        return Math.min(samples, (block + 1) * BLOCK);
    }

    private void drawBlock(int worker, int block) {
        follow(worker);
        int from = block * BLOCK;
        int to = end(block);
        draw(worker, streams.at(worker, step, block), from, to);
        if (direct == null || !direct.measure(worker, block, from, to)) {
            measure(worker, from, to);
            convert(worker, block);
        }
    }

    final void follow(int worker) {
        followed.prepare(worker, step);
    }

    /** Turns log p~ and log q of a block into log ratios, and weighs them if nothing else is needed for it. */
    final void convert(int worker, int block) {
        int from = block * BLOCK;
        int to = end(block);
        boolean zeros = !ArrayMath.isFinite(to - from, logRatios(worker, from, to));
        invalid.count(block, from, to, zeros);
        ratios.convert(logRatio, logQ, from, to, zeros);
        if (ratios.isEstimated()) {
            ratios.findLargest(block, to - from, logRatios(worker, from, to), scratch[worker]);
        } else {
            weighBlock(worker, block);
        }
    }

    private void weighBlock(int worker, int block) {
        int from = block * BLOCK;
        int to = end(block);
        if (ratios.isEstimated()) {
            ratios.normalize(from, to);
        }
        weigh(worker, from, to);
        if (streaming && (direct == null || !direct.isDone())) {
            sum.add(worker, block);
        }
        if (blocks > 1) {
            contributions.sum(block, from, to, scratch[worker]);
            errors.sumValues(worker, block, from, to);
        }
    }

    private void addWithBaseline(int worker, int block) {
        contributions.multipliers(block * BLOCK, end(block), sum.multipliers());
        sum.add(worker, block);
    }

    private Finiteness gradient(GradientEstimate out) {
        contributions.sum();
        if (!(contributions.isFinite() && errors.averageValues())) {
            return invalid.findWeights();
        }
        boolean isFinite;
        if (contributions.isPlain()) {
            if (!streaming) {
                runner.run(blocks, adding);
            }
            isFinite = sum.reduce();
        } else {
            errors.sum();
            errors.gradient(out.gradient());
            isFinite = ArrayMath.isFinite(parameters, out.gradient());
        }
        if (!isFinite) {
            return invalid.findGradients(out);
        }
        out.setGradientFinite();
        return Finiteness.FINITE;
    }

    /** {@return whether the target's gradient at a row, if it is asked for one, is finite} */
    boolean isTargetGradientFinite(int row) {
        return true;
    }

    /** The samples of the last evaluation; none, if it had no weights: none yet, or the target was NaN somewhere. */
    @Override
    public Optional<SampleView> samples() {
        if (direct != null && direct.isDone()) {
            // First: it may need what the weights then take the place of.
            pending().value();
            direct.catchUp();
        }
        return weighed ? Optional.of(errors.samples()) : Optional.empty();
    }

    @Override
    public void close() {
        complete();
        runner.close();
    }
}
