package io.divergence.estimators.sample;

import io.divergence.distribution.Categorical;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The counts of two samples in shared bins, or of shared categories, and divergences of their shares. Values are in nats, or in bits
 * by {@link #inBits}. Immutable and thread-safe.
 */
public final class BinnedSamples {
    private static final double BIT = Math.log(2);

    private final double[] edges;
    private final List<String> labels;
    private final long[] countsX;
    private final long[] countsY;
    private final ZeroPolicy policy;
    private final double unit;
    /** The bins that are not empty in both samples. */
    private final boolean[] used;

    private BinnedSamples(double[] edges, List<String> labels, long[] countsX, long[] countsY, ZeroPolicy policy, double unit) {
        this(edges, labels, countsX, countsY, policy, unit, used(countsX, countsY));
    }

    private BinnedSamples(double[] edges, List<String> labels, long[] countsX, long[] countsY, ZeroPolicy policy, double unit,
            boolean[] used) {
        this.used = used;
        this.edges = edges;
        this.labels = labels;
        this.countsX = countsX;
        this.countsY = countsY;
        this.policy = policy;
        this.unit = unit;
    }

    private static boolean[] used(long[] countsX, long[] countsY) {
        boolean[] used = new boolean[countsX.length];
        for (int i = 0; i < used.length; i++) {
            used[i] = countsX[i] + countsY[i] > 0;
        }
        return used;
    }

    /** These bins with other counts. */
    private BinnedSamples with(long[] x, long[] y) {
        return new BinnedSamples(edges, labels, x, y, policy, unit, used);
    }

    /** Returns these counts with the samples exchanged. */
    public BinnedSamples swapped() {
        return with(countsY, countsX);
    }

    /**
     * Counts in bins between the edges given, and in two more beyond the first and the last: bin i holds edges[i-1] &lt;= x &lt; edges[i].
     *
     * @param edges ascending, at least one
     */
    public static BinnedSamples byEdges(Samples x, Samples y, double... edges) {
        checkOneDimension(x, y);
        Checks.allFinite("edges", edges);
        Checks.atLeast("edges.length", edges.length, 1);
        for (int i = 1; i < edges.length; i++) {
            if (!(edges[i] > edges[i - 1])) {
                throw Checks.illegal("edges[" + i + "]", edges[i], "must be above edges[" + (i - 1) + "] = " + edges[i - 1]);
            }
        }
        return new BinnedSamples(edges.clone(), List.of(), counts(x, edges), counts(y, edges), ZeroPolicy.NONE, 1);
    }

    /**
     * Counts in bins that hold equal parts of the first sample: the reference of a drift report. Values that repeat make fewer bins.
     *
     * @param bins at least 2
     */
    public static BinnedSamples byQuantiles(Samples x, Samples y, int bins) {
        checkOneDimension(x, y);
        Checks.atLeast("bins", bins, 2);
        double[] sorted = x.values();
        Arrays.sort(sorted);
        TreeSet<Double> edges = new TreeSet<>();
        for (int i = 1; i < bins; i++) {
            double edge = sorted[(int) ((long) i * sorted.length / bins)];
            if (edge > sorted[0]) {
                edges.add(edge);
            }
        }
        if (edges.isEmpty()) {
            // One value only: it, what is below it, and what is above.
            return byEdges(x, y, sorted[0], Math.nextUp(sorted[0]));
        }
        return byEdges(x, y, edges.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * Counts in bins of equal width between the smallest and the largest value of both samples.
     *
     * @param bins at least 2
     */
    public static BinnedSamples byWidth(Samples x, Samples y, int bins) {
        checkOneDimension(x, y);
        Checks.atLeast("bins", bins, 2);
        double low = Math.min(Arrays.stream(x.raw()).min().orElseThrow(), Arrays.stream(y.raw()).min().orElseThrow());
        double high = Math.max(Arrays.stream(x.raw()).max().orElseThrow(), Arrays.stream(y.raw()).max().orElseThrow());
        TreeSet<Double> edges = new TreeSet<>();
        for (int i = 1; i < bins; i++) {
            edges.add(low + (high - low) * i / bins);
        }
        return byEdges(x, y, edges.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Counts the categories of either sample, in alphabetical order. */
    public static BinnedSamples byCategory(List<String> x, List<String> y) {
        Checks.notNull("x", x);
        Checks.notNull("y", y);
        Checks.atLeast("x.size", x.size(), 1);
        Checks.atLeast("y.size", y.size(), 1);
        TreeMap<String, long[]> counts = new TreeMap<>();
        x.forEach(c -> counts.computeIfAbsent(Checks.notNull("x", c), key -> new long[2])[0]++);
        y.forEach(c -> counts.computeIfAbsent(Checks.notNull("y", c), key -> new long[2])[1]++);
        long[] first = counts.values().stream().mapToLong(c -> c[0]).toArray();
        long[] second = counts.values().stream().mapToLong(c -> c[1]).toArray();
        return new BinnedSamples(new double[0], List.copyOf(counts.keySet()), first, second, ZeroPolicy.NONE, 1);
    }

    /** Takes counts of shared categories as they are. */
    public static BinnedSamples ofCounts(long[] x, long[] y) {
        Checks.notNull("x", x);
        Checks.notNull("y", y);
        if (x.length != y.length) {
            throw Checks.illegal("y.length", y.length, "must be that of x, " + x.length);
        }
        for (int i = 0; i < x.length; i++) {
            Checks.atLeast("x[" + i + "]", x[i], 0L);
            Checks.atLeast("y[" + i + "]", y[i], 0L);
        }
        Checks.atLeast("sum of x", Arrays.stream(x).sum(), 1L);
        Checks.atLeast("sum of y", Arrays.stream(y).sum(), 1L);
        return new BinnedSamples(new double[0], List.of(), x.clone(), y.clone(), ZeroPolicy.NONE, 1);
    }

    private static void checkOneDimension(Samples x, Samples y) {
        Samples.checkSameDimension(x, y);
        if (x.dimension() != 1) {
            throw Checks.illegal("x.dimension", x.dimension(), "must be 1: bins are on the line");
        }
    }

    private static long[] counts(Samples x, double[] edges) {
        long[] counts = new long[edges.length + 1];
        for (double value : x.raw()) {
            int i = Arrays.binarySearch(edges, value);
            counts[i >= 0 ? i + 1 : -i - 1]++;
        }
        return counts;
    }

    /** Returns these counts with another policy of empty bins; at first there is none. */
    public BinnedSamples with(ZeroPolicy other) {
        return new BinnedSamples(edges, labels, countsX, countsY, Checks.notNull("other", other), unit, used);
    }

    /** Returns these counts with divergences that have a unit in bits, logarithms to base 2, instead of nats. */
    public BinnedSamples inBits() {
        return new BinnedSamples(edges, labels, countsX, countsY, policy, BIT, used);
    }

    /** {@return the edges between bins; none for categories} */
    public double[] edges() {
        return edges.clone();
    }

    /** {@return the categories; none for bins} */
    public List<String> labels() {
        return labels;
    }

    /** {@return the counts of the first sample} */
    public long[] countsX() {
        return countsX.clone();
    }

    /** {@return the counts of the second sample} */
    public long[] countsY() {
        return countsY.clone();
    }

    /** Returns the shares of the first sample, after the policy. */
    public Categorical sharesX() {
        return shares(countsX);
    }

    /** Returns the shares of the second sample, after the policy. */
    public Categorical sharesY() {
        return shares(countsY);
    }

    private Categorical shares(long[] counts) {
        double[] weights = new double[counts.length];
        for (int i = 0; i < weights.length; i++) {
            // Where both are empty there is no bin.
            weights[i] = used[i] ? counts[i] + policy.added() : 0;
        }
        return Categorical.normalized(weights);
    }

    /** Returns KL(x||y). */
    public double kl() {
        return value(Divergences.forwardKl()) / unit;
    }

    /** Returns KL(y||x). */
    public double reverseKl() {
        return value(Divergences.reverseKl()) / unit;
    }

    /** Returns the population stability index, SUM (x - y) log(x/y): Jeffreys' divergence. */
    public double psi() {
        return value(Divergences.jeffreys()) / unit;
    }

    /** Returns the Jensen-Shannon divergence: at most log 2 nats, one bit. */
    public double jensenShannon() {
        return value(Divergences.jensenShannon()) / unit;
    }

    /** Returns chi^2(x||y) = SUM (x - y)^2/y, without a unit. */
    public double chiSquared() {
        return value(Divergences.forwardChiSquared());
    }

    /** Returns the squared Hellinger distance, without a unit. */
    public double squaredHellinger() {
        return value(Divergences.squaredHellinger());
    }

    /** Returns total variation, without a unit. */
    public double totalVariation() {
        return value(Divergences.totalVariation());
    }

    /** Returns any divergence of the shares of x from those of y, in nats where it has a unit. */
    public double value(Discrepancy discrepancy) {
        return DivergenceEvaluator.automatic().evaluate(discrepancy, sharesX(), sharesY()).value();
    }

    /** A number that is read off counts. */
    @FunctionalInterface
    public interface Reading {
        /** Returns the number. */
        double of(BinnedSamples counts);
    }

    /**
     * Evaluates with a standard error and a 95 % interval by the bootstrap, both counts drawn anew in the same bins, and a
     * permutation p-value. Divergences of counts are biased upwards by chance, and those of drawn counts twice: the interval is
     * the basic one, reflected about the estimate and cut at zero, so that it may lie below an estimate that is mostly chance.
     *
     * @param draws how many draws for either, at least 10
     */
    public SampleEstimate bootstrap(String name, Reading reading, int draws, long seed) {
        Checks.notNull("name", name);
        Checks.notNull("reading", reading);
        Checks.atLeast("draws", draws, 10);
        double estimate = reading.of(this);
        double[] values = new double[draws];
        RandomStream rng = RandomStream.of(seed);
        for (int b = 0; b < draws; b++) {
            rng.seek(b, 0);
            values[b] = reading.of(with(draw(countsX, rng), draw(countsY, rng)));
        }
        Arrays.sort(values);
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (draws - 1);
        double low = values[(int) (0.025 * (draws - 1))];
        double high = values[(int) Math.ceil(0.975 * (draws - 1))];
        return SampleEstimate.of(name, estimate, 0)
                .withInterval(Math.sqrt(variance), Math.max(0, 2 * estimate - high), Math.max(0, 2 * estimate - low))
                .withPValue(pValue(reading, estimate, draws, seed));
    }

    /** Divides the pooled points anew into samples of the same sizes. */
    private double pValue(Reading reading, double estimate, int draws, long seed) {
        int n = (int) Arrays.stream(countsX).sum();
        int[] bins = new int[n + (int) Arrays.stream(countsY).sum()];
        int at = 0;
        for (int i = 0; i < countsX.length; i++) {
            int to = at + (int) (countsX[i] + countsY[i]);
            Arrays.fill(bins, at, to, i);
            at = to;
        }
        RandomStream rng = RandomStream.of(seed);
        int larger = 0;
        for (int b = 0; b < draws; b++) {
            rng.seek(b, 1);
            long[] x = new long[countsX.length];
            long[] y = new long[countsX.length];
            for (int i = 0; i < bins.length; i++) {
                int j = i + (int) (rng.nextDouble() * (bins.length - i));
                int swap = bins[i];
                bins[i] = bins[j];
                bins[j] = swap;
                (i < n ? x : y)[bins[i]]++;
            }
            // To rounding: many divisions have the same value.
            larger += reading.of(with(x, y)) >= estimate * (1 - 1e-12) ? 1 : 0;
        }
        return (1.0 + larger) / (1.0 + draws);
    }

    private static long[] draw(long[] counts, RandomStream rng) {
        long total = Arrays.stream(counts).sum();
        long[] cumulative = counts.clone();
        for (int i = 1; i < counts.length; i++) {
            cumulative[i] += cumulative[i - 1];
        }
        long[] drawn = new long[counts.length];
        for (long k = 0; k < total; k++) {
            long u = (long) (rng.nextDouble() * total);
            int i = 0;
            while (cumulative[i] <= u) {
                i++;
            }
            drawn[i]++;
        }
        return drawn;
    }

    @Override
    public String toString() {
        return "BinnedSamples(" + Arrays.toString(countsX) + ", " + Arrays.toString(countsY) + ", " + policy + ")";
    }
}
