package io.divergence.estimators.quadrature;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.NormalizerEffect;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;

/**
 * The plain trapezoid on a fixed grid: so many intervals between two ends. It repeats what simple programs do, and is
 * as good as they are: mass outside the ends is not seen, and features narrower than an interval alias. Its error is
 * an estimate, the difference to the grid of every other node (the last interval of an odd number stays as it is), which says
 * nothing of what lies outside. Infinite values are still detected from the tails, unless asked not to ({@link #betweenEnds}).
 * log p is evaluated once, when the estimator is bound, unless the target is another one at every step; with a Gaussian family a
 * step is a few passes over arrays.
 *
 * <p>{@link QuadratureEstimator} places its nodes itself. Immutable.
 */
public final class TrapezoidEstimator implements GradientEstimator {
    private final double lower;
    private final double upper;
    private final int intervals;
    private final boolean judgesTails;

    private TrapezoidEstimator(double lower, double upper, int intervals, boolean judgesTails) {
        this.lower = lower;
        this.upper = upper;
        this.intervals = intervals;
        this.judgesTails = judgesTails;
    }

    /**
     * Returns the trapezoid.
     *
     * @param lower first node
     * @param upper last node, above the first
     * @param intervals number of intervals, at least 2; there is one node more
     */
    public static TrapezoidEstimator of(double lower, double upper, int intervals) {
        Checks.finite("lower", lower);
        Checks.finite("upper", upper);
        if (!(lower < upper)) {
            throw Checks.illegal("upper", upper, "must be above lower = " + lower);
        }
        Checks.atLeast("intervals", intervals, 2);
        return new TrapezoidEstimator(lower, upper, intervals, true);
    }

    /**
     * Returns the trapezoid for the textbook's integral between the two ends alone, such as p^2/q (less one) for forward chi^2, with
     * weights that are not centred: what a program with a fixed grid shows. The tails are not judged, so that a divergence which they
     * make infinite has a value here; it is no longer the divergence, and may be negative.
     */
    public TrapezoidEstimator betweenEnds() {
        return new TrapezoidEstimator(lower, upper, intervals, false);
    }

    /** {@return the number of intervals} */
    public int intervals() {
        return intervals;
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        LogDensity density = QuadratureEstimator.requireDensity(problem);
        if (!(problem.discrepancy() instanceof Divergence)) {
            throw Checks.illegal("discrepancy", problem.discrepancy(),
                    "must be an f-divergence for the plain trapezoid; use QuadratureEstimator");
        }
        boolean shifts = problem.discrepancy().normalizerEffect().kind() == NormalizerEffect.Kind.SHIFTS_VALUE;
        if (density.logNormalizer().isEmpty() && !shifts) {
            throw Checks.illegal("target", problem.target(),
                    "must be normalised for the plain trapezoid; use QuadratureEstimator, or LogDensities.withLogNormalizer");
        }
        TrapezoidGrid grid = new TrapezoidGrid(lower, upper, intervals);
        TrapezoidObjective plain = new TrapezoidObjective(problem, density, grid, judgesTails);
        boolean gaussian = problem.family() instanceof GaussianFamily || problem.family() instanceof FixedWidthGaussianFamily;
        return gaussian && plain.isSmoothOnGrid() ? new GaussianTrapezoid(plain) : plain;
    }

    @Override
    public String toString() {
        return "TrapezoidEstimator(" + lower + ", " + upper + ", " + intervals + (judgesTails ? "" : ", between ends") + ")";
    }
}
