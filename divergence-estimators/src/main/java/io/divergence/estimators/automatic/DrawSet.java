package io.divergence.estimators.automatic;

import io.divergence.estimators.diagnostic.EvidenceBounds;
import io.divergence.estimators.diagnostic.LogEvidence;
import io.divergence.estimators.diagnostic.ParetoSmoothing;
import io.divergence.random.RandomStream;
import io.divergence.transform.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Draws of a fit with their weights by the target, and what they say. */
final class DrawSet {
    /** So many numbers are in a line of the processor's memory. */
    private static final int COLUMNS = 8;
    /** With a smaller part of effective draws, and a k-hat above 0.5, the promises of single steps are not trusted. */
    private static final double FEW = 0.3;
    /** Below this part it is asked whether the target has a finite mass at all. */
    private static final double FEWER = 0.25;
    /** With this part of effective draws the weights are equal, and nothing hangs on the shape of their tail. */
    private static final double EQUAL = 0.99;
    /** Draws that are evaluated together. */
    private static final int PART = 800;

    private final int rows;
    private final int d;
    private final double[] z;
    private final double[] logWeights;
    private final ParetoSmoothing smoothing;
    private final long nonFinite;
    private final int empty;
    /** Once it was asked for; another thread may find it anew, and the same. */
    private LogEvidence evidence;

    private DrawSet(double[] z, double[] logWeights, int d, long nonFinite) {
        this.z = z;
        this.d = d;
        this.logWeights = logWeights;
        this.nonFinite = nonFinite;
        rows = logWeights.length;
        int none = 0;
        for (double l : logWeights) {
            none += l == Double.NEGATIVE_INFINITY ? 1 : 0;
        }
        empty = none;
        smoothing = none < rows ? ParetoSmoothing.of(logWeights) : null;
    }

    static DrawSet draw(CountedTarget target, FitDraws q, int rows, long seed) {
        return append(target, q, new double[0], new double[0], 0, rows, seed);
    }

    /** These draws, and others until there are so many. */
    DrawSet and(CountedTarget target, FitDraws q, int total, long seed) {
        return append(target, q, z, logWeights, nonFinite, total, seed);
    }

    private static DrawSet append(CountedTarget target, FitDraws q, double[] known, double[] knownWeights, long knownFaults, int total, long seed) {
        int d = q.dimension();
        double[] z = Arrays.copyOf(known, total * d);
        double[] log = Arrays.copyOf(knownWeights, total);
        RandomStream rng = stream(total, seed);
        // A part at a time, which stays in the processor's cache and is all that is copied for the target.
        double[] part = new double[Math.min(PART, total) * d];
        double[] logP = new double[Math.min(PART, total)];
        double[] logQ = new double[logP.length];
        long before = target.nonFinite();
        for (int from = knownWeights.length; from < total; from += PART) {
            int count = Math.min(PART, total - from);
            q.draw(rng, part, logQ, count);
            target.weigh(part, count, logP);
            System.arraycopy(part, 0, z, from * d, count * d);
            for (int k = 0; k < count; k++) {
                log[from + k] = logP[k] - logQ[k];
            }
        }
        return new DrawSet(z, log, d, knownFaults + target.nonFinite() - before);
    }

    /** Draws without weights: the target cannot be asked. */
    static DrawSet unweighted(FitDraws q, int rows, long seed) {
        double[] z = new double[rows * q.dimension()];
        double[] none = new double[rows];
        q.draw(stream(rows, seed), z, none, rows);
        Arrays.fill(none, Double.NEGATIVE_INFINITY);
        return new DrawSet(z, none, q.dimension(), 0);
    }

    private static RandomStream stream(int rows, long seed) {
        RandomStream rng = RandomStream.of(seed, 0x64726177L);
        rng.seek(rows, 0);
        return rng;
    }

    boolean hasWeights() {
        return smoothing != null;
    }

    long nonFinite() {
        return nonFinite;
    }

    /** The draws of the largest weights: where the target has the most mass that the fit has not. */
    List<double[]> heaviest(int count) {
        return IntStream.range(0, rows).boxed().sorted(Comparator.comparingDouble(k -> -logWeights[k])).limit(count)
                .map(k -> Arrays.copyOfRange(z, k * d, (k + 1) * d)).toList();
    }

    /** Whether the weights are so alike that another shape has nothing to gain. */
    boolean isExact() {
        return hasWeights() && empty == 0 && smoothing.effectiveSampleSize() >= EQUAL * rows;
    }

    /** What a heavier tail than that of the normal distribution they were drawn from would gain. */
    TailShape tailShape(GaussianState normal) {
        return hasWeights() && empty == 0 ? TailShape.of(normal, z, logWeights) : new TailShape(0, false);
    }

    /** How many draws are where the target has no mass. */
    int empty() {
        return empty;
    }

    /** Whether more draws may tell a good fit from a bad one. */
    boolean isDoubtful() {
        return hasWeights() && smoothing.effectiveSampleSize() < EQUAL * rows && smoothing.khat() > 0.5 && (smoothing.khat() < 0.9 || isUsable());
    }

    /** Whether the target differs so much from the fit that the quadratic promises of the search may be too small. */
    boolean isUnlike() {
        return !hasWeights() || smoothing.khat() > 0.5 && smoothing.effectiveSampleSize() < FEW * rows;
    }

    /** Whether the fit and the target differ in most of their mass, whatever the tail of the weights. */
    boolean isFew() {
        return !hasWeights() || smoothing.effectiveSampleSize() < FEWER * rows;
    }

    /** Whether moments by the weights may be believed. */
    boolean isUsable() {
        return hasWeights() && Judgement.isUsable(smoothing, rows);
    }

    int rows() {
        return rows;
    }

    ParetoSmoothing smoothing() {
        return smoothing;
    }

    LogEvidence evidence() {
        LogEvidence known = evidence;
        if (known == null) {
            known = EvidenceBounds.of(logWeights);
            evidence = known;
        }
        return known;
    }

    /** The draws in the user's space: row-major. */
    double[] inUsersSpace(Transform transform) {
        if (transform == null) {
            return z.clone();
        }
        int width = transform.dimension();
        double[] x = new double[rows * width];
        for (int k = 0; k < rows; k++) {
            transform.apply(z, k * d, x, k * width);
        }
        return x;
    }

    List<ParameterSummary> summarize(Transform transform, List<String> names) {
        double[] x = transform == null ? z : inUsersSpace(transform);
        int width = x.length / rows;
        double[] weights = smoothing == null ? null : smoothing.weights();
        List<ParameterSummary> all = new ArrayList<>();
        double[][] columns = new double[Math.min(COLUMNS, width)][rows];
        for (int j = 0; j < width; j++) {
            if (j % COLUMNS == 0) {
                ColumnSummary.columns(x, width, j, columns);
            }
            all.add(ColumnSummary.of(names.get(j), columns[j % COLUMNS], weights));
        }
        return all;
    }
}
