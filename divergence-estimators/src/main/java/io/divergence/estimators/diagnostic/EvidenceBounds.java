package io.divergence.estimators.diagnostic;

import io.divergence.distribution.Distribution;
import io.divergence.target.LogDensity;
import java.util.ArrayList;
import java.util.List;

/**
 * Brackets log Z = log INTEGRAL p~ by log weights l_i = log p~(z_i) - log q(z_i), z_i ~ q:
 *
 * <pre>
 * ELBO     = E l                             = log Z - KL(q||p)
 * IWELBO_K = E log mean_K e^l                between ELBO and log Z, growing with K
 * CUBO_2   = (1/2) log E e^(2 l)             = log Z + (1/2) log(1 + chi^2(p||q))
 * </pre>
 *
 * <p>Thread-safe.
 *
 * <p>References: Y. Burda, R. Grosse, R. Salakhutdinov, Importance weighted autoencoders (2016), for IWELBO; A. Dieng, D. Tran,
 * R. Ranganath, J. Paisley, D. Blei, Variational inference via chi upper bound minimization (2017), for CUBO.
 */
public final class EvidenceBounds {
    /** A standard error over fewer groups is too rough to say. */
    private static final int FEWEST_GROUPS = 32;

    /** Weights of such a span, in nats, are normal numbers. */
    private static final double LONGEST = 700;
    /** Terms of a loop, as in {@link LogWeights}. */
    private static final int BLOCK = 64;

    private EvidenceBounds() {
    }

    /** Draws from q and brackets log Z. */
    public static LogEvidence of(LogDensity target, Distribution proposal, int draws, long seed) {
        return ImportanceSummary.of(target, proposal, draws, seed).evidence();
    }

    /**
     * Brackets log Z.
     *
     * @param logWeights l_i in nats, of independent draws; negative infinity is a weight of zero; not kept
     * @throws IllegalArgumentException if there are none, or one is NaN or positive infinity, naming the entry
     * @throws BlindWeightsException if all are negative infinity
     */
    public static LogEvidence of(double[] logWeights) {
        WeightTail tail = WeightTail.of(logWeights, ParetoSmoothing.check(logWeights));
        int draws = logWeights.length;
        double[] weights = LogWeights.exponentials(logWeights, tail.largest());
        Bound estimate = logMean(weights, tail.largest());
        List<LogEvidence.Weighted> weighted = byGroups(logWeights, weights, tail);
        for (int i = 0; i < draws; i++) {
            weights[i] *= weights[i];
        }
        Bound squares = logMean(weights, 2 * tail.largest());
        return new LogEvidence(weighted, estimate, new Bound(squares.value() / 2, squares.standardError() / 2),
                tail.fit(1).khat(), tail.fit(2).khat(), draws);
    }

    private static List<LogEvidence.Weighted> byGroups(double[] logWeights, double[] weights, WeightTail tail) {
        List<LogEvidence.Weighted> weighted = new ArrayList<>();
        weighted.add(new LogEvidence.Weighted(1, groups(logWeights, 1)));
        // Sums of weights that do not underflow need no exponentials of their own.
        boolean isShort = tail.smallest() > -LONGEST;
        double[] sums = isShort ? weights : logWeights;
        for (int k = 2; logWeights.length / k >= FEWEST_GROUPS; k *= 2) {
            sums = isShort ? pairSums(sums) : pairs(sums);
            weighted.add(new LogEvidence.Weighted(k, groups(isShort ? logarithms(sums, tail.largest()) : sums, k)));
        }
        return weighted;
    }

    private static double[] pairSums(double[] x) {
        double[] sums = new double[x.length / 2];
        for (int g = 0; g < sums.length; g++) {
            sums[g] = x[2 * g] + x[2 * g + 1];
        }
        return sums;
    }

    private static double[] logarithms(double[] x, double shift) {
        double[] logs = new double[x.length];
        for (int g = 0; g < x.length; g++) {
            logs[g] = shift + Math.log(x[g]);
        }
        return logs;
    }

    /** The logarithms of the sums of consecutive pairs; a last one without a partner is left out. */
    private static double[] pairs(double[] l) {
        double[] sums = new double[l.length / 2];
        for (int g = 0; g < sums.length; g++) {
            double max = Math.max(l[2 * g], l[2 * g + 1]);
            double min = Math.min(l[2 * g], l[2 * g + 1]);
            sums[g] = min > Double.NEGATIVE_INFINITY ? max + Math.log(1 + Math.exp(min - max)) : max;
        }
        return sums;
    }

    /** Averages the log mean of the weights of consecutive groups, of which the logarithms of the sums are given. */
    private static Bound groups(double[] sums, int size) {
        int count = sums.length;
        double logSize = Math.log(size);
        double mean = 0;
        for (int from = 0; from < count; from += BLOCK) {
            mean = mean(sums, from, Math.min(count, from + BLOCK), logSize, mean);
        }
        if (Double.isInfinite(mean)) {
            return new Bound(mean, Double.NaN);
        }
        double[] restAndSquares = new double[2];
        for (int from = 0; from < count; from += BLOCK) {
            addErrors(sums, from, Math.min(count, from + BLOCK), logSize, mean, restAndSquares);
        }
        return bound(mean + restAndSquares[0], Math.sqrt(restAndSquares[1] / (count - 1) / count));
    }

    private static double mean(double[] sums, int from, int to, double logSize, double known) {
        double mean = known;
        for (int g = from; g < to; g++) {
            mean += (sums[g] - logSize) / sums.length;
        }
        return mean;
    }

    /** Adds what was lost by rounding as the mean was summed up, and the squares. */
    private static void addErrors(double[] sums, int from, int to, double logSize, double mean, double[] restAndSquares) {
        double rest = restAndSquares[0];
        double squares = restAndSquares[1];
        for (int g = from; g < to; g++) {
            double e = sums[g] - logSize - mean;
            rest += e / sums.length;
            squares += e * e;
        }
        restAndSquares[0] = rest;
        restAndSquares[1] = squares;
    }

    /** log mean of weights times e^shift, with the error of the delta method: the relative standard error of the mean. */
    private static Bound logMean(double[] weights, double shift) {
        int n = weights.length;
        double mean = LogWeights.sum(weights) / n;
        return bound(shift + Math.log(mean), Math.sqrt(LogWeights.squares(weights, mean) / (n - 1.0) / n) / mean);
    }

    /** Where all weights are the same there is rounding still. */
    private static Bound bound(double value, double error) {
        return new Bound(value, error < Math.ulp(value) ? Math.ulp(value) : error);
    }
}
