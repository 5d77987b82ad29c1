package io.divergence.estimators.sample;

import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import java.util.Arrays;

/**
 * Distances between two samples by sums over pairs of points: maximum mean discrepancy with a Gaussian kernel
 * k(a, b) = e^(-|a - b|^2/(2 s^2)), and energy distance, where -|a - b| takes the place of k:
 *
 * <pre>E k(x, x') + E k(y, y') - 2 E k(x, y)</pre>
 *
 * <p>biased (all pairs, never negative) or unbiased (pairs of distinct points). Memory grows as n, time as n^2; permutations are
 * summed in the same pass over the pairs. Immutable.
 *
 * <p>References: A. Gretton et al., A kernel two-sample test, 2012; G. Szekely, M. Rizzo, Energy statistics, 2013.
 */
public final class KernelTwoSample {
    private static final int MEDIAN_POINTS = 1000;

    /** What is summed over pairs. */
    private enum Kind { GAUSSIAN, ENERGY }

    private final Kind kind;
    private final double width;
    private final boolean unbiased;

    private KernelTwoSample(Kind kind, double width, boolean unbiased) {
        this.kind = kind;
        this.width = width;
        this.unbiased = unbiased;
    }

    /** Returns squared maximum mean discrepancy with a Gaussian kernel as wide as the median distance between the pooled points. */
    public static KernelTwoSample mmd() {
        return new KernelTwoSample(Kind.GAUSSIAN, Double.NaN, true);
    }

    /** Returns squared maximum mean discrepancy with a Gaussian kernel of a standard deviation. */
    public static KernelTwoSample mmd(double width) {
        return new KernelTwoSample(Kind.GAUSSIAN, Checks.positive("width", width), true);
    }

    /** Returns energy distance. */
    public static KernelTwoSample energy() {
        return new KernelTwoSample(Kind.ENERGY, Double.NaN, true);
    }

    /** Returns the biased form of this statistic: over all pairs, never negative. */
    public KernelTwoSample biased() {
        return new KernelTwoSample(kind, width, false);
    }

    /** Returns the statistic; the unbiased one may be negative by chance. */
    public SampleEstimate evaluate(Samples x, Samples y) {
        return evaluate(x, y, null);
    }

    /**
     * Returns the statistic with the p-value of a permutation test, (1 + k)/(1 + B).
     *
     * @param permutations how many divisions of the pooled points, and their seed
     */
    public SampleEstimate test(Samples x, Samples y, Resampling permutations) {
        return evaluate(x, y, Checks.notNull("permutations", permutations));
    }

    private SampleEstimate evaluate(Samples x, Samples y, Resampling permutations) {
        Samples.checkSameDimension(x, y);
        int least = unbiased ? 2 : 1;
        Checks.atLeast("x.size", x.size(), least);
        Checks.atLeast("y.size", y.size(), least);
        Samples all = Resampling.pool(x, y);
        double s = Double.isNaN(width) && kind == Kind.GAUSSIAN ? medianDistance(all) : width;
        int n = x.size();
        int total = all.size();
        int divisions = 1 + (permutations == null ? 0 : permutations.draws());
        // By point, then division: 1 for the first sample.
        double[][] first = new double[total][divisions];
        for (int b = 0; b < divisions; b++) {
            boolean[] division = b == 0 ? null : permutations.division(b - 1, total, n);
            for (int i = 0; i < total; i++) {
                first[i][b] = division == null ? (i < n ? 1 : 0) : division[i] ? 1 : 0;
            }
        }
        double[] values = statistics(all, n, first, divisions, s);
        String name = (kind == Kind.ENERGY ? "energy distance" : "MMD^2 of width " + (float) s) + (unbiased ? "" : ", biased");
        SampleEstimate estimate = SampleEstimate.of(name, values[0], 0);
        if (permutations == null) {
            return estimate;
        }
        int larger = 0;
        for (int b = 1; b < divisions; b++) {
            larger += values[b] >= values[0] ? 1 : 0;
        }
        return estimate.withPValue((1.0 + larger) / divisions);
    }

    /** Sums the kernel within the first sample, and along with one point of it, for every division in one pass over the pairs. */
    private double[] statistics(Samples all, int n, double[][] first, int divisions, double s) {
        int total = all.size();
        int m = total - n;
        double[] within = new double[divisions];
        double[] touching = new double[divisions];
        double everything = 0;
        for (int i = 0; i < total; i++) {
            double[] ofI = first[i];
            for (int j = 0; j < i; j++) {
                double k = kernel(all, i, j, s);
                double[] ofJ = first[j];
                everything += k;
                for (int b = 0; b < divisions; b++) {
                    within[b] += k * ofI[b] * ofJ[b];
                    touching[b] += k * (ofI[b] + ofJ[b]);
                }
            }
        }
        double diagonal = kind == Kind.ENERGY ? 0 : 1;
        double[] values = new double[divisions];
        for (int b = 0; b < divisions; b++) {
            double xx = within[b];
            double xy = touching[b] - 2 * xx;
            double yy = everything - xx - xy;
            double ofX = unbiased ? 2 * xx / ((double) n * (n - 1)) : (2 * xx + n * diagonal) / ((double) n * n);
            double ofY = unbiased ? 2 * yy / ((double) m * (m - 1)) : (2 * yy + m * diagonal) / ((double) m * m);
            values[b] = ofX + ofY - 2 * xy / ((double) n * m);
        }
        return values;
    }

    private double kernel(Samples all, int i, int j, double s) {
        double square = square(all, i, j);
        return kind == Kind.ENERGY ? -Math.sqrt(square) : Math.exp(-0.5 * square / (s * s));
    }

    private static double square(Samples all, int i, int j) {
        double[] values = all.raw();
        int d = all.dimension();
        double sum = 0;
        for (int c = 0; c < d; c++) {
            double difference = values[i * d + c] - values[j * d + c];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * Returns the median distance between distinct points: of all pairs up to 1000 points, of 1000 evenly chosen ones beyond; 1 if
     * all points coincide.
     */
    static double medianDistance(Samples all) {
        int n = Math.min(all.size(), MEDIAN_POINTS);
        RandomStream rng = RandomStream.of(0);
        rng.seek(0, 0);
        int[] chosen = new int[n];
        for (int i = 0; i < n; i++) {
            chosen[i] = n == all.size() ? i : (int) ((i + rng.nextDouble()) * all.size() / n);
        }
        double[] distances = new double[n * (n - 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                distances[at++] = Math.sqrt(square(all, chosen[i], chosen[j]));
            }
        }
        Arrays.sort(distances);
        int firstPositive = 0;
        while (firstPositive < at && distances[firstPositive] == 0) {
            firstPositive++;
        }
        return firstPositive == at ? 1 : distances[(firstPositive + at) / 2];
    }
}
