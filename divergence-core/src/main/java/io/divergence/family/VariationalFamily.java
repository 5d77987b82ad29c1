package io.divergence.family;

import io.divergence.distribution.Distribution;
import io.divergence.target.Support;
import java.util.random.RandomGenerator;

/**
 * A family of distributions q_phi. Stateless and thread-safe: phi is a flat array, named by {@link #layout()}, and
 * every method takes it. Callers own all arrays.
 *
 * <p>z is row-major K x D: row k starts at {@code z[k * dimension()]}. "Score" is the gradient of log q_phi(z) with
 * respect to phi at fixed z.
 */
public interface VariationalFamily {

    /** {@return the dimension D of the space} */
    int dimension();

    /** {@return the names and domains of the entries of phi} */
    ParameterLayout layout();

    /**
     * Returns q_phi as a distribution: a snapshot for people, which no loop should ask for.
     *
     * @throws IllegalArgumentException if phi is not valid
     */
    Distribution at(double[] phi);

    /** Draws one point from q_phi into each of the rows [from, to) of z. */
    void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to);

    /** Writes log q_phi of the rows [from, to) of z to the same entries of out. */
    void logDensity(double[] phi, double[] z, int from, int to, double[] out);

    /** Writes the score at a row of z to out[0 .. P). */
    void score(double[] phi, double[] z, int row, double[] out);

    /**
     * Adds the sum of c[k] times the score at row k, over the rows [from, to) of z, to out[0 .. P): what an estimate from samples needs.
     * Rows with c[k] = 0 add nothing, whatever their score.
     *
     * @param scratch of length P; overwritten
     */
    default void addScores(double[] phi, double[] z, int from, int to, double[] c, double[] out, double[] scratch) {
        for (int k = from; k < to; k++) {
            if (c[k] != 0) {
                score(phi, z, k, scratch);
                for (int j = 0; j < out.length; j++) {
                    out[j] += c[k] * scratch[j];
                }
            }
        }
    }

    /**
     * Returns the family that one worker will call: it may own scratch space, so that a step allocates nothing. The default is this
     * family itself. Asked for once per worker, before the first step.
     */
    default VariationalFamily boundCopy() {
        return this;
    }

    /** {@return a box that holds the mass of every member, inside its edges; R^D if none is known; points if members have masses, not densities} */
    default Support support() {
        return Support.reals(dimension());
    }

    /** {@return the number of parameters P} */
    default int parameterCount() {
        return layout().size();
    }

    /**
     * {@return whether phi has P entries and each lies in its domain; leaving it ends a fit as Diverged} An array of
     * another length, or none, is not valid: this asks, and only {@link #at} and {@link ParameterLayout#check} throw.
     */
    default boolean isValid(double[] phi) {
        return phi != null && phi.length == parameterCount() && layout().firstOutside(phi) < 0;
    }

    /**
     * {@return what {@link #isValid} says of P entries that are known to be finite} A family of many entries that may be any number spares
     * the look at them.
     */
    default boolean isValidIfFinite(double[] phi) {
        return isValid(phi);
    }
}
