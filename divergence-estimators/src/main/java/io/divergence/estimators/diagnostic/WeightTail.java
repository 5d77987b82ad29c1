package io.divergence.estimators.diagnostic;

import io.divergence.estimators.diagnostic.ParetoSmoothing.Status;
import io.divergence.math.OrderStatistics;

/**
 * The M = ceil(min(S/5, 3 sqrt S)) largest of S log weights, relative to the largest of all; nobody writes to the array.
 *
 * @param largest of all
 * @param smallest of all, relative to the largest
 * @param cut the largest below the tail, relative to the largest; NaN if the tail is all
 * @param order the indices of the tail, ascending by weight, and by index where those are equal
 * @param top their log weights, relative to the largest
 */
record WeightTail(double largest, double smallest, double cut, int[] order, double[] top) {
    static final int FEWEST_EXCESSES = 5;
    /** A virtual machine compiles short loops that are called often sooner than long ones. */
    private static final int BLOCK = 64;

    /**
     * What a tail says.
     *
     * @param pareto the fitted distribution of the excesses; null if there is none, or it has no finite shape
     */
    record Fit(Status status, double khat, GeneralizedPareto pareto) {
    }

    /**
     * Finds the tail.
     *
     * @param logWeights none NaN, and not all negative infinity
     * @param largest of them
     */
    static WeightTail of(double[] logWeights, double largest) {
        int draws = logWeights.length;
        int count = (int) Math.ceil(Math.min(draws / 5.0, 3 * Math.sqrt(draws)));
        double[] ends = OrderStatistics.of(logWeights, 0, Math.max(0, draws - count - 1), draws - count);
        double least = ends[2];
        int equal = count;
        for (int from = 0; from < draws; from += BLOCK) {
            equal -= above(logWeights, from, Math.min(draws, from + BLOCK), least);
        }
        int[] order = new int[count];
        int[] left = {count, equal};
        for (int to = draws; to > 0; to -= BLOCK) {
            collect(logWeights, Math.max(0, to - BLOCK), to, least, left, order);
        }
        sort(order, logWeights);
        double[] top = new double[count];
        for (int j = 0; j < count; j++) {
            top[j] = logWeights[order[j]] - largest;
        }
        return new WeightTail(largest, ends[0] - largest, count < draws ? ends[1] - largest : Double.NaN, order, top);
    }

    private static int above(double[] l, int from, int to, double least) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += l[i] > least ? 1 : 0;
        }
        return count;
    }

    /** Adds the indices of those above the least, and of those equal to it the later ones, from the end of the order on. */
    private static void collect(double[] l, int from, int to, double least, int[] left, int[] order) {
        for (int i = to - 1; i >= from; i--) {
            if (l[i] > least || l[i] == least && left[1]-- > 0) {
                order[--left[0]] = i;
            }
        }
    }

    /** Shell's sort of a few hundred indices: by what they stand for, then by themselves. */
    private static void sort(int[] order, double[] by) {
        int gap = 1;
        while (gap < order.length / 3) {
            gap = 3 * gap + 1;
        }
        for (; gap >= 1; gap /= 3) {
            for (int i = gap; i < order.length; i++) {
                int moved = order[i];
                int j = i - gap;
                for (; j >= 0 && (by[order[j]] > by[moved] || by[order[j]] == by[moved] && order[j] > moved); j -= gap) {
                    order[j + gap] = order[j];
                }
                order[j + gap] = moved;
            }
        }
    }

    /** Fits the excesses of the weights, raised to a power, over the largest below the tail. */
    Fit fit(int power) {
        // Rounding of log p~ and log q themselves grows with their size.
        double rounding = 1e-10 + 1e-13 * Math.abs(power * largest);
        if (power * smallest >= -rounding) {
            return new Fit(Status.EXACT, Double.NEGATIVE_INFINITY, null);
        }
        if (top.length < FEWEST_EXCESSES) {
            return new Fit(Status.TOO_FEW, Double.NaN, null);
        }
        if (power * top[0] >= -rounding) {
            return new Fit(Status.CONSTANT_TAIL, Double.NEGATIVE_INFINITY, null);
        }
        int tail = top.length;
        double[] excess = new double[tail];
        int above = 0;
        for (int j = 0; j < tail; j++) {
            boolean tied = !(power * top[j] > power * cut + rounding);
            above += tied ? 0 : 1;
            excess[j] = tied ? 0 : difference(power * top[j], power * cut);
        }
        if (above < FEWEST_EXCESSES) {
            return new Fit(Status.TOO_FEW, Double.NaN, null);
        }
        if (excess[tail - (above * 3 + 3) / 4] < GeneralizedPareto.UNDERFLOW) {
            return new Fit(Status.ESTIMATED, Double.POSITIVE_INFINITY, null);
        }
        GeneralizedPareto pareto = GeneralizedPareto.fit(excess);
        return new Fit(Status.ESTIMATED, pareto.shape(), Double.isInfinite(pareto.shape()) ? null : pareto);
    }

    /** e^a - e^b for b &lt; a &lt;= 0, without cancellation where they are close. */
    private static double difference(double a, double b) {
        return a - b < 1 ? Math.exp(b) * Math.expm1(a - b) : Math.exp(a) - Math.exp(b);
    }
}
