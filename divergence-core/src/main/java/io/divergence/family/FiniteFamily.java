package io.divergence.family;

import io.divergence.target.Support;

/** A family on finitely many points, the same for every phi: estimators may sum over all of them. Log q is the log of a mass. */
public interface FiniteFamily extends VariationalFamily {

    /** {@return the number of points; a product that leaves the range of a long is Long.MAX_VALUE} */
    long states();

    /** Writes the point of an index in [0, states()) to a row of z. */
    void state(long index, double[] z, int row);

    @Override
    default Support support() {
        return Support.points(dimension());
    }
}
