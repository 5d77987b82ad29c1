package io.divergence.target;

import java.util.OptionalDouble;

/**
 * A log density that can be evaluated, up to a constant: log p~(z) = log Z + log p(z), in nats.
 *
 * <p>Contract: negative infinity is legal (no mass there); NaN and positive infinity are not, and end a fit with
 * a result that names the point.
 */
public interface LogDensity extends Target {

    /**
     * Evaluates the log density at rows of a block of points.
     *
     * @param z points, row-major K x D: row k starts at {@code z[k * dimension()]}; not to be written
     * @param from first row
     * @param to one past the last row
     * @param out length at least {@code to}; entry k receives log p~ of row k
     */
    void logDensity(double[] z, int from, int to, double[] out);

    /**
     * Evaluates densities, not their logarithms, relative to others: p~(z_k) e^-logScale[k]; for targets for which this costs less, as
     * for a mixture. With the logarithm of q it is the importance weight.
     *
     * @param z points, as above
     * @param from first row
     * @param to one past the last row
     * @param logScale length at least {@code to}, in nats; not to be written
     * @param out length at least {@code to}; receives the ratios, which are then finite and not negative: 0 where they are too small for
     *     a double
     * @return whether it has been done; if not, which is the default, out means nothing, and {@link #logDensity} is to be asked; of no
     *     rows, whether it may ever be done
     */
    default boolean relativeDensity(double[] z, int from, int to, double[] logScale, double[] out) {
        return false;
    }

    /**
     * Returns the object that one worker will call. The default is this object itself: override it if evaluation
     * needs scratch space or calls code that is not thread-safe. Asked for once per worker, before the first step.
     */
    default LogDensity boundCopy() {
        return this;
    }

    /** {@return log Z where it is known: 0 for a normalised distribution; empty if unknown} */
    default OptionalDouble logNormalizer() {
        return OptionalDouble.empty();
    }
}
