package io.divergence.estimators.quadrature;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.NormalizerEffect;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;
import io.divergence.target.UnivariateShape;
import java.util.Arrays;

/**
 * The plain trapezoid on a fixed grid: so many intervals between two ends. It repeats what simple programs do, and is
 * as good as they are: mass outside the ends is not seen, and features narrower than an interval alias. Its error is
 * an estimate, the difference to the grid of every other node (for an even number of intervals), which says nothing of
 * what lies outside. Infinite values are still detected from the tails.
 *
 * <p>{@link QuadratureEstimator} places its nodes itself. Immutable.
 */
public final class TrapezoidEstimator implements GradientEstimator {
    private final double lower;
    private final double upper;
    private final int intervals;

    private TrapezoidEstimator(double lower, double upper, int intervals) {
        this.lower = lower;
        this.upper = upper;
        this.intervals = intervals;
    }

    /**
     * Returns the trapezoid.
     *
     * @param lower first node
     * @param upper last node, above the first
     * @param intervals number of intervals, even, so that the error can be estimated
     */
    public static TrapezoidEstimator of(double lower, double upper, int intervals) {
        Checks.finite("lower", lower);
        Checks.finite("upper", upper);
        if (!(lower < upper)) {
            throw Checks.illegal("upper", upper, "must be above lower = " + lower);
        }
        Checks.atLeast("intervals", intervals, 2);
        if (intervals % 2 != 0) {
            throw Checks.illegal("intervals", intervals, "must be even");
        }
        return new TrapezoidEstimator(lower, upper, intervals);
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
        return new Grid(problem, density, density.logNormalizer().isEmpty());
    }

    @Override
    public String toString() {
        return "TrapezoidEstimator(" + lower + ", " + upper + ", " + intervals + ")";
    }

    private final class Grid implements Objective {
        private final Problem problem;
        private final LogDensity density;
        private final boolean shifted;
        private final RatioIntegrand integrand;
        private final double[] x = new double[intervals + 1];
        private final double[] values;
        private final double[] roundings;
        private final double[] fine;
        private final double[] coarse;
        /** The caller's, for the time of one evaluation. */
        private double[] phi;

        Grid(Problem problem, LogDensity density, boolean shifted) {
            this.problem = problem;
            this.density = density;
            this.shifted = shifted;
            VariationalFamily family = problem.family();
            integrand = new RatioIntegrand(problem.discrepancy(), ChartedDensity.of(density),
                    (chart, s, nodes, n, out) -> family.logDensity(phi, nodes, 0, n, out),
                    (chart, s, nodes, row, out) -> family.score(phi, nodes, row, out), family.parameterCount(), shifted, x.length);
            integrand.setLogNormalizer(density.logNormalizer().orElse(0));
            int size = integrand.size();
            values = new double[size * x.length];
            roundings = new double[size * x.length];
            fine = new double[size];
            coarse = new double[size];
            for (int i = 0; i <= intervals; i++) {
                x[i] = lower + (upper - lower) * i / intervals;
            }
        }

        @Override
        public int parameterCount() {
            return problem.family().parameterCount();
        }

        @Override
        public void evaluate(long step, double[] phi, GradientEstimate out) {
            out.clear();
            Finiteness finiteness = judge(phi);
            if (finiteness != Finiteness.FINITE) {
                out.setUnusable(finiteness);
                return;
            }
            this.phi = phi;
            integrand.start();
            integrand.evaluate(Chart.IDENTITY, x, x.length, 0, 0, values, roundings);
            out.setEvaluations(integrand.evaluations());
            if (integrand.nonFinite() > 0) {
                out.setNonFinite(integrand.nonFinite(), new double[] {integrand.nonFinitePoint()});
                return;
            }
            if (integrand.isInfinite()) {
                out.setUnusable(Finiteness.INFINITE_BY_SUPPORT);
                return;
            }
            sum();
            if (integrand.isOverflowed() || !(Math.abs(fine[0]) <= Double.MAX_VALUE)) {
                out.setUnusable(Finiteness.OVERFLOW);
                return;
            }
            for (int j = 0; j < parameterCount(); j++) {
                out.gradient()[j] = fine[1 + j];
                out.gradientError()[j] = Math.abs(fine[1 + j] - coarse[1 + j]);
            }
            out.setValue(fine[0], Math.abs(fine[0] - coarse[0]), ErrorKind.ESTIMATE,
                    shifted ? ValueMeaning.NEGATIVE_ELBO : ValueMeaning.DISCREPANCY);
        }

        private Finiteness judge(double[] phi) {
            return density instanceof UnivariateShape p
                    && problem.family().at(phi) instanceof UnivariateShape q
                    ? FinitenessRule.judge(problem.discrepancy(), p, q)
                    : Finiteness.FINITE;
        }

        private void sum() {
            double h = (upper - lower) / intervals;
            Arrays.fill(fine, 0);
            Arrays.fill(coarse, 0);
            for (int c = 0; c < fine.length; c++) {
                for (int i = 0; i <= intervals; i++) {
                    double weight = i == 0 || i == intervals ? 0.5 * h : h;
                    double term = weight * values[c * x.length + i];
                    fine[c] += term;
                    coarse[c] += i % 2 == 0 ? 2 * term : 0;
                }
            }
        }
    }
}
