package io.divergence.estimators.diagnostic;

import io.divergence.math.Checks;
import java.util.Arrays;
import java.util.Locale;

/**
 * Pareto-smoothed importance sampling of log weights l_i = log p~(z_i) - log q(z_i), z_i ~ q.
 *
 * <p>The M = ceil(min(S/5, 3 sqrt S)) largest of S weights are replaced by the expected order statistics, F^-1((j - 1/2)/M), of a
 * generalised Pareto distribution fitted to their excesses over the next smaller weight, and no weight exceeds the largest raw one.
 * The fitted shape is k-hat: moments of the weights of order below 1/k exist. Under 0.5 all is well, up to 0.7 usable; above, a sum of
 * weights is ruled by draws that were not seen. A mode of the target that no draw reached is invisible to it.
 *
 * <p>Shifting all log weights changes nothing, and any finite size is fine. Immutable, thread-safe.
 *
 * <p>Reference: A. Vehtari, D. Simpson, A. Gelman, Y. Yao, J. Gabry, Pareto smoothed importance sampling, JMLR 25 (2024).
 */
public final class ParetoSmoothing {
    private static final double NORMAL_95 = 1.959963984540054;

    /** How k-hat came about. */
    public enum Status {
        /** All weights are equal to rounding: q is the target where it was drawn; k-hat is negative infinity. */
        EXACT,
        /** The largest weights are all equal to rounding, so the tail is bounded; k-hat is negative infinity. */
        CONSTANT_TAIL,
        /** Fewer than 25 draws, or fewer than five weights above the rest: there is no tail to fit; k-hat is NaN. */
        TOO_FEW,
        /** k-hat was estimated. */
        ESTIMATED
    }

    private final Status status;
    private final double khat;
    private final int tailLength;
    private final double[] logWeights;
    private final double effectiveSampleSize;

    private ParetoSmoothing(Status status, double khat, int tailLength, double[] unnormalized) {
        this.status = status;
        this.khat = khat;
        this.tailLength = tailLength;
        double max = LogWeights.largest(unnormalized);
        double[] weights = LogWeights.exponentials(unnormalized, max);
        double sum = LogWeights.sum(weights);
        logWeights = LogWeights.shifted(unnormalized, max + Math.log(sum));
        effectiveSampleSize = sum * sum / LogWeights.squares(weights, 0);
    }

    /**
     * Smooths log weights.
     *
     * @param logWeights l_i in nats, up to one constant; negative infinity is a weight of zero; not kept
     * @throws IllegalArgumentException if there are none, or one is NaN or positive infinity, naming the entry
     * @throws BlindWeightsException if all are negative infinity
     */
    public static ParetoSmoothing of(double[] logWeights) {
        WeightTail tail = WeightTail.of(logWeights, check(logWeights));
        double[] l = LogWeights.shifted(logWeights, tail.largest());
        WeightTail.Fit fit = tail.fit(1);
        if (fit.pareto() != null) {
            int[] order = tail.order();
            double threshold = Math.exp(tail.cut());
            for (int j = 0; j < order.length; j++) {
                double expected = threshold + fit.pareto().quantile((j + 0.5) / order.length);
                l[order[j]] = Math.min(0, Math.log(expected));
            }
        }
        return new ParetoSmoothing(fit.status(), fit.khat(), tail.order().length, l);
    }

    /** Returns the largest. */
    static double check(double[] logWeights) {
        Checks.notNull("logWeights", logWeights);
        Checks.atLeast("logWeights.length", logWeights.length, 1);
        double max = LogWeights.largest(logWeights);
        if (max == Double.NEGATIVE_INFINITY) {
            throw new BlindWeightsException(logWeights.length);
        }
        return max;
    }

    /**
     * Returns k-hat of a tail by itself: the shape of the generalised Pareto distribution fitted to excesses, shrunk to 1/2 as if by ten
     * more of them, (n k + 5)/(n + 10).
     *
     * @param values at least five excesses over a threshold, finite, not negative, in any order and unit, not all zero; not written
     * @return the estimate of k; its standard error is about (1 + k)/sqrt(n)
     * @throws IllegalArgumentException if a value breaks these rules, naming the entry
     */
    public static double khat(double[] values) {
        double[] x = Checks.allFinite("values", values).clone();
        Checks.atLeast("values.length", x.length, WeightTail.FEWEST_EXCESSES);
        for (int i = 0; i < x.length; i++) {
            Checks.nonNegative("values[" + i + "]", x[i]);
        }
        Arrays.sort(x);
        double largest = Checks.positive("the largest of values", x[x.length - 1]);
        for (int i = 0; i < x.length; i++) {
            x[i] /= largest;
        }
        return GeneralizedPareto.fit(x).shape();
    }

    /** {@return how k-hat came about} */
    public Status status() {
        return status;
    }

    /**
     * {@return k-hat; negative infinity if the weights or their tail are constant, positive infinity if the tail spans hundreds of nats,
     * NaN if there were too few draws}
     */
    public double khat() {
        return khat;
    }

    /**
     * {@return the standard error (1 + k)/sqrt(M) of an estimated k-hat; 0 where the tail is constant, NaN where k-hat is NaN or
     * infinite} It says nothing of tails that begin farther out than the draws reach.
     */
    public double khatStandardError() {
        if (status == Status.EXACT || status == Status.CONSTANT_TAIL) {
            return 0;
        }
        return Double.isInfinite(khat) ? Double.NaN : GeneralizedPareto.standardError(khat, tailLength);
    }

    /** {@return the lower end of the 95 % band of k-hat; k-hat itself if that is infinite, NaN if it is NaN} */
    public double khatLower() {
        return Double.isInfinite(khat) ? khat : khat - NORMAL_95 * khatStandardError();
    }

    /** {@return the upper end of the 95 % band of k-hat; k-hat itself if that is infinite, NaN if it is NaN} */
    public double khatUpper() {
        return Double.isInfinite(khat) ? khat : khat + NORMAL_95 * khatStandardError();
    }

    /**
     * {@return whether k-hat is below the threshold for this many draws, min(1 - 1/log10(S), 0.7); false if k-hat is NaN}
     */
    public boolean isReliable() {
        return khat < Math.min(1 - 1 / Math.log10(logWeights.length), 0.7);
    }

    /** {@return the number of weights that were smoothed, M; smoothing happens only if k-hat was estimated and is finite} */
    public int tailLength() {
        return tailLength;
    }

    /** {@return the number of draws S} */
    public int size() {
        return logWeights.length;
    }

    /** {@return a copy of the logarithms of the smoothed weights, which sum to one; in the order given} */
    public double[] logWeights() {
        return logWeights.clone();
    }

    /** {@return the smoothed weights, which sum to one; in the order given} */
    public double[] weights() {
        return LogWeights.exponentials(logWeights, 0);
    }

    /** {@return the effective sample size 1/SUM w^2 of the smoothed weights, in [1, S]} */
    public double effectiveSampleSize() {
        return effectiveSampleSize;
    }

    @Override
    public String toString() {
        String sizes = String.format(Locale.US, ", ESS %.4g of %d", effectiveSampleSize, logWeights.length);
        switch (status) {
            case EXACT:
                return "k-hat exact" + sizes;
            case CONSTANT_TAIL:
                return "k-hat exact (constant tail)" + sizes;
            case TOO_FEW:
                return "k-hat unknown (too few draws)" + sizes;
            default:
                return String.format(Locale.US, "k-hat %.2f +- %.2f", khat, khatStandardError()) + sizes;
        }
    }
}
