package io.divergence.estimators.montecarlo;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Problem;
import io.divergence.family.FactorizedFamily;
import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import io.divergence.target.FactoredLogDensity;
import java.util.Arrays;

/**
 * The score estimate of reverse KL of a product family, block by block: what does not depend on a block's coordinates has no covariance
 * with the block's score. The coefficient of block b is log q_b(z_b) minus the factors of the target whose scope meets the block.
 */
final class RaoBlackwellObjective extends SampledObjective {
    private final FactoredLogDensity[] targets;
    private final int factors;
    private final int blocks;
    /** The factors that meet block b: meeting[start[b] .. start[b + 1]). */
    private final int[] meeting;
    private final int[] start;
    private final double[] logFactors;
    private final double[] logBlocks;
    private final double offset;

    RaoBlackwellObjective(Problem problem, Execution execution, Ratios ratios, int samples, Baseline baseline, double offset) {
        super(problem, execution, ratios, samples, false,
                new Contributions(baseline, samples, problem.family().parameterCount(), require(problem, ratios).blocks(), groups(problem)));
        this.offset = offset;
        targets = new FactoredLogDensity[workers];
        for (int w = 0; w < workers; w++) {
            targets[w] = ((FactoredLogDensity) problem.target()).boundCopy();
        }
        follow(targets);
        FactorizedFamily q = (FactorizedFamily) family;
        factors = targets[0].factors();
        blocks = q.blocks();
        int[][] met = new int[factors][];
        start = new int[blocks + 1];
        for (int f = 0; f < factors; f++) {
            met[f] = Arrays.stream(targets[0].scope(f)).map(q::blockOfCoordinate).distinct().toArray();
            for (int b : met[f]) {
                start[b + 1]++;
            }
        }
        for (int b = 0; b < blocks; b++) {
            start[b + 1] += start[b];
        }
        meeting = new int[start[blocks]];
        int[] next = start.clone();
        for (int f = 0; f < factors; f++) {
            for (int b : met[f]) {
                meeting[next[b]++] = f;
            }
        }
        logFactors = new double[Math.multiplyExact(samples, factors)];
        logBlocks = new double[Math.multiplyExact(samples, blocks)];
    }

    private static int[] groups(Problem problem) {
        int[] groups = new int[problem.family().parameterCount()];
        Arrays.setAll(groups, ((FactorizedFamily) problem.family())::blockOfParameter);
        return groups;
    }

    private static FactorizedFamily require(Problem problem, Ratios ratios) {
        String instead = "; use the plain ScoreEstimator";
        if (problem.discrepancy() != Divergences.reverseKl()) {
            throw Checks.illegal("discrepancy", problem.discrepancy().name(),
                    "must be reverse KL for a Rao-Blackwellised estimate: no other is linear in log p" + instead);
        }
        if (!(problem.family() instanceof FactorizedFamily family)) {
            throw Checks.illegal("family", problem.family(), "must be a FactorizedFamily for a Rao-Blackwellised estimate" + instead);
        }
        if (!(problem.target() instanceof FactoredLogDensity)) {
            throw Checks.illegal("target", problem.target(), "must be a FactoredLogDensity for a Rao-Blackwellised estimate, and not a"
                    + " wrapper of one" + instead);
        }
        if (ratios.isEstimated()) {
            throw Checks.illegal("normalization", Normalization.SELF_NORMALIZED,
                    "must be AUTOMATIC for a Rao-Blackwellised estimate: it needs no log Z" + instead);
        }
        return family;
    }

    @Override
    void draw(int worker, RandomStream rng, int from, int to) {
        families[worker].sample(phi, rng, z, from, to);
    }

    @Override
    void measure(int worker, int from, int to) {
        FactorizedFamily q = (FactorizedFamily) families[worker];
        targets[worker].logFactors(z, from, to, logFactors);
        q.logDensityOfBlocks(phi, z, from, to, logBlocks);
        for (int k = from; k < to; k++) {
            logRatio[k] = sum(logFactors, k * factors, factors);
            logQ[k] = sum(logBlocks, k * blocks, blocks);
        }
    }

    private static double sum(double[] a, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += a[i];
        }
        return sum;
    }

    @Override
    void coefficients(int row, double l, double[] out, int at) {
        for (int b = 0; b < blocks; b++) {
            double coefficient = logBlocks[row * blocks + b] + offset;
            for (int i = start[b]; i < start[b + 1]; i++) {
                coefficient -= logFactors[row * factors + meeting[i]];
            }
            out[at + b] = coefficient;
        }
    }

    @Override
    double coefficient(int row, double l) {
        return -l + offset;
    }

    @Override
    double response(int row, double l) {
        return 0;
    }

    @Override
    double value(int row, double l) {
        return ratios.value(l);
    }
}
