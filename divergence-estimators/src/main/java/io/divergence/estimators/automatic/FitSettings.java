package io.divergence.estimators.automatic;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an automatic fit was told; nobody writes to the arrays. */
record FitSettings(DifferentiableLogDensity target, double tolerance, long budget, Duration time, AutomaticFit.Family family, boolean strict,
        int starts, int threads, Origin origin, List<String> names, Discrepancy divergence) {
    private static final int LARGEST_FULL_RANK = 200;
    private static final long LONGEST_SECONDS = 1L << 32;

    int dimension() {
        return target.dimension();
    }

    boolean isDiagonal() {
        return family == AutomaticFit.Family.MEAN_FIELD || (family == AutomaticFit.Family.AUTOMATIC && dimension() > LARGEST_FULL_RANK);
    }

    /** The limit of time; Long.MAX_VALUE if there is none. */
    long nanos() {
        return time == null || time.getSeconds() > LONGEST_SECONDS ? Long.MAX_VALUE : time.toNanos();
    }

    Optional<Transform> transform() {
        return target instanceof ConstrainedTarget constrained ? Optional.of(constrained.transform()) : Optional.empty();
    }

    List<String> parameterNames() {
        if (names != null) {
            return names;
        }
        List<String> own = new ArrayList<>();
        if (target instanceof ConstrainedTarget constrained) {
            for (String name : constrained.transform().names("x")) {
                // Blocks that have a name of their own need no other.
                own.add(name.startsWith("x.") ? name.substring(2) : name);
            }
            return own;
        }
        for (int i = 0; i < dimension(); i++) {
            own.add("x[" + i + "]");
        }
        return own;
    }

    /** What decides the way of a search, apart from its target and seed. */
    String text() {
        return "D=" + dimension() + ", tolerance=" + tolerance + ", " + (isDiagonal() ? "mean-field" : "full-rank") + ", strict=" + strict
                + ", starts=" + starts + ", initial=" + origin + (isReverseKl() ? "" : ", " + divergence.name());
    }

    boolean isReverseKl() {
        return divergence.equals(Divergences.reverseKl());
    }

    /** The order b of the divergence D_b(p||q) with the same minimum: 1 for forward KL, 2 for chi^2; 0 for reverse KL. */
    double order() {
        return order(divergence);
    }

    static double order(Discrepancy divergence) {
        if (divergence.equals(Divergences.reverseKl())) {
            return 0;
        }
        if (divergence.equals(Divergences.forwardKl())) {
            return 1;
        }
        if (divergence.equals(Divergences.forwardChiSquared())) {
            return 2;
        }
        if (divergence instanceof Renyi renyi && renyi.exponent() == renyi.order()) {
            return renyi.order();
        }
        throw Checks.illegal("divergence", divergence.name(), "must be reverse KL, forward KL, forward chi^2 or forward Renyi; for others use Fit");
    }
}
