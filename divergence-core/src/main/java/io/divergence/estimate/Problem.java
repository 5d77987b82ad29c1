package io.divergence.estimate;

import io.divergence.divergence.Discrepancy;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.target.Target;

/**
 * What is minimised: a discrepancy between a target p and the members q_phi of a family.
 *
 * @param target p, maybe known up to a constant only
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
    }
}
