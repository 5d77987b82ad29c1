package io.divergence.estimators.automatic;

import io.divergence.distribution.Distribution;
import io.divergence.estimators.diagnostic.EvidenceBounds;
import io.divergence.estimators.diagnostic.LogEvidence;
import io.divergence.estimators.diagnostic.ParetoSmoothing;
import io.divergence.random.RandomStream;
import io.divergence.transform.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Draws of a fit with their weights by the target, and what they say. */
final class DrawSet {
    private final int rows;
    private final int d;
    private final double[] z;
    private final double[] logWeights;
    private final ParetoSmoothing smoothing;
    private final long nonFinite;

    private DrawSet(double[] z, double[] logWeights, int d, long nonFinite) {
        this.z = z;
        this.d = d;
        this.logWeights = logWeights;
        this.nonFinite = nonFinite;
        rows = logWeights.length;
        smoothing = Arrays.stream(logWeights).anyMatch(l -> l > Double.NEGATIVE_INFINITY) ? ParetoSmoothing.of(logWeights) : null;
    }

    static DrawSet draw(CountedTarget target, Distribution q, int rows, long seed) {
        int d = target.dimension();
        double[] z = new double[rows * d];
        RandomStream rng = RandomStream.of(seed, 0x64726177L);
        rng.seek(rows, 0);
        q.sample(rng, z, 0, rows);
        double[] log = new double[rows];
        double[] logQ = new double[rows];
        long before = target.nonFinite();
        target.weigh(z, rows, log);
        q.logDensity(z, 0, rows, logQ);
        for (int k = 0; k < rows; k++) {
            log[k] -= logQ[k];
        }
        return new DrawSet(z, log, d, target.nonFinite() - before);
    }

    /** Draws without weights: the target cannot be asked. */
    static DrawSet unweighted(int d, Distribution q, int rows, long seed) {
        double[] z = new double[rows * d];
        RandomStream rng = RandomStream.of(seed, 0x64726177L);
        rng.seek(rows, 0);
        q.sample(rng, z, 0, rows);
        double[] none = new double[rows];
        Arrays.fill(none, Double.NEGATIVE_INFINITY);
        return new DrawSet(z, none, d, 0);
    }

    boolean hasWeights() {
        return smoothing != null;
    }

    long nonFinite() {
        return nonFinite;
    }

    /** How many draws are where the target has no mass. */
    int empty() {
        return (int) Arrays.stream(logWeights).filter(l -> l == Double.NEGATIVE_INFINITY).count();
    }

    /** Whether more draws may tell a good fit from a bad one. */
    boolean isDoubtful() {
        return hasWeights() && smoothing.khat() > 0.5 && (smoothing.khat() < 0.9 || isUsable());
    }

    /** Whether the target differs so much from the fit that the quadratic promises of the search may be too small. */
    boolean isUnlike() {
        return !hasWeights() || smoothing.khat() > 0.5 && smoothing.effectiveSampleSize() < Judgement.ALIKE * rows;
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
        return EvidenceBounds.of(logWeights);
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
        double[] x = inUsersSpace(transform);
        int width = x.length / rows;
        double[] weights = smoothing == null ? null : smoothing.weights();
        List<ParameterSummary> all = new ArrayList<>();
        double[] column = new double[rows];
        for (int j = 0; j < width; j++) {
            for (int k = 0; k < rows; k++) {
                column[k] = x[k * width + j];
            }
            double mean = Arrays.stream(column).average().orElseThrow();
            double sd = deviation(column, null, mean);
            double corrected = Double.NaN;
            double error = Double.NaN;
            double correctedSd = Double.NaN;
            if (weights != null) {
                corrected = 0;
                for (int k = 0; k < rows; k++) {
                    corrected += weights[k] * column[k];
                }
                double squares = 0;
                for (int k = 0; k < rows; k++) {
                    squares += Math.pow(weights[k] * (column[k] - corrected), 2);
                }
                error = Math.sqrt(squares);
                correctedSd = deviation(column, weights, corrected);
            }
            double[] sorted = column.clone();
            Arrays.sort(sorted);
            all.add(new ParameterSummary(names.get(j), mean, sd / Math.sqrt(rows), sd, sorted[(int) (0.05 * rows)], sorted[rows / 2],
                    sorted[(int) (0.95 * rows)], corrected, error, correctedSd));
        }
        return all;
    }

    private static double deviation(double[] column, double[] weights, double mean) {
        double sum = 0;
        for (int k = 0; k < column.length; k++) {
            sum += (weights == null ? 1.0 / column.length : weights[k]) * (column[k] - mean) * (column[k] - mean);
        }
        return Math.sqrt(sum);
    }
}
