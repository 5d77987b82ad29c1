package io.divergence.family;

import io.divergence.math.ArrayMath;
import io.divergence.math.RowMatrix;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A family whose draws are a differentiable function of phi at fixed noise: z = transform(phi, noise). The noise is
 * row-major K x M with M = {@link #noiseDimension()}.
 */
public interface ReparameterizedFamily extends VariationalFamily {

    /** {@return the length M of the noise of one draw} */
    int noiseDimension();

    /** Draws noise into the rows [from, to). */
    void sampleNoise(RandomGenerator rng, double[] noise, int from, int to);

    /** Writes z for the rows [from, to) of the noise. */
    void transform(double[] phi, double[] noise, double[] z, int from, int to);

    /** Writes the gradient of log q_phi with respect to z, at rows [from, to) of z, to the same rows of out (K x D). */
    void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out);

    /**
     * Writes (dz/dphi)^T c for one row to out[0 .. P).
     *
     * @param c row-major K x D: what multiplies dz
     */
    void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out);

    /**
     * Adds the sum of (dz/dphi)^T c_k over the rows [from, to) to out[0 .. P).
     *
     * @param c row-major K x D: what multiplies dz
     * @param scratch of length P; overwritten
     */
    default void addPullbacks(double[] phi, double[] noise, double[] z, int from, int to, double[] c, double[] out, double[] scratch) {
        for (int k = from; k < to; k++) {
            pullback(phi, noise, z, k, c, scratch);
            for (int j = 0; j < out.length; j++) {
                out[j] += scratch[j];
            }
        }
    }

    /**
     * Writes a factor times the sum of {@link #addPullbacks} to out[0 .. P), whatever was there, and returns whether all of it is finite.
     * Where phi is long, a family that knows better than this spares passes over it.
     *
     * @param c row-major K x D: what multiplies dz
     * @param scratch of length P; overwritten
     */
    default boolean setPullbacks(double[] phi, double[] noise, double[] z, int from, int to, double[] c, double factor, double[] out,
            double[] scratch) {
        Arrays.fill(out, 0);
        addPullbacks(phi, noise, z, from, to, c, out, scratch);
        RowMatrix.multiply(0, out.length, factor, out);
        return ArrayMath.isFinite(out.length, out);
    }

    /** Writes log q_phi of the rows [from, to) of z, which are the {@link #transform} of the noise: the noise may make it cheaper. */
    default void logDensityOfDraws(double[] phi, double[] noise, double[] z, int from, int to, double[] out) {
        logDensity(phi, z, from, to, out);
    }

    /** {@link #addScores} for rows that are the {@link #transform} of the noise, which may make it cheaper. */
    default void addScoresOfDraws(double[] phi, double[] noise, double[] z, int from, int to, double[] c, double[] out, double[] scratch) {
        addScores(phi, z, from, to, c, out, scratch);
    }

    @Override
    default ReparameterizedFamily boundCopy() {
        return this;
    }

    @Override
    default void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        double[] noise = new double[to * noiseDimension()];
        sampleNoise(rng, noise, from, to);
        transform(phi, noise, z, from, to);
    }
}
