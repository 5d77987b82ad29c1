package io.divergence.estimators.diagnostic;

import io.divergence.distribution.Distribution;
import io.divergence.estimate.Finiteness;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What draws of q say about a target: smoothed weights with k-hat, effective sample size, and mean and standard deviation of every
 * coordinate, as q has them and corrected by the weights, each with a standard error. Immutable, thread-safe.
 *
 * <p>Draws at which log p~ - log q is NaN or positive infinity are counted, left out of the corrected numbers (weight zero), and the
 * first is named. If no draw has a weight, {@link #finiteness()} says so and the corrected numbers are NaN.
 *
 * <p>Reference: A. Owen, Monte Carlo theory, methods and examples (2013), chapter 9, for the errors.
 */
public final class ImportanceSummary {
    private final int dimension;
    private final double[] logWeights;
    private final double[] z;
    private final ParetoSmoothing smoothing;
    private final Finiteness finiteness;
    private final int nonFinite;
    private final double[] nonFinitePoint;
    private final List<MomentSummary> plain = new ArrayList<>();
    private final List<MomentSummary> corrected = new ArrayList<>();

    /** Takes ownership of the log weights. */
    private ImportanceSummary(double[] points, int dimension, double[] logWeights, boolean keepDraws) {
        this.dimension = dimension;
        this.logWeights = logWeights;
        z = keepDraws ? points : null;
        int draws = logWeights.length;
        int bad = 0;
        double[] firstBad = null;
        boolean seen = false;
        for (int k = 0; k < draws; k++) {
            if (Double.isNaN(logWeights[k]) || logWeights[k] == Double.POSITIVE_INFINITY) {
                firstBad = bad++ == 0 ? Arrays.copyOfRange(points, k * dimension, (k + 1) * dimension) : firstBad;
                logWeights[k] = Double.NEGATIVE_INFINITY;
            }
            seen |= logWeights[k] > Double.NEGATIVE_INFINITY;
        }
        nonFinite = bad;
        nonFinitePoint = firstBad;
        finiteness = seen ? Finiteness.FINITE : bad > 0 ? Finiteness.INVALID : Finiteness.BLIND;
        smoothing = seen ? ParetoSmoothing.of(logWeights) : null;
        double[] equal = new double[draws];
        Arrays.fill(equal, 1.0 / draws);
        double[] weights = seen ? smoothing.weights() : null;
        MomentSummary unknown = new MomentSummary(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        for (int j = 0; j < dimension; j++) {
            plain.add(MomentSummary.of(equal, points, dimension, j));
            corrected.add(seen ? MomentSummary.of(weights, points, dimension, j) : unknown);
        }
    }

    /** Summarises draws of q; the arrays are handed over. */
    static ImportanceSummary of(double[] points, int dimension, double[] logWeights, boolean keepDraws) {
        return new ImportanceSummary(points, dimension, logWeights, keepDraws);
    }

    /** Draws from q and summarises; {@link ImportanceSampling} has more to choose. */
    public static ImportanceSummary of(LogDensity target, Distribution proposal, int draws, long seed) {
        return ImportanceSampling.of(target, proposal).withDraws(draws).run(seed);
    }

    /** Draws from q_phi and summarises; {@link ImportanceSampling} has more to choose. */
    public static ImportanceSummary of(LogDensity target, VariationalFamily family, double[] phi, int draws, long seed) {
        return ImportanceSampling.of(target, family, phi).withDraws(draws).run(seed);
    }

    /** {@return the dimension D} */
    public int dimension() {
        return dimension;
    }

    /** {@return the number of draws S} */
    public int size() {
        return logWeights.length;
    }

    /** {@return FINITE if some draw has a weight; else INVALID if the target was NaN or +infinity somewhere, and BLIND if not} */
    public Finiteness finiteness() {
        return finiteness;
    }

    /** {@return at how many draws log p~ - log q was NaN or positive infinity} */
    public int nonFinite() {
        return nonFinite;
    }

    /** {@return a copy of the first such draw, of length D; empty if there is none} */
    public Optional<double[]> nonFinitePoint() {
        return Optional.ofNullable(nonFinitePoint).map(double[]::clone);
    }

    /** {@return the smoothed weights and k-hat; empty if no draw has a weight} */
    public Optional<ParetoSmoothing> smoothing() {
        return Optional.ofNullable(smoothing);
    }

    /** {@return k-hat as in {@link ParetoSmoothing#khat()}; NaN if no draw has a weight} */
    public double khat() {
        return smoothing == null ? Double.NaN : smoothing.khat();
    }

    /** {@return the effective sample size of the smoothed weights; 0 if no draw has a weight} */
    public double effectiveSampleSize() {
        return smoothing == null ? 0 : smoothing.effectiveSampleSize();
    }

    /** {@return mean and standard deviation of each coordinate of q, estimated from the draws alone} */
    public List<MomentSummary> plain() {
        return List.copyOf(plain);
    }

    /** {@return mean and standard deviation of each coordinate of the target, by the smoothed weights; NaN if there are none} */
    public List<MomentSummary> corrected() {
        return List.copyOf(corrected);
    }

    /** {@return a copy of the raw log weights in nats, of length S; negative infinity where the target was not finite} */
    public double[] logWeights() {
        return logWeights.clone();
    }

    /** {@return a copy of the draws, row-major S x D; empty unless they were kept} */
    public Optional<double[]> draws() {
        return Optional.ofNullable(z).map(double[]::clone);
    }

    /**
     * Returns bounds of log Z.
     *
     * @throws BlindWeightsException if no draw has a weight
     */
    public LogEvidence evidence() {
        return EvidenceBounds.of(logWeights);
    }

    /**
     * Returns a quantile of the target: the smallest drawn value at which the smoothed weights reach p.
     *
     * @param coordinate in [0, D)
     * @param p in [0, 1]
     * @throws IllegalArgumentException if the draws were not kept or no draw has a weight
     */
    public double quantile(int coordinate, double p) {
        Checks.inRange("coordinate", coordinate, 0, dimension - 1);
        Checks.inRange("p", p, 0, 1);
        if (z == null || smoothing == null) {
            throw Checks.illegal("draws", z == null ? "not kept" : "without weight", "a quantile needs kept draws with weights");
        }
        double[] weights = smoothing.weights();
        int[] order = IntStream.range(0, weights.length).filter(k -> weights[k] > 0).boxed()
                .sorted(Comparator.comparingDouble(k -> z[k * dimension + coordinate]))
                .mapToInt(Integer::intValue).toArray();
        double sum = 0;
        for (int k : order) {
            sum += weights[k];
            if (sum >= p) {
                return z[k * dimension + coordinate];
            }
        }
        return z[order[order.length - 1] * dimension + coordinate];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(smoothing == null ? finiteness.words() : smoothing.toString());
        if (nonFinite > 0) {
            text.append(String.format(Locale.US, "; %d of %d draws not finite, first at %s", nonFinite, logWeights.length,
                    Checks.text(nonFinitePoint)));
        }
        for (int j = 0; j < Math.min(dimension, 8); j++) {
            text.append(System.lineSeparator()).append("z[").append(j).append("]: corrected ").append(corrected.get(j))
                    .append("; plain ").append(plain.get(j));
        }
        return text.append(dimension > 8 ? System.lineSeparator() + "... (" + dimension + " coordinates)" : "").toString();
    }
}
