package io.divergence.target;

import io.divergence.target.Informed.Differentiable;
import io.divergence.target.Informed.Measured;
import io.divergence.target.Informed.Parts;
import io.divergence.target.Informed.Sampled;
import io.divergence.target.Informed.Shaped;
import java.util.List;
import java.util.function.Function;

/** The sixteen sets of capabilities; D: differentiable, S: shaped, R: sampled (random), M: measured. */
final class CapabilitySets {

    /** By number: 1 for differentiable, plus 2 for shaped, 4 for sampled, 8 for measured. */
    static final List<Function<Parts, LogDensity>> ALL = List.of(
            Plain::new, D::new, S::new, DS::new, R::new, DR::new, SR::new, DSR::new,
            M::new, DM::new, SM::new, DSM::new, RM::new, DRM::new, SRM::new, DSRM::new);

    private CapabilitySets() {
    }

    record Plain(Parts parts) implements Informed { }

    record D(Parts parts) implements Differentiable { }

    record S(Parts parts) implements Shaped { }

    record DS(Parts parts) implements Differentiable, Shaped { }

    record R(Parts parts) implements Sampled { }

    record DR(Parts parts) implements Differentiable, Sampled { }

    record SR(Parts parts) implements Shaped, Sampled { }

    record DSR(Parts parts) implements Differentiable, Shaped, Sampled { }

    record M(Parts parts) implements Measured { }

    record DM(Parts parts) implements Differentiable, Measured { }

    record SM(Parts parts) implements Shaped, Measured { }

    record DSM(Parts parts) implements Differentiable, Shaped, Measured { }

    record RM(Parts parts) implements Sampled, Measured { }

    record DRM(Parts parts) implements Differentiable, Sampled, Measured { }

    record SRM(Parts parts) implements Shaped, Sampled, Measured { }

    record DSRM(Parts parts) implements Differentiable, Shaped, Sampled, Measured { }
}
