package io.divergence.estimators.automatic;

/**
 * A mode that a search has seen.
 *
 * @param place where, in the unconstrained space
 * @param logMass the logarithm of its mass by the curvature there (Laplace), for the unnormalised target
 * @param isSure whether the search ended there, and the curvature is positive
 */
public record Mode(double[] place, double logMass, boolean isSure) {

    /** Copies the place. */
    public Mode {
        place = place.clone();
    }

    @Override
    public double[] place() {
        return place.clone();
    }
}
