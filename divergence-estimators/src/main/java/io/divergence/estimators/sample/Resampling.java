package io.divergence.estimators.sample;

import io.divergence.distribution.Normal;
import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import java.util.Arrays;

/**
 * Intervals and tests of a statistic of two samples by resampling, each draw addressed by seed and number, so that the same seed
 * gives the same answer. Immutable and thread-safe.
 *
 * <p>References: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993; B. Phipson, G. Smyth, Permutation p-values should
 * never be zero, 2010; D. Politis, J. Romano, M. Wolf, Subsampling, 1999.
 */
public final class Resampling {
    private static final int LEAST = 4;

    private final int draws;
    private final long seed;
    private final double level;
    private final double floor;

    private Resampling(int draws, long seed, double level, double floor) {
        this.floor = floor;
        this.draws = draws;
        this.seed = seed;
        this.level = level;
    }

    /**
     * Returns a resampling of so many draws, with intervals of level 0.95.
     *
     * @param draws at least 10
     */
    public static Resampling of(int draws, long seed) {
        return new Resampling(Checks.atLeast("draws", draws, 10), seed, 0.95, Double.NEGATIVE_INFINITY);
    }

    /** Returns this resampling with intervals of another level, between 0.5 and 0.999. */
    public Resampling withLevel(double level) {
        return new Resampling(draws, seed, Checks.inRange("level", level, 0.5, 0.999), floor);
    }

    /** Returns this resampling with intervals that end at zero: of numbers that cannot be negative. */
    public Resampling nonNegative() {
        return new Resampling(draws, seed, level, 0);
    }

    /**
     * Evaluates with the standard error and the basic interval of the bootstrap: both samples drawn anew with replacement, their
     * quantiles reflected about the estimate, since distances between samples are biased upwards, and those between drawn
     * samples twice. Not for statistics that look at nearest neighbours, which the repeated points deceive: see {@link #halves}.
     */
    public SampleEstimate bootstrap(TwoSampleStatistic statistic, Samples x, Samples y) {
        SampleEstimate estimate = statistic.evaluate(x, y);
        double[] values = new double[draws];
        RandomStream rng = RandomStream.of(seed);
        for (int b = 0; b < draws; b++) {
            rng.seek(b, 0);
            values[b] = statistic.evaluate(x.pick(withReplacement(x.size(), rng)), y.pick(withReplacement(y.size(), rng))).value();
        }
        Arrays.sort(values);
        double tail = 0.5 * (1 - level);
        double v = estimate.value();
        return estimate.withInterval(deviation(values), Math.max(floor, 2 * v - quantile(values, 1 - tail)),
                Math.max(floor, 2 * v - quantile(values, tail)));
    }

    /**
     * Evaluates with the standard error by random halves of both samples without replacement, whose deviation given the data is
     * that of the whole, and the normal interval.
     *
     * @throws IllegalArgumentException if a sample has fewer than eight points
     */
    public SampleEstimate halves(TwoSampleStatistic statistic, Samples x, Samples y) {
        Checks.atLeast("x.size", x.size(), 2 * LEAST);
        Checks.atLeast("y.size", y.size(), 2 * LEAST);
        SampleEstimate estimate = statistic.evaluate(x, y);
        double[] values = new double[draws];
        RandomStream rng = RandomStream.of(seed);
        for (int b = 0; b < draws; b++) {
            rng.seek(b, 1);
            int[] rows = permutation(x.size(), rng);
            int[] others = permutation(y.size(), rng);
            values[b] = statistic.evaluate(x.pick(Arrays.copyOf(rows, x.size() / 2)), y.pick(Arrays.copyOf(others, y.size() / 2))).value();
        }
        double error = deviation(values);
        double reach = Normal.of(0, 1).quantile(0.5 + 0.5 * level) * error;
        return estimate.withInterval(error, Math.max(floor, estimate.value() - reach), Math.max(floor, estimate.value() + reach));
    }

    /**
     * Evaluates with the p-value (1 + k)/(1 + B) of a permutation test: k of B divisions of the pooled points into two samples of
     * these sizes have a statistic at least as large.
     */
    public SampleEstimate permutation(TwoSampleStatistic statistic, Samples x, Samples y) {
        Samples.checkSameDimension(x, y);
        SampleEstimate estimate = statistic.evaluate(x, y);
        Samples pooled = pool(x, y);
        RandomStream rng = RandomStream.of(seed);
        int larger = 0;
        for (int b = 0; b < draws; b++) {
            rng.seek(b, 2);
            int[] order = permutation(pooled.size(), rng);
            double value = statistic.evaluate(pooled.pick(Arrays.copyOf(order, x.size())),
                    pooled.pick(Arrays.copyOfRange(order, x.size(), order.length))).value();
            // A tie counts: the observed division is one of them.
            larger += value >= estimate.value() ? 1 : 0;
        }
        return estimate.withPValue((1.0 + larger) / (1.0 + draws));
    }

    static Samples pool(Samples x, Samples y) {
        double[] all = Arrays.copyOf(x.raw(), x.raw().length + y.raw().length);
        System.arraycopy(y.raw(), 0, all, x.raw().length, y.raw().length);
        return Samples.ofRows(all, x.dimension());
    }

    int draws() {
        return draws;
    }

    /** The division number b: true for the points of the first sample. */
    boolean[] division(int b, int n, int size) {
        RandomStream rng = RandomStream.of(seed);
        rng.seek(b, 2);
        int[] order = permutation(n, rng);
        boolean[] first = new boolean[n];
        for (int i = 0; i < size; i++) {
            first[order[i]] = true;
        }
        return first;
    }

    private static int[] withReplacement(int n, RandomStream rng) {
        int[] rows = new int[n];
        for (int i = 0; i < n; i++) {
            rows[i] = (int) (rng.nextDouble() * n);
        }
        return rows;
    }

    private static int[] permutation(int n, RandomStream rng) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = (int) (rng.nextDouble() * (i + 1));
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double sum = 0;
        for (double v : values) {
            sum += (v - mean) * (v - mean);
        }
        return Math.sqrt(sum / (values.length - 1));
    }

    /** The quantile of sorted values, interpolated. */
    private static double quantile(double[] sorted, double p) {
        double place = p * (sorted.length - 1);
        int i = (int) place;
        double rest = place - i;
        return rest == 0 ? sorted[i] : (1 - rest) * sorted[i] + rest * sorted[Math.min(i + 1, sorted.length - 1)];
    }

    @Override
    public String toString() {
        return "Resampling(draws=" + draws + ", seed=" + seed + ", level=" + level + ")";
    }
}
