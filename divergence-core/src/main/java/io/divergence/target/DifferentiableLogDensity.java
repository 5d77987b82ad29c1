package io.divergence.target;

/** A log density with its gradient. */
public interface DifferentiableLogDensity extends LogDensity {

    /**
     * Evaluates the log density and its gradient at rows of a block of points.
     *
     * @param z points, row-major K x D; not to be written
     * @param from first row
     * @param to one past the last row
     * @param out length at least {@code to}; entry k receives log p~ of row k
     * @param gradient row-major K x D; row k receives the gradient of log p~ at row k. Where the log density is
     *     negative infinity the gradient is not looked at.
     */
    void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient);

    /**
     * Evaluates the density itself, not its logarithm, and the gradient of the logarithm; for targets for which this costs less than
     * {@link #logDensityAndGradient}, as for a mixture.
     *
     * @param z points, row-major K x D; not to be written
     * @param from first row
     * @param to one past the last row
     * @param out length at least {@code to}; receives p~: 0 where it is too small for a normal double
     * @param gradient row-major K x D; receives what the other method would write
     * @return whether it has been done, and log p~ is finite at all rows; if not, which is the default, both arrays mean nothing, and
     *     the other method is to be asked; of no rows, whether it may ever be done
     */
    default boolean densityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        return false;
    }

    @Override
    default DifferentiableLogDensity boundCopy() {
        return this;
    }
}
