package io.divergence.estimators.montecarlo;

import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.NormalizerEffect;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.ValueMeaning;
import io.divergence.math.ArrayMath;
import io.divergence.parallel.BlockTask;
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
    private final double[] momentWeights;
    /** Whether weights of the moment are the squares of those of the ratios. */
    private final boolean squares;
    private final BlockTask weighing = this::weigh;
    private final BlockTask scaling = this::scaleBlock;
    private final BlockTask weighingMoments = this::weighMoments;
    private SampledObjective rows;
    /** Of each block the largest log ratio, and then the sum of the weights; and those of the moment. */
    private double[] ofBlocks;
    private double[] momentsOfBlocks;
    private double[] logRatio;
    private boolean measured;
    /** The largest log ratio, the logarithm of the mean weight less that, and by how much a mean weight of one differs. */
    private double largest;
    private double logMean;
    private double factor;
    private double largestMoment;
    private double meanMoment;
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
        momentWeights = renyi == null ? null : new double[samples];
        squares = selfNormalized && renyi != null && renyi.exponent() == 2;
    }

    /** Takes the rows, in blocks. */
    void of(SampledObjective rows) {
        this.rows = rows;
        ofBlocks = new double[rows.blocks];
        momentsOfBlocks = new double[renyi == null ? 0 : rows.blocks];
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

    /**
     * Finds the largest of a block, where log Z or a moment is estimated; any worker.
     *
     * @param l the log ratios of the block's n rows
     * @param scratch of the length of a block
     */
    void findLargest(int block, int n, double[] l, double[] scratch) {
        if (selfNormalized) {
            ofBlocks[block] = ArrayMath.max(n, l);
        }
        if (renyi != null && !squares) {
            for (int i = 0; i < n; i++) {
                scratch[i] = renyi.exponent() * l[i];
            }
            momentsOfBlocks[block] = ArrayMath.max(n, scratch);
        }
    }

    /** Weighs all rows, where log Z or a moment is estimated from them; {@link #normalize(int, int)} is left to do. */
    void normalize() {
        if (selfNormalized) {
            largest = ArrayMath.max(rows.blocks, ofBlocks);
            measureWeights();
        }
        if (renyi != null) {
            measureMoments();
        }
    }

    /** Makes the weights of the rows [from, to) relative to their mean, and the log ratios those of a normalised target; any worker. */
    void normalize(int from, int to) {
        if (selfNormalized) {
            for (int k = from; k < to; k++) {
                // Their sum would round, by the same amount for all rows, if log p is far from zero.
                logRatio[k] = logRatio[k] - largest - logMean;
            }
            scale(from, to);
        }
        if (squares) {
            for (int k = from; k < to; k++) {
                momentWeights[k] = weights[k] * weights[k] / meanMoment;
            }
        } else if (renyi != null) {
            for (int k = from; k < to; k++) {
                momentWeights[k] /= meanMoment;
            }
        }
    }

    private void scaleBlock(int worker, int block) {
        scale(block * SampledObjective.BLOCK, rows.end(block));
    }

    private void scale(int from, int to) {
        for (int k = from; k < to; k++) {
            weights[k] *= factor;
        }
    }

    /** Weighs the rows, but for a factor that makes their mean one. */
    private void measureWeights() {
        int n = weights.length;
        rows.runner.run(rows.blocks, weighing);
        double sum = BlockSums.inOrder(ofBlocks);
        factor = n / sum;
        largestShare = 1 / sum;
        logMean = Math.log(sum / n);
        measured = true;
    }

    private void measure() {
        if (!measured) {
            largest = ArrayMath.max(weights.length, logRatio);
            measureWeights();
            rows.runner.run(rows.blocks, scaling);
        }
    }

    private void measureMoments() {
        int n = momentWeights.length;
        double a = renyi.exponent();
        largestMoment = squares ? a * largest : ArrayMath.max(rows.blocks, momentsOfBlocks);
        rows.runner.run(rows.blocks, weighingMoments);
        double mean = BlockSums.inOrder(momentsOfBlocks) / n;
        // The weights u/mean u, none of which is larger than n, or u^a: without the part of l that all rows share.
        meanMoment = squares ? mean * factor * factor : mean;
        logMeanMoment = Math.log(meanMoment) + (squares ? 0 : selfNormalized ? largestMoment - a * largest - a * logMean : largestMoment);
    }

    private void weigh(int worker, int block) {
        ofBlocks[block] = exponentials(worker, block, 1, largest, weights);
    }

    private void weighMoments(int worker, int block) {
        if (squares) {
            int from = block * SampledObjective.BLOCK;
            int n = rows.end(block) - from;
            System.arraycopy(weights, from, rows.results[worker], 0, n);
            momentsOfBlocks[block] = ArrayMath.dot(n, rows.results[worker], rows.results[worker]);
        } else {
            momentsOfBlocks[block] = exponentials(worker, block, renyi.exponent(), largestMoment, momentWeights);
        }
    }

    /** Writes e^(a l - shift) of a block's rows, and returns their sum. */
    private double exponentials(int worker, int block, double a, double shift, double[] out) {
        int from = block * SampledObjective.BLOCK;
        int n = rows.end(block) - from;
        double[] x = rows.results[worker];
        for (int i = 0; i < n; i++) {
            x[i] = a * logRatio[from + i] - shift;
        }
        ArrayMath.exp(n, x, x, rows.scratch[worker]);
        System.arraycopy(x, 0, out, from, n);
        return ArrayMath.sum(n, x);
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
