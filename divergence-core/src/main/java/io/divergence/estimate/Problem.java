package io.divergence.estimate;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import io.divergence.target.Target;

/**
 * What is minimised: a discrepancy between a target p and the members q_phi of a family.
 *
 * @param target p, maybe known up to a constant only; not a density if the members of the family are mass functions
 * @param family q_phi, of the same dimension
 * @param discrepancy D
 */
public record Problem(Target target, VariationalFamily family, Discrepancy discrepancy) {

    /** Checks the arguments. */
    public Problem {
        Checks.notNull("target", target);
        Checks.notNull("family", family);
        Checks.notNull("discrepancy", discrepancy);
        if (target.dimension() != family.dimension()) {
            throw Checks.illegal("target.dimension", target.dimension(),
                    "must equal family.dimension = " + family.dimension());
        }
        if (isOnPoints(family) && isDensity(target)) {
            throw Checks.illegal("target", target, "must be a mass function on the points of " + family + ", and is a density on " + target.support()
                    + ": use a mass function, such as LogDensities.of(D, logMass), Categorical or one that states Support.points(D), or a family of"
                    + " densities, such as MeanFieldFamily");
        }
    }

    /**
     * {@return whether log p - log q exists: p is more than a source of samples, and p and q are both densities or both masses} A log
     * density of a user on R^D, without a gradient, may be either.
     */
    public boolean hasLogRatio() {
        return target instanceof LogDensity && (!isOnPoints(target) || isOnPoints(family));
    }

    private static boolean isOnPoints(Target target) {
        return target.support().kind() == Support.Kind.POINTS;
    }

    private static boolean isOnPoints(VariationalFamily family) {
        return family.support().kind() == Support.Kind.POINTS;
    }

    /** Whether a target is a density for sure: it has a gradient, or edges, or is a distribution of the library's kind. */
    private static boolean isDensity(Target target) {
        return !isOnPoints(target) && (target instanceof DifferentiableLogDensity || target instanceof Distribution
                || target.support().kind() == Support.Kind.BOX);
    }
}
