package io.divergence.estimators.montecarlo;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;
import io.divergence.target.StepDependent;

/** The targets of the workers, which may follow the steps. */
final class StepTargets {
    private static final StepTargets NONE = new StepTargets(new LogDensity[0]);

    private final LogDensity[] targets;

    private StepTargets(LogDensity[] targets) {
        this.targets = targets;
    }

    static StepTargets none() {
        return NONE;
    }

    static StepTargets of(LogDensity[] targets, Discrepancy discrepancy) {
        StepTargets all = new StepTargets(targets);
        if (all.differByStep() && discrepancy != Divergences.reverseKl()) {
            throw Checks.illegal("discrepancy", discrepancy.name(), "must be reverse KL for a target that is subsampled:"
                    + " others are not linear in log p, and biased; use all rows at every step, batch = rows");
        }
        return all;
    }

    boolean differByStep() {
        return targets.length > 0 && StepDependent.differsByStep(targets[0]);
    }

    void prepare(int worker, long step) {
        if (targets.length > 0) {
            StepDependent.prepare(targets[worker], step);
        }
    }
}
