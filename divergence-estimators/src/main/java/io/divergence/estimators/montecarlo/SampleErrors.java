package io.divergence.estimators.montecarlo;

import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.SampleView;
import io.divergence.parallel.BlockTask;
import java.util.Arrays;

/**
 * The errors of an estimate from samples, row by row, when they are asked for; and the gradient, where baselines differ from entry to entry.
 *
 * <p>Where the normaliser is estimated from the same samples, gradient and value respond to it, and the error of a contribution is
 * A d - g + kappa (w - 1), with kappa = mean(-A' d) and w the weight relative to its mean. Rows and their mirror images are one draw.
 */
final class SampleErrors implements GradientEstimate.Details {
    private final SampledObjective objective;
    private final Ratios ratios;
    private final Contributions contributions;
    private final int samples;
    private final int parameters;
    private final BlockTask responding = this::respondBlock;
    private final BlockTask summing = this::sumBlock;
    private final BlockTask weighingBaselines = this::sumBaselineTerms;
    private final BlockTask deviating = this::sumDeviations;
    private final BlockTask sloping = this::sumSlopes;
    /** The sums of the values of each block. */
    private final double[] values;
    /** Likewise of the slopes of the values, and then of the squares of their deviations. */
    private final double[] deviations;
    /** How the mean value responds to log Z. */
    private double slope;
    private boolean summed;
    private double meanValue;
    /** Made when first needed: who never asks for an error never pays for its arrays. */
    private double[] kappa;
    private double[] blockSums;
    private WorkerRows mirror;
    private WorkerRows direction;
    private CornerErrors corner;

    SampleErrors(SampledObjective objective) {
        this.objective = objective;
        ratios = objective.ratios;
        contributions = objective.contributions;
        samples = objective.samples;
        parameters = objective.parameters;
        values = new double[objective.blocks];
        deviations = new double[objective.blocks];
    }

    /** Forgets the sums of the evaluation before, unless they are those of this one already. */
    void begin() {
        summed = !contributions.isPlain();
    }

    /** Sums the values of the rows [from, to), which are a block; any worker. */
    void sumValues(int worker, int block, int from, int to) {
        values[block] = objective.values == contributions.coefficients() ? contributions.total(block)
                : BlockSums.of(from, to, objective.values, objective.scratch[worker]);
    }

    /** Computes the mean value, of several blocks from their sums, and returns whether the sum of the values is finite. */
    boolean averageValues() {
        if (values.length == 1) {
            sumValues(0, 0, 0, samples);
        }
        double sum = BlockSums.inOrder(values);
        meanValue = sum / samples;
        if (Math.abs(sum) <= Double.MAX_VALUE) {
            return true;
        }
        meanValue = 0;
        for (double v : objective.values) {
            meanValue += v / samples;
        }
        return false;
    }

    /** {@return the value: the mean, or what the logarithm of a moment makes of the weights} */
    double value() {
        return ratios.isLogMoment() ? ratios.logMomentValue() : meanValue;
    }

    /** Sums the contributions and their squares by block. */
    void sum() {
        if (blockSums == null) {
            kappa = new double[parameters];
            blockSums = new double[Math.multiplyExact(objective.blocks, 2 * parameters)];
            mirror = new WorkerRows(objective.mirrored ? objective.workers : 0, parameters);
            direction = new WorkerRows(objective.workers, parameters);
        }
        prepareBaseline();
        prepareResponse();
        objective.runner.run(objective.blocks, summing);
    }

    /** Writes the mean contributions. */
    void gradient(double[] out) {
        for (int j = 0; j < parameters; j++) {
            out[j] = total(j) / samples;
        }
    }

    private double total(int at) {
        double sum = 0;
        for (int block = 0; block < objective.blocks; block++) {
            sum += blockSums[block * 2 * parameters + at];
        }
        return sum;
    }

    @Override
    public void complete(GradientEstimate out) {
        out.setWeights(ratios.effectiveSampleSize(), ratios.largestShare());
        if (!summed) {
            sum();
            summed = true;
        }
        for (int j = 0; j < parameters; j++) {
            double squares = total(parameters + j);
            double mean = total(j) / samples;
            out.gradientError()[j] = objective.isFixed() ? roundingOf(squares) : standardError(squares - units() * mean * mean);
        }
        out.setValueError(valueError());
        if (ratios.isEstimated() && !ratios.isSmooth()) {
            addCorner(out);
        }
    }

    private void addCorner(GradientEstimate out) {
        if (corner == null) {
            corner = new CornerErrors(objective);
        }
        corner.measure();
        out.setValueError(Math.hypot(out.valueError(), corner.value()));
        for (int j = 0; j < parameters; j++) {
            out.gradientError()[j] = Math.hypot(out.gradientError()[j], corner.gradient(j));
        }
    }

    private void prepareBaseline() {
        if (!contributions.needsDirections()) {
            return;
        }
        objective.runner.run(objective.blocks, weighingBaselines);
        for (int block = 0; block < objective.blocks; block++) {
            contributions.takeTerms(blockSums, block * 2 * parameters);
        }
    }

    private void sumBaselineTerms(int worker, int block) {
        int at = block * 2 * parameters;
        Arrays.fill(blockSums, at, at + 2 * parameters, 0);
        double[] d = direction.of(worker);
        for (int k = block * SampledObjective.BLOCK; k < objective.end(block); k++) {
            objective.direction(worker, k, d);
            contributions.addTerms(k, d, blockSums, at);
        }
    }

    private void prepareResponse() {
        Arrays.fill(kappa, 0);
        if (!ratios.isEstimated()) {
            return;
        }
        objective.runner.run(objective.blocks, responding);
        for (int block = 0; block < objective.blocks; block++) {
            for (int j = 0; j < parameters; j++) {
                kappa[j] += blockSums[block * 2 * parameters + j] / samples;
            }
        }
    }

    private void respondBlock(int worker, int block) {
        int at = block * 2 * parameters;
        Arrays.fill(blockSums, at, at + 2 * parameters, 0);
        double[] d = direction.of(worker);
        int to = objective.end(block);
        for (int k = block * SampledObjective.BLOCK; k < to; k++) {
            double response = objective.response(k, objective.logRatio[k]);
            if (response == 0) {
                continue;
            }
            objective.direction(worker, k, d);
            for (int j = 0; j < parameters; j++) {
                blockSums[at + j] += response * d[j];
            }
        }
    }

    private void sumBlock(int worker, int block) {
        int at = block * 2 * parameters;
        Arrays.fill(blockSums, at, at + 2 * parameters, 0);
        double[] d = direction.of(worker);
        int to = objective.end(block);
        if (objective.mirrored) {
            sumPairs(worker, at, block * SampledObjective.BLOCK, Math.min(to, samples / 2));
            return;
        }
        for (int k = block * SampledObjective.BLOCK; k < to; k++) {
            objective.direction(worker, k, d);
            double excess = ratios.isEstimated() ? ratios.relativeWeight(k) - 1 : 0;
            for (int j = 0; j < parameters; j++) {
                double c = contributions.of(k, j, d[j]);
                double e = c + kappa[j] * excess;
                blockSums[at + j] += c;
                blockSums[at + parameters + j] += e * e;
            }
        }
    }

    private void sumPairs(int worker, int at, int from, int to) {
        int half = samples / 2;
        double[] d = direction.of(worker);
        double[] other = mirror.of(worker);
        for (int k = from; k < to; k++) {
            objective.direction(worker, k, d);
            objective.direction(worker, k + half, other);
            double excess = ratios.isEstimated() ? ratios.relativeWeight(k) + ratios.relativeWeight(k + half) - 2 : 0;
            for (int j = 0; j < parameters; j++) {
                double c = contributions.of(k, j, d[j]) + contributions.of(k + half, j, other[j]);
                double e = 0.5 * (c + kappa[j] * excess);
                blockSums[at + j] += c;
                blockSums[at + parameters + j] += e * e;
            }
        }
    }

    /** {@return the points, log ratios, weights and contributions} */
    SampleView samples() {
        double[] shares = new double[samples * parameters];
        double[] weights = new double[samples];
        double[] d = new double[parameters];
        for (int k = 0; k < samples; k++) {
            objective.direction(0, k, d);
            weights[k] = ratios.relativeWeight(k) / samples;
            for (int j = 0; j < parameters; j++) {
                shares[k * parameters + j] = contributions.of(k, j, d[j]) / samples;
            }
        }
        return new SampleView(objective.z.clone(), objective.logRatio.clone(), weights, shares);
    }

    private double roundingOf(double squares) {
        return 4 * Math.ulp(1.0) * Math.sqrt(squares / samples);
    }

    /** Independent draws. */
    private double units() {
        return objective.mirrored ? 0.5 * samples : samples;
    }

    /** One sample tells nothing of its own spread. */
    private double standardError(double sumOfSquares) {
        double n = units();
        return n < 2 ? Double.POSITIVE_INFINITY : Math.sqrt(Math.max(0, sumOfSquares) / (n - 1) / n);
    }

    private double valueError() {
        if (ratios.isLogMoment()) {
            return samples < 2 ? Double.POSITIVE_INFINITY : ratios.logMomentError();
        }
        slope = 0;
        if (ratios.isEstimated()) {
            objective.runner.run(objective.blocks, sloping);
            slope = -BlockSums.inOrder(deviations) / samples;
        }
        objective.runner.run(objective.blocks, deviating);
        double squares = BlockSums.inOrder(deviations);
        return objective.isFixed() ? roundingOf(squares + samples * meanValue * meanValue) : standardError(squares);
    }

    private void sumSlopes(int worker, int block) {
        double sum = 0;
        for (int k = block * SampledObjective.BLOCK; k < objective.end(block); k++) {
            sum += ratios.slope(objective.logRatio[k]);
        }
        deviations[block] = sum;
    }

    private void sumDeviations(int worker, int block) {
        int half = samples / 2;
        int to = objective.mirrored ? Math.min(objective.end(block), half) : objective.end(block);
        double squares = 0;
        for (int k = block * SampledObjective.BLOCK; k < to; k++) {
            double e = objective.mirrored ? 0.5 * (deviation(k) + deviation(k + half)) : deviation(k);
            squares += e * e;
        }
        deviations[block] = squares;
    }

    private double deviation(int k) {
        return objective.values[k] - meanValue + (ratios.isEstimated() ? slope * (ratios.relativeWeight(k) - 1) : 0);
    }
}
