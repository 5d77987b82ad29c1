package io.divergence.estimators.exact;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.FiniteFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.parallel.BlockRunner;
import io.divergence.parallel.BlockTask;
import java.util.Arrays;

/**
 * The evaluator of {@link EnumerationEstimator}: states in fixed blocks, each summed by one worker, and the sums added in the order of the
 * blocks. A Rényi divergence is summed as its alpha divergence, which keeps the digits near p = q; where that is large or the moment small,
 * as the moment in log scale.
 */
final class EnumerationObjective implements Objective {
    /** Rows of a block: part of the contract, since it decides the order of summation. */
    private static final int BLOCK = 512;
    private static final double EPS = Math.ulp(1.0);
    /** Where the moment differs from one by less, the alpha divergence is the better sum. */
    private static final double NEAR = 0.5;

    private final StateTable table;
    private final Renyi renyi;
    private final double whereQIsZero;
    private final int parameters;
    private final int dimension;
    private final int count;
    private final int blocks;
    private final BlockRunner runner;
    private final Worker[] workers;
    private final double[] phi;
    private final boolean blind;
    /** Of each block: value, its error, and P entries and P errors of the gradient. */
    private final double[] sums;
    private final double[] total;
    private final double[] blockScale;
    private final Finiteness[] blockState;
    private final BlockTask summing = this::sumBlock;
    private final BlockTask momentum = this::momentBlock;
    private boolean evaluated;

    EnumerationObjective(Problem problem, FiniteFamily family, StateTable table, Execution execution) {
        this.table = table;
        renyi = problem.discrepancy() instanceof Renyi r ? r : null;
        Divergence divergence = renyi == null ? (Divergence) problem.discrepancy() : renyi.base();
        whereQIsZero = StateRatio.massWhereQIsZero(divergence);
        parameters = family.parameterCount();
        dimension = family.dimension();
        count = table.logP().length;
        blocks = (count + BLOCK - 1) / BLOCK;
        blind = table.nonFinite() == 0 && table.isBlind();
        runner = BlockRunner.of(Math.min(execution.threads(), blocks));
        workers = new Worker[runner.workers()];
        for (int w = 0; w < workers.length; w++) {
            workers[w] = new Worker(family, new StateRatio(divergence, table.logError()), dimension, parameters);
        }
        phi = new double[parameters];
        sums = new double[blocks * stride()];
        total = new double[stride()];
        blockScale = new double[blocks];
        blockState = new Finiteness[blocks];
    }

    /** What belongs to one worker. */
    private static final class Worker {
        final VariationalFamily family;
        /** The copy too: it may own scratch space. */
        final FiniteFamily states;
        final StateRatio ratio;
        final double[] z;
        final double[] logQ = new double[BLOCK];
        final double[] score;

        Worker(FiniteFamily family, StateRatio ratio, int dimension, int parameters) {
            this.family = family.boundCopy();
            states = this.family instanceof FiniteFamily copy ? copy : family;
            this.ratio = ratio;
            z = new double[BLOCK * dimension];
            score = new double[parameters];
        }
    }

    private int stride() {
        return 2 + 2 * parameters;
    }

    @Override
    public int parameterCount() {
        return parameters;
    }

    /** The evaluations of the target, made at binding, are counted in the first call. */
    @Override
    public void evaluate(long step, double[] phi, GradientEstimate out) {
        out.clear();
        System.arraycopy(phi, 0, this.phi, 0, parameters);
        out.setEvaluations(evaluated ? 0 : count);
        evaluated = true;
        if (table.nonFinite() > 0) {
            out.setNonFinite(table.nonFinite(), table.nonFinitePoint());
            return;
        }
        if (blind) {
            out.setUnusable(Finiteness.BLIND);
            return;
        }
        runner.run(blocks, summing);
        Finiteness finiteness = reduce();
        if (renyi != null) {
            evaluateMoment(finiteness, out);
        } else if (finiteness != Finiteness.FINITE) {
            out.setUnusable(finiteness);
        } else {
            write(total[0], total[1] + 4 * EPS * Math.abs(total[0]), 1, 0, out);
        }
    }

    /** Writes the points and log q of a block; returns its number of rows. */
    private int prepare(Worker worker, int block) {
        int from = block * BLOCK;
        int n = Math.min(BLOCK, count - from);
        for (int k = 0; k < n; k++) {
            worker.states.state(from + k, worker.z, k);
        }
        worker.family.logDensity(phi, worker.z, 0, n, worker.logQ);
        return n;
    }

    private void sumBlock(int index, int block) {
        Worker worker = workers[index];
        StateRatio ratio = worker.ratio;
        int n = prepare(worker, block);
        int at = block * stride();
        Arrays.fill(sums, at, at + stride(), 0);
        blockState[block] = Finiteness.FINITE;
        for (int k = 0; k < n; k++) {
            ratio.evaluate(table.logP()[block * BLOCK + k], worker.logQ[k]);
            if (ratio.infinite || ratio.overflowed) {
                blockState[block] = worse(blockState[block], ratio.infinite ? Finiteness.INFINITE_BY_SUPPORT : Finiteness.OVERFLOW);
                continue;
            }
            add(worker, k, at, ratio.f, ratio.fError, ratio.h, ratio.hError);
        }
    }

    private void add(Worker worker, int row, int at, double value, double valueError, double weight, double weightError) {
        sums[at] += value;
        sums[at + 1] += valueError;
        if (weight == 0 && weightError == 0) {
            return;
        }
        worker.family.score(phi, worker.z, row, worker.score);
        for (int j = 0; j < parameters; j++) {
            sums[at + 2 + j] += weight * worker.score[j];
            sums[at + 2 + parameters + j] += (weightError + 8 * EPS * Math.abs(weight)) * (Math.abs(worker.score[j]) + EPS);
        }
    }

    private static Finiteness worse(Finiteness a, Finiteness b) {
        if (a == Finiteness.INFINITE_BY_SUPPORT || b == Finiteness.FINITE) {
            return a;
        }
        return b;
    }

    /** Adds the blocks up, and the mass of p outside the states. */
    private Finiteness reduce() {
        Arrays.fill(total, 0);
        double outside = table.missing() == 0 ? 0 : table.missing() * whereQIsZero;
        Finiteness finiteness = outside == Double.POSITIVE_INFINITY ? Finiteness.INFINITE_BY_SUPPORT : Finiteness.FINITE;
        for (int block = 0; block < blocks; block++) {
            finiteness = worse(finiteness, blockState[block]);
            for (int i = 0; i < total.length; i++) {
                total[i] += sums[block * stride() + i];
            }
        }
        total[0] += outside;
        total[1] += EPS * Math.abs(outside);
        for (int i = 0; i < 2 + parameters; i++) {
            if (i != 1 && !(Math.abs(total[i]) <= Double.MAX_VALUE)) {
                finiteness = worse(finiteness, Finiteness.OVERFLOW);
            }
        }
        return finiteness;
    }

    /** Writes the value and the gradient, which is a factor times the sums of scores. */
    private void write(double value, double valueError, double factor, double relativeError, GradientEstimate out) {
        out.setValue(value, valueError, ErrorKind.ROUNDING, ValueMeaning.DISCREPANCY);
        for (int j = 0; j < parameters; j++) {
            out.gradient()[j] = factor * total[2 + j];
            out.gradientError()[j] = Math.abs(factor) * (total[2 + parameters + j] + (relativeError + EPS) * Math.abs(total[2 + j]));
            if (!(Math.abs(out.gradient()[j]) <= Double.MAX_VALUE)) {
                out.setUnusable(Finiteness.OVERFLOW);
                return;
            }
        }
    }

    private void evaluateMoment(Finiteness finiteness, GradientEstimate out) {
        if (finiteness == Finiteness.INFINITE_BY_SUPPORT) {
            out.setUnusable(finiteness);
            return;
        }
        double excess = renyi.momentFactor() * total[0];
        if (finiteness == Finiteness.FINITE && Math.abs(excess) < NEAR) {
            double error = Math.abs(renyi.momentFactor()) * (total[1] + 4 * EPS * Math.abs(total[0])) / (1 + excess);
            double divisor = renyi.divisor();
            double value = Math.log1p(excess) / divisor;
            write(value, error / Math.abs(divisor) + EPS * Math.abs(value), renyi.momentFactor() / ((1 + excess) * divisor), error, out);
            return;
        }
        runner.run(blocks, momentum);
        evaluateLogMoment(out);
    }

    /** SUM p^a q^(1-a) and SUM p^a q^(1-a) score of a block, divided by its largest term. */
    private void momentBlock(int index, int block) {
        Worker worker = workers[index];
        int n = prepare(worker, block);
        int at = block * stride();
        Arrays.fill(sums, at, at + stride(), 0);
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < n; k++) {
            largest = Math.max(largest, logTerm(table.logP()[block * BLOCK + k], worker.logQ[k]));
        }
        blockScale[block] = largest;
        for (int k = 0; k < n && largest > Double.NEGATIVE_INFINITY; k++) {
            double logP = table.logP()[block * BLOCK + k];
            double term = Math.exp(logTerm(logP, worker.logQ[k]) - largest);
            if (term > 0) {
                double a = renyi.exponent();
                double error = term * Math.abs(a) * table.logError() + term * EPS * (4 + Math.abs(a * logP) + Math.abs((1 - a) * worker.logQ[k]) + Math.abs(largest));
                add(worker, k, at, term, error, term, error);
            }
        }
    }

    /** log(p^a q^(1-a)); negative infinity where one is zero: a negative power of zero has been found infinite before. */
    private double logTerm(double logP, double logQ) {
        return logP == Double.NEGATIVE_INFINITY || logQ == Double.NEGATIVE_INFINITY
                ? Double.NEGATIVE_INFINITY : renyi.exponent() * logP + (1 - renyi.exponent()) * logQ;
    }

    private void evaluateLogMoment(GradientEstimate out) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double scale : blockScale) {
            largest = Math.max(largest, scale);
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            // p and q have no state in common: the moment is zero.
            out.setUnusable(Finiteness.INFINITE_BY_SUPPORT);
            return;
        }
        Arrays.fill(total, 0);
        for (int block = 0; block < blocks; block++) {
            double factor = Math.exp(blockScale[block] - largest);
            for (int i = 0; i < total.length; i++) {
                total[i] += factor * sums[block * stride() + i];
            }
        }
        double relative = total[1] / total[0] + 4 * EPS;
        double value = (largest + Math.log(total[0])) / renyi.divisor();
        double error = (relative + EPS * Math.abs(largest)) / Math.abs(renyi.divisor());
        write(value, error + EPS * Math.abs(value), (1 - renyi.exponent()) / (renyi.divisor() * total[0]), relative, out);
    }

    @Override
    public void close() {
        runner.close();
    }
}
