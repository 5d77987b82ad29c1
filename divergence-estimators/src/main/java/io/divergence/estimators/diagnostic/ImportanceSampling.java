package io.divergence.estimators.diagnostic;

import io.divergence.distribution.Distribution;
import io.divergence.estimate.Execution;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.parallel.BlockRunner;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensity;

/**
 * Draws from a fitted distribution q and weighs them by a target p~: l = log p~ - log q. The draws depend on (seed, step) only, not on
 * the number of threads, and not on the draws of a fit with the same seed. Immutable, thread-safe.
 */
public final class ImportanceSampling {
    private static final int BLOCK = 256;
    /** Keeps these draws apart from those of a fit. */
    private static final long PURPOSE = 0xD1A6L;

    private final LogDensity target;
    private final Distribution proposal;
    private final int draws;
    private final long step;
    private final boolean keepDraws;

    private ImportanceSampling(LogDensity target, Distribution proposal, int draws, long step, boolean keepDraws) {
        this.target = target;
        this.proposal = proposal;
        this.draws = draws;
        this.step = step;
        this.keepDraws = keepDraws;
    }

    /**
     * Returns the comparison of a target and a distribution by 4,000 draws, which are not kept.
     *
     * @param target p~, maybe unnormalised
     * @param proposal q, of the same dimension
     */
    public static ImportanceSampling of(LogDensity target, Distribution proposal) {
        Checks.notNull("target", target);
        Checks.notNull("proposal", proposal);
        if (target.dimension() != proposal.dimension()) {
            throw Checks.illegal("target.dimension", target.dimension(), "must equal proposal.dimension = " + proposal.dimension());
        }
        return new ImportanceSampling(target, proposal, 4000, 0, false);
    }

    /**
     * Returns the comparison of a target and a member of a family.
     *
     * @throws IllegalArgumentException if phi is not valid
     */
    public static ImportanceSampling of(LogDensity target, VariationalFamily family, double[] phi) {
        return of(target, Checks.notNull("family", family).at(phi));
    }

    /** Returns this with S draws, at least 2. */
    public ImportanceSampling withDraws(int draws) {
        return new ImportanceSampling(target, proposal, Checks.atLeast("draws", draws, 2), step, keepDraws);
    }

    /** Returns this with the draws of another step: fresh ones for every step of one seed. */
    public ImportanceSampling withStep(long step) {
        return new ImportanceSampling(target, proposal, draws, step, keepDraws);
    }

    /** Returns this with draws that stay in the summary. */
    public ImportanceSampling withDrawsKept() {
        return new ImportanceSampling(target, proposal, draws, step, true);
    }

    /** Draws on the calling thread. */
    public ImportanceSummary run(long seed) {
        return run(Execution.serial(seed));
    }

    /** Draws on one or several threads; the bits of the result do not depend on how many. What the target throws is passed on. */
    public ImportanceSummary run(Execution execution) {
        Checks.notNull("execution", execution);
        int d = target.dimension();
        int blocks = (draws + BLOCK - 1) / BLOCK;
        double[] z = new double[Math.multiplyExact(draws, d)];
        double[] logWeights = new double[draws];
        double[] logQ = new double[draws];
        try (BlockRunner runner = BlockRunner.of(Math.min(execution.threads(), blocks))) {
            RandomStream[] streams = new RandomStream[runner.workers()];
            LogDensity[] targets = new LogDensity[runner.workers()];
            LogDensity[] proposals = new LogDensity[runner.workers()];
            // The target works on copies: one that writes to its argument, against its contract, must not spoil the moments.
            double[][] copies = new double[runner.workers()][BLOCK * d];
            double[][] logP = new double[runner.workers()][BLOCK];
            for (int w = 0; w < streams.length; w++) {
                streams[w] = RandomStream.of(execution.seed(), PURPOSE);
                targets[w] = target.boundCopy();
                proposals[w] = proposal.boundCopy();
            }
            runner.run(blocks, (worker, block) -> {
                int from = block * BLOCK;
                int to = Math.min(draws, from + BLOCK);
                streams[worker].seek(step, block);
                proposal.sample(streams[worker], z, from, to);
                proposals[worker].logDensity(z, from, to, logQ);
                System.arraycopy(z, from * d, copies[worker], 0, (to - from) * d);
                targets[worker].logDensity(copies[worker], 0, to - from, logP[worker]);
                for (int k = from; k < to; k++) {
                    logWeights[k] = logP[worker][k - from] - logQ[k];
                }
            });
        }
        return ImportanceSummary.of(z, d, logWeights, keepDraws);
    }
}
