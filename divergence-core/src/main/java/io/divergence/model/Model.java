package io.divergence.model;

import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import java.util.Arrays;
import java.util.Optional;

/**
 * A target density on R^D with its gradient and with what is known of it: log Z, mean, standard deviations. Points are rows of a
 * row-major K x D block, values are in nats.
 *
 * <p>A model is immutable and thread-safe; evaluated itself it may allocate scratch space in every call. Its
 * {@link #boundCopy()} owns that space, belongs to one worker and allocates nothing.
 */
public abstract class Model implements DifferentiableLogDensity {

    Model() {
    }

    /** The number of doubles that {@link #evaluate} may write to; 0 if none. */
    abstract int scratchLength();

    /**
     * Evaluates rows [from, to) of z.
     *
     * @param gradient receives the gradients, or null if they are not asked for
     * @param scratch of {@link #scratchLength()}, with any content
     */
    abstract void evaluate(double[] z, int from, int to, double[] out, double[] gradient, double[] scratch);

    @Override
    public final void logDensity(double[] z, int from, int to, double[] out) {
        evaluate(z, from, to, out, null, scratch());
    }

    @Override
    public final void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        evaluate(z, from, to, out, gradient, scratch());
    }

    @Override
    public final DifferentiableLogDensity boundCopy() {
        return scratchLength() == 0 ? this : new BoundModel(this);
    }

    final double[] scratch() {
        return scratchLength() == 0 ? null : new double[scratchLength()];
    }

    /** {@return the mean, of length D; empty if it is not known in closed form or does not exist} */
    public Optional<double[]> mean() {
        return Optional.empty();
    }

    /** {@return the standard deviations of the coordinates, of length D; empty if not known in closed form or infinite} */
    public Optional<double[]> sds() {
        return Optional.empty();
    }

    /** Returns a text of an array that differs for different arrays, however long: checkpoints compare it. */
    static String text(double[] array) {
        return Checks.text(array) + (array.length > 8 ? "#" + Integer.toHexString(Arrays.hashCode(array)) : "");
    }

    /** Returns x factor, and 0 for x = 0 even if the factor has overflowed. */
    static double times(double x, double factor) {
        return x == 0 ? 0 : x * factor;
    }
}
