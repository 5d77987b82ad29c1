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
import java.util.function.Consumer;

/** What an automatic fit was told. Not written to once it is made, nor are its arrays: another setting makes a copy. */
final class FitSettings {
    private static final int LARGEST_FULL_RANK = 200;
    private static final long LONGEST_SECONDS = 1L << 32;

    private final DifferentiableLogDensity target;
    private double tolerance = 0.1;
    private long budget = 200_000;
    private Duration time;
    private AutomaticFit.Family family = AutomaticFit.Family.AUTOMATIC;
    private boolean strict;
    private int starts = 4;
    private int threads = 1;
    private Origin origin = Origin.ANYWHERE;
    private List<String> names;
    private Discrepancy divergence = Divergences.reverseKl();

    FitSettings(DifferentiableLogDensity target) {
        this.target = target;
    }

    private FitSettings copy() {
        FitSettings copy = new FitSettings(target);
        copy.tolerance = tolerance;
        copy.budget = budget;
        copy.time = time;
        copy.family = family;
        copy.strict = strict;
        copy.starts = starts;
        copy.threads = threads;
        copy.origin = origin;
        copy.names = names;
        copy.divergence = divergence;
        return copy;
    }

    /** Returns a copy in which one thing is another. */
    private FitSettings with(Consumer<FitSettings> change) {
        FitSettings copy = copy();
        change.accept(copy);
        return copy;
    }

    FitSettings withTolerance(double value) {
        return with(copy -> copy.tolerance = value);
    }

    FitSettings withBudget(long value) {
        return with(copy -> copy.budget = value);
    }

    FitSettings withTime(Duration value) {
        return with(copy -> copy.time = value);
    }

    FitSettings withFamily(AutomaticFit.Family value) {
        return with(copy -> copy.family = value);
    }

    FitSettings withStrict(boolean value) {
        return with(copy -> copy.strict = value);
    }

    FitSettings withStarts(int value) {
        return with(copy -> copy.starts = value);
    }

    FitSettings withThreads(int value) {
        return with(copy -> copy.threads = value);
    }

    FitSettings withOrigin(Origin value) {
        return with(copy -> copy.origin = value);
    }

    FitSettings withNames(List<String> value) {
        return with(copy -> copy.names = value);
    }

    FitSettings withDivergence(Discrepancy value) {
        return with(copy -> copy.divergence = value);
    }

    DifferentiableLogDensity target() {
        return target;
    }

    double tolerance() {
        return tolerance;
    }

    long budget() {
        return budget;
    }

    AutomaticFit.Family family() {
        return family;
    }

    boolean strict() {
        return strict;
    }

    int starts() {
        return starts;
    }

    int threads() {
        return threads;
    }

    Origin origin() {
        return origin;
    }

    Discrepancy divergence() {
        return divergence;
    }

    int dimension() {
        return target.dimension();
    }

    boolean isDiagonal() {
        boolean isOpen = family == AutomaticFit.Family.AUTOMATIC || family == AutomaticFit.Family.MIXTURE;
        return family == AutomaticFit.Family.MEAN_FIELD || (isOpen && dimension() > LARGEST_FULL_RANK);
    }

    /** Whether the family holds more than normal distributions. */
    boolean isWide() {
        return family == AutomaticFit.Family.STUDENT_T || family == AutomaticFit.Family.MIXTURE;
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
                + ", starts=" + starts + ", initial=" + origin + (isReverseKl() ? "" : ", " + divergence.name())
                + (isWide() ? ", " + family : "");
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
