package io.divergence.estimators.montecarlo;

import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.NormalizerEffect;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.ValueMeaning;
import io.divergence.math.ArrayMath;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The log ratios l = log p - log q of a set of samples: with Z known, as they are, or with log Z = log mean u estimated from
 * the samples; and the importance weights that follow, with their effective sample size. For a Rényi divergence also the
 * weights u^a, normalised in log space. One caller.
 */
final class Ratios {
    private final Discrepancy discrepancy;
    private final Divergence divergence;
    private final Renyi renyi;
    private final double logNormalizer;
    private final boolean selfNormalized;
    private final boolean shifted;
    /** 1/(1 - a) for the alpha family with a below one, otherwise 0. */
    private final double withoutLinear;
    /** The weight of a row relative to the mean weight, when it has been measured; before, scratch space. */
    private final double[] weights;
    private final double[] scratch;
    private final double[] momentWeights;
    private double[] logRatio;
    private boolean measured;
    private double logMeanMoment;
    private double largestShare;

    Ratios(Discrepancy discrepancy, OptionalDouble known, Normalization normalization, int samples) {
        this.discrepancy = discrepancy;
        renyi = discrepancy instanceof Renyi r ? r : null;
        divergence = renyi == null ? (Divergence) discrepancy : null;
        boolean shifts = discrepancy.normalizerEffect().kind() == NormalizerEffect.Kind.SHIFTS_VALUE;
        boolean asIs = known.isEmpty() && shifts && normalization == Normalization.AUTOMATIC;
        selfNormalized = normalization == Normalization.SELF_NORMALIZED || (known.isEmpty() && !shifts);
        shifted = asIs;
        withoutLinear = discrepancy instanceof AlphaDivergence alpha && alpha.exponent() < 1 ? 1 / (1 - alpha.exponent()) : 0;
        logNormalizer = selfNormalized ? 0 : known.orElse(0);
        weights = new double[samples];
        scratch = new double[samples];
        momentWeights = renyi == null ? null : new double[samples];
    }

    /**
     * Turns log p~ of the rows [from, to) into l, in place; any worker.
     *
     * @param zeros whether log p~ may be negative infinity, where q may be zero too
     */
    void convert(double[] logP, double[] logQ, int from, int to, boolean zeros) {
        if (!zeros) {
            for (int k = from; k < to; k++) {
                logP[k] = logP[k] - logNormalizer - logQ[k];
            }
            return;
        }
        for (int k = from; k < to; k++) {
            logP[k] = logP[k] == Double.NEGATIVE_INFINITY ? logP[k] : logP[k] - logNormalizer - logQ[k];
        }
    }

    /** Takes the log ratios of all rows; whether the target is zero at all of them. */
    boolean isBlind(double[] l) {
        logRatio = l;
        measured = false;
        int k = 0;
        while (k < l.length && l[k] == Double.NEGATIVE_INFINITY) {
            k++;
        }
        return k == l.length;
    }

    /** Weighs all rows, where log Z or a moment is estimated from them. */
    void normalize() {
        if (selfNormalized) {
            double max = ArrayMath.max(weights.length, logRatio);
            double logMean = measure(max);
            for (int k = 0; k < weights.length; k++) {
                // Their sum would round, by the same amount for all rows, if log p is far from zero.
                logRatio[k] = logRatio[k] - max - logMean;
            }
        }
        if (renyi != null) {
            weighMoments(logRatio);
        }
    }

    /** Weighs the rows, and returns the logarithm of the mean weight, less the largest. */
    private double measure(double max) {
        int n = weights.length;
        for (int k = 0; k < n; k++) {
            weights[k] = logRatio[k] - max;
        }
        ArrayMath.exp(n, weights, weights, scratch);
        double sum = ArrayMath.sum(n, weights);
        double factor = n / sum;
        for (int k = 0; k < n; k++) {
            weights[k] *= factor;
        }
        largestShare = 1 / sum;
        measured = true;
        return Math.log(sum / n);
    }

    private void measure() {
        if (measured) {
            return;
        }
        measure(ArrayMath.max(weights.length, logRatio));
    }

    private void weighMoments(double[] l) {
        int n = momentWeights.length;
        double a = renyi.exponent();
        if (selfNormalized && a == 2) {
            // The weights u/mean u are there already; none is larger than n.
            double mean = ArrayMath.dot(n, weights, weights) / n;
            logMeanMoment = Math.log(mean);
            for (int k = 0; k < n; k++) {
                momentWeights[k] = weights[k] * weights[k] / mean;
            }
            return;
        }
        for (int k = 0; k < n; k++) {
            momentWeights[k] = a * l[k];
        }
        double max = ArrayMath.max(n, momentWeights);
        for (int k = 0; k < n; k++) {
            momentWeights[k] -= max;
        }
        ArrayMath.exp(n, momentWeights, momentWeights, scratch);
        double mean = ArrayMath.sum(n, momentWeights) / n;
        logMeanMoment = max + Math.log(mean);
        for (int k = 0; k < n; k++) {
            momentWeights[k] /= mean;
        }
    }

    /** Writes factor times the relative weight of the moment, less an offset, for the rows [from, to). */
    void momentWeights(int from, int to, double factor, double offset, double[] out) {
        double[] relative = momentWeights;
        for (int k = from; k < to; k++) {
            out[k] = factor * relative[k] - offset;
        }
    }

    /**
     * The ratios u of the rows [from, to), in an array with their indices: the relative weights, where they have been measured.
     *
     * @param block scratch of the length of a block
     * @param scratch likewise
     */
    double[] ratios(int from, int to, double[] l, double[] block, double[] scratch) {
        if (!selfNormalized) {
            System.arraycopy(l, from, block, 0, to - from);
            ArrayMath.exp(to - from, block, block, scratch);
            System.arraycopy(block, 0, weights, from, to - from);
        }
        return weights;
    }

    boolean isLogMoment() {
        return renyi != null;
    }

    /** Whether a weight's mean is estimated from the samples, so that every contribution responds to it. */
    boolean isEstimated() {
        return selfNormalized || renyi != null;
    }

    /** {@return log Z, where it is known; 0 where log p~ is taken as it is} */
    double logNormalizer() {
        return logNormalizer;
    }

    /** Whether log Z is estimated from the samples. */
    boolean isSelfNormalized() {
        return selfNormalized;
    }

    /** Whether f has no corner. */
    boolean isSmooth() {
        return divergence == null || divergence.isSmooth();
    }

    /** The weight of a row relative to the mean weight: u/mean u; for a Rényi divergence u^a/mean u^a. */
    double relativeWeight(int k) {
        if (renyi != null) {
            return momentWeights[k];
        }
        measure();
        return weights[k];
    }

    /** (SUM u)^2/SUM u^2, of weights with a mean of one. */
    double effectiveSampleSize() {
        measure();
        int n = weights.length;
        return n / ArrayMath.dot(n, weights, weights) * n;
    }

    double largestShare() {
        measure();
        return largestShare;
    }

    double logMomentValue() {
        return logMeanMoment / renyi.divisor();
    }

    /** The standard error of log mean v is that of the mean of v/mean v; an estimated log Z takes a (u/mean u) off. */
    double logMomentError() {
        int n = momentWeights.length;
        double squares = 0;
        for (int k = 0; k < n; k++) {
            double e = momentWeights[k] - 1 - (selfNormalized ? renyi.exponent() * (weights[k] - 1) : 0);
            squares += e * e;
        }
        return Math.sqrt(squares / (n - 1) / n) / Math.abs(renyi.divisor());
    }

    /** The derivative of the value by l. */
    double slope(double l) {
        return withoutLinear > 0 ? -divergence.pathWeight(l) * withoutLinear : divergence.slope(l);
    }

    /**
     * What the value is the mean of: f(l), but for the alpha family with a below 1 (reverse KL and chi^2, Hellinger) f without its
     * linear term, which is h/(1 - a): -l for reverse KL. The canonical f adds a multiple of u - 1, whose mean is zero
     * only for those who see all of p: samples of a q that sits on one of two modes never see the other, and their
     * standard error would not tell.
     */
    double value(double l) {
        if (renyi != null) {
            return 0;
        }
        return withoutLinear > 0 ? divergence.scoreWeight(l) * withoutLinear : divergence.generator(l);
    }

    /** The values at n log ratios; out and scratch are other arrays. */
    void values(int n, double[] l, double[] out, double[] scratch) {
        if (renyi != null) {
            Arrays.fill(out, 0, n, 0);
        } else if (withoutLinear > 0) {
            divergence.scoreWeights(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                out[i] *= withoutLinear;
            }
        } else {
            divergence.values(n, l, out, scratch);
        }
    }

    ValueMeaning meaning() {
        if (shifted) {
            return discrepancy instanceof Renyi ? ValueMeaning.SHIFTED : ValueMeaning.NEGATIVE_ELBO;
        }
        return selfNormalized ? ValueMeaning.SELF_NORMALIZED : ValueMeaning.DISCREPANCY;
    }
}
