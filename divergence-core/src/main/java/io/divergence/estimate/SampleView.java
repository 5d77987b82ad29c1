package io.divergence.estimate;

/**
 * The samples behind an estimate, for pictures and diagnostics: copies, in the order in which they were drawn.
 *
 * @param points row-major K x D
 * @param logRatios l = log p - log q of each, with the normaliser that was used; length K
 * @param weights the normalised importance weights, u/SUM u; length K
 * @param contributions row-major K x P: the share of each sample in the gradient; they add up to it
 */
public record SampleView(double[] points, double[] logRatios, double[] weights, double[] contributions) {
}
