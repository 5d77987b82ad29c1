package io.divergence.estimators.montecarlo;

import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Renyi;
import io.divergence.math.ArrayMath;
import io.divergence.parallel.BlockTask;
import io.divergence.target.LogDensity;

/**
 * Self-normalised weights from ratios p~/q, which a target such as a mixture has without their logarithms: the multipliers of the scores are
 * s v + c, v the ratio or its square and s known when all rows are. For forward KL, forward chi^2 and log(1 + chi^2).
 */
final class DirectWeights implements Shortcut {
    /** Sums below it are left to the general way, which shifts ratios by the largest. */
    private static final double SMALLEST = 1e-100;

    private final SampledObjective objective;
    private final LogDensity[] targets;
    private final Proposal proposal;
    private final boolean squared;
    /** The divisor of a Renyi divergence; 0 for others. */
    private final double divisor;
    private final double factor;
    private final double constant;
    private final double[] ratio;
    /** Sums of each block: of the ratios; and of their squares, or of what the value needs. */
    private final double[] sums;
    private final double[] others;
    private final BlockTask valuing = this::sumLogarithms;
    private final BlockTask squaring = this::sumSquares;
    private double slope;
    private double sum;
    private double sumOfSquares;

    private DirectWeights(SampledObjective objective, LogDensity[] targets, Proposal proposal, boolean squared, double divisor, double factor,
            double constant) {
        this.objective = objective;
        this.targets = targets;
        this.proposal = proposal;
        this.squared = squared;
        this.divisor = divisor;
        this.factor = factor;
        this.constant = constant;
        ratio = new double[objective.samples];
        sums = new double[objective.blocks];
        others = new double[objective.blocks];
    }

    /** Returns the weights of a discrepancy, or null if they are others. */
    static DirectWeights of(SampledObjective objective, LogDensity[] targets, Discrepancy discrepancy, Proposal proposal,
            boolean centred, double offset) {
        if (discrepancy instanceof AlphaDivergence alpha && (alpha.exponent() == 1 || alpha.exponent() == 2)) {
            double factor = alpha.factor() / alpha.exponent();
            return new DirectWeights(objective, targets, proposal, alpha.exponent() == 2, 0, -factor, offset + factor);
        }
        if (discrepancy instanceof Renyi renyi && renyi.exponent() == 2) {
            double factor = -1 / renyi.divisor();
            return new DirectWeights(objective, targets, proposal, true, renyi.divisor(), factor, centred ? -factor : 0);
        }
        return null;
    }

    @Override
    public boolean isOffered() {
        return targets[0].relativeDensity(objective.z, 0, 0, objective.logQ, ratio);
    }

    @Override
    public boolean measure(int worker, int from, int to) {
        proposal.logDensity(worker, from, to);
        if (!targets[worker].relativeDensity(objective.z, from, to, objective.logQ, ratio)) {
            return false;
        }
        int block = from / SampledObjective.BLOCK;
        sums[block] = BlockSums.of(from, to, ratio, objective.results[worker]);
        if (squared) {
            double[] u = ofBlock(worker, from, to);
            others[block] = ArrayMath.dot(to - from, u, u);
        }
        return true;
    }

    /** Copies the ratios of the rows [from, to), a block, to an array of the worker, and returns it. */
    private double[] ofBlock(int worker, int from, int to) {
        System.arraycopy(ratio, from, objective.results[worker], 0, to - from);
        return objective.results[worker];
    }

    @Override
    public boolean isOneRound() {
        return false;
    }

    @Override
    public boolean prepare() {
        int n = ratio.length;
        sum = BlockSums.inOrder(sums);
        sumOfSquares = squared ? BlockSums.inOrder(others) : 1;
        slope = factor * n / (!squared ? sum : divisor == 0 ? sum / n * sum : sumOfSquares);
        return sum >= SMALLEST && sum <= 1 / SMALLEST && sumOfSquares >= SMALLEST * SMALLEST;
    }

    @Override
    public void multipliers(int from, int to, double[] c) {
        if (squared) {
            ofSquares(from, to, ratio, slope, constant, c);
        } else {
            ofRatios(from, to, ratio, slope, constant, c);
        }
    }

    private static void ofRatios(int from, int to, double[] ratio, double slope, double constant, double[] c) {
        for (int k = from; k < to; k++) {
            c[k] = Math.fma(slope, ratio[k], constant);
        }
    }

    private static void ofSquares(int from, int to, double[] ratio, double slope, double constant, double[] c) {
        for (int k = from; k < to; k++) {
            c[k] = Math.fma(slope, ratio[k] * ratio[k], constant);
        }
    }

    @Override
    public void logDensities(int worker, int from, int to) {
        objective.measure(worker, from, to);
    }

    /** That of log(1 + chi^2), log of mean u^2. */
    @Override
    public double valueAtOnce() {
        return divisor == 0 ? Double.NaN : Math.log(ratio.length * (sumOfSquares / sum / sum)) / divisor;
    }

    /**
     * That of forward KL, mean u log u, with the logarithms of the ratios, which are finite, or those of zero; that of forward chi^2, the mean of
     * (u - 1)^2, u the ratio over the mean ratio.
     */
    @Override
    public double value() {
        if (divisor != 0) {
            return Double.NaN;
        }
        int n = ratio.length;
        if (squared) {
            objective.runner.run(objective.blocks, squaring);
            return -factor * BlockSums.inOrder(others) / n;
        }
        objective.runner.run(objective.blocks, valuing);
        return Math.max(0, -factor * (BlockSums.inOrder(others) / sum - Math.log(sum / n)));
    }

    /** Sums (u - 1)^2 of a block. */
    private void sumSquares(int worker, int block) {
        int from = block * SampledObjective.BLOCK;
        int n = objective.end(block) - from;
        double[] u = ofBlock(worker, from, from + n);
        double inverse = ratio.length / sum;
        for (int i = 0; i < n; i++) {
            u[i] = Math.fma(u[i], inverse, -1);
        }
        others[block] = ArrayMath.dot(n, u, u);
    }

    /** Sums u log u of a block. */
    private void sumLogarithms(int worker, int block) {
        int from = block * SampledObjective.BLOCK;
        int n = objective.end(block) - from;
        double[] u = ofBlock(worker, from, from + n);
        double[] logs = objective.logRatios[worker];
        ArrayMath.log(n, u, logs, objective.scratch[worker]);
        double dot = ArrayMath.dot(n, u, logs);
        if (!(Math.abs(dot) <= Double.MAX_VALUE)) {
            dot = 0;
            for (int i = 0; i < n; i++) {
                dot += u[i] == 0 ? 0 : u[i] * logs[i];
            }
        }
        others[block] = dot;
    }
}
