package io.divergence.family;

/**
 * A one-dimensional Gaussian family, seen as a mean and a standard deviation: what closed forms, quadrature and the
 * map of optima need of it.
 */
public interface LocationScaleFamily extends VariationalFamily {

    /** {@return the mean of q_phi} */
    double location(double[] phi);

    /** {@return the standard deviation of q_phi} */
    double scale(double[] phi);

    /** Writes the phi of a mean and a standard deviation. */
    void parameters(double mean, double sd, double[] phi);

    /** Turns a gradient with respect to (mean, sd) into one with respect to phi. */
    void gradient(double[] phi, double byMean, double bySd, double[] out);

    /** Returns the phi of a mean and a standard deviation. */
    default double[] parameters(double mean, double sd) {
        double[] phi = new double[parameterCount()];
        parameters(mean, sd, phi);
        return phi;
    }
}
