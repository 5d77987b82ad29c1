package io.divergence.estimators.quadrature;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.LocationScaleFamily;

/**
 * The fast path of {@link QuadratureObjective}: a mixture of normals and a normal q. Their integrands are analytic and fall off like
 * bells, so that the trapezoidal rule converges exponentially: range and spacing follow from the exponents and the singularities of
 * log p, and the sums over every node, every second and every fourth show how fast it converges. With E the error of every fourth and D
 * the difference of the first two, 20 D times the larger of D/E and the rate of the nearest singularity is stated, which the error of
 * the finest sum is well below; to it come the cut tails and the rounding of the log densities.
 *
 * <p>For reverse KL and reverse chi^2 of two components all singularities are known. What they cost is taken off sums over fewer nodes, and what
 * is left of it is bounded ({@link ZeroExcess}): no sums are nested then.
 *
 * <p>Where the error is not within the tolerance even with more nodes (near p = q, where terms cancel, and near the edge of finiteness)
 * nothing is reported: the general path takes over.
 *
 * <p>Since p, q and their scores integrate to 1 and 0, only p^a q^(1-a) is summed for the alpha family and Rényi divergences, -q l for
 * reverse KL and p l for forward KL. Borrows the thread's scratch space for the time of an evaluation; one caller.
 *
 * <p>Source: L. N. Trefethen, J. A. C. Weideman, The exponentially convergent trapezoidal rule, SIAM Review 56 (2014).
 */
final class GaussianQuadrature implements FastPath {
    private static final double EPS = Math.ulp(1.0);
    static final int CAPACITY = 16_384;
    private static final int ATTEMPTS = 4;
    /**
     * What the stated error is above what it is aimed at, in logarithms, so that the first attempt mostly will do with few nodes: chosen
     * by 1,500 random mixtures at four tolerances. Singularities are mostly lighter than they are taken for.
     */
    private static final double SPARE = 0.5;
    private static final double SPARE_OF_BELLS = 5.5;
    /** Ends lie where a bell has fallen this much below the tolerance. */
    private static final double DEPTH = 9;
    /** What the correction by zeros is aimed at above the tolerance, in logarithms, and the terms that need no care, relative to the tolerance. */
    private static final double DIGITS = 4.5;
    private static final double SMALL = 0.05;
    /** A component with less than this part of the largest error may vanish by symmetry: its rate is rounding. */
    private static final double COUNTS = 1e-3;

    private final LocationScaleFamily family;
    private final NormalVerdict verdict;
    /** Made when it is needed first. */
    private GaussianRange range;
    private final GaussianTerms terms;
    /** For reverse KL and reverse chi^2 of a mixture of two; else null. */
    private final ZeroExcess zeros;
    private final double tolerance;
    private double logTolerance;
    /** The thread's, for the time of one evaluation. */
    private WeightedMoments moments;
    private final LocationScaleGradient gradient;

    private long evaluations;

    private GaussianQuadrature(Problem problem, double tolerance) {
        Discrepancy discrepancy = problem.discrepancy();
        family = (LocationScaleFamily) problem.family();
        this.tolerance = tolerance;
        NormalComponents p = NormalComponents.of(problem.target());
        verdict = NormalVerdict.of(discrepancy, problem.target());
        terms = new GaussianTerms(discrepancy, p);
        zeros = terms.zeros();
        gradient = new LocationScaleGradient(family);
    }

    /** Returns the fast path, or null if a problem is not of its kind. */
    static GaussianQuadrature of(Problem problem, double tolerance) {
        Divergence base = FinitenessRule.baseOf(problem.discrepancy());
        boolean analytic = base.isSmooth() && base.atInfinity().isKnown() && base.atZero().isKnown();
        return analytic && isGaussian(problem) ? new GaussianQuadrature(problem, tolerance) : null;
    }

    /** Whether the target is a mixture of normals, and q a normal. */
    static boolean isGaussian(Problem problem) {
        boolean gaussian = problem.family() instanceof GaussianFamily || problem.family() instanceof FixedWidthGaussianFamily;
        return gaussian && NormalVerdict.isOfNormals(problem.target());
    }

    @Override
    public boolean evaluate(double[] phi, GradientEstimate out) {
        double mean = family.location(phi);
        double sd = family.scale(phi);
        if (verdict.isSurelyInfinite(sd)) {
            out.clear();
            out.setUnusable(Finiteness.INFINITE_BY_TAILS);
            return true;
        }
        if (!verdict.isSurelyFinite(sd) || !(sd > 1e6 * Math.ulp(mean)) || !(sd < 1e100)) {
            return false;
        }
        moments = terms.borrow();
        logTolerance = terms.log(tolerance);
        try {
            evaluations = 0;
            return zeros != null && integrateByZeros(phi, mean, sd, out) || integrate(phi, mean, sd, out);
        } finally {
            moments = null;
            terms.giveBack();
        }
    }

    /** With what the rule misses taken off, so that the spacing may be wide. */
    private boolean integrateByZeros(double[] phi, double mean, double sd, GradientEstimate out) {
        if (!zeros.place(mean, sd)) {
            return false;
        }
        range().findEnds(mean, sd, DEPTH - logTolerance);
        double lower = range.lower();
        double upper = range.upper();
        double frequency = zeros.frequency(DIGITS - logTolerance);
        for (int k = 0; k < ATTEMPTS; k++) {
            double nodes = (upper - lower) * frequency / (2 * Math.PI);
            if (!(nodes < CAPACITY - 16)) {
                return false;
            }
            // Whole vectors, and the same grid for similar q.
            int n = ((int) nodes + 2 + 7) & ~7;
            double step = (upper - lower) / (n - 1);
            terms.sum(n, mean, sd, lower, step, moments);
            evaluations += n;
            if (!GaussianTerms.isFinite(moments) || !correct(lower, step)) {
                return false;
            }
            double cut = step * terms.beyond(n);
            double rounding = step * terms.rounding(n, mean, sd, moments);
            if (report(phi, sd, step, zeros.error() + cut + rounding, terms.scoreSize() * rounding, out)) {
                return true;
            }
            if (rounding > zeros.error() + cut) {
                return false;
            }
            if (zeros.error() > cut) {
                frequency *= 1.3;
            } else {
                double widening = 0.1 * (upper - lower);
                lower -= widening;
                upper += widening;
            }
        }
        return false;
    }

    private boolean correct(double lower, double step) {
        zeros.setShift(terms.shift());
        double smallest = terms.inIntegrals(SMALL * tolerance * Math.abs(terms.value(step, moments)), step, moments);
        if (!zeros.sum(lower, 2 * Math.PI / step, smallest)) {
            return false;
        }
        for (int power = 0; power < 3; power++) {
            moments.subtract(power, zeros.excess(power) / step);
        }
        return true;
    }

    private GaussianRange range() {
        range = range == null ? terms.range(verdict) : range;
        return range;
    }

    private boolean integrate(double[] phi, double mean, double sd, GradientEstimate out) {
        double digits = (range().isEntire() ? SPARE_OF_BELLS : SPARE) - logTolerance;
        double depth = DEPTH - logTolerance;
        range.find(mean, sd, depth, digits);
        double spacing = range.spacing();
        double lower = range.lower();
        double upper = range.upper();
        for (int k = 0; k < ATTEMPTS; k++) {
            double nodes = (upper - lower) / spacing;
            if (!(nodes < CAPACITY - 8)) {
                return false;
            }
            int n = Math.max(16, (int) nodes + 2);
            double step = (upper - lower) / (n - 1);
            terms.sum(n, mean, sd, lower, step, moments);
            evaluations += n;
            if (!GaussianTerms.isFinite(moments)) {
                return false;
            }
            if (terms.isOverflow(step, moments)) {
                out.clear();
                out.setUnusable(Finiteness.OVERFLOW);
                out.setEvaluations(evaluations);
                return true;
            }
            double error = convergence(step) + range.bySingularities(step, terms.shift());
            double cut = step * terms.beyond(n);
            double rounding = step * terms.rounding(n, mean, sd, moments);
            if (report(phi, sd, step, error + cut + rounding, terms.scoreSize() * rounding, out)) {
                return true;
            }
            if (rounding > error + cut) {
                return false;
            }
            if (error > cut) {
                spacing = step / 1.3;
            } else {
                double widening = 0.1 * (upper - lower);
                lower -= widening;
                upper += widening;
            }
        }
        return false;
    }

    /**
     * The error of the finest sums by the differences between nested ones: the largest of all components, which have one unit. The
     * difference of a component may vanish by chance, so that the rate of convergence is the slowest of those that count.
     */
    private double convergence(double step) {
        double coarse = 0;
        for (int kind = 0; kind < WeightedMoments.KINDS; kind++) {
            coarse = Math.max(coarse, moments.errorOfEveryFourth(kind));
        }
        double rate = 0;
        for (int kind = 0; kind < WeightedMoments.KINDS; kind++) {
            double own = moments.errorOfEveryFourth(kind);
            if (own > COUNTS * coarse) {
                rate = Math.max(rate, Math.abs(moments.all(kind) - 2 * moments.everySecond(kind)) / own);
            }
        }
        return step * coarse * rate * Math.min(1, 20 * Math.max(rate, range.slowest(step)));
    }

    private boolean report(double[] phi, double sd, double step, double error, double inScores, GradientEstimate out) {
        double level = terms.value(step, moments);
        double valueError = terms.valueError(step, error, moments);
        if (!(valueError <= tolerance * Math.abs(level)) || !(level > 0 && level <= Double.MAX_VALUE)) {
            return false;
        }
        out.clear();
        double scale = terms.gradientScale(step, moments);
        double slope = scale * step * moments.all(1);
        double width = scale * step * (moments.all(2) - moments.all(0));
        double slopeError = terms.gradientError(step, error + inScores, error, slope, moments);
        double widthError = terms.gradientError(step, 2 * error + inScores, error, width, moments);
        if (!gradient.write(phi, sd, slope, slopeError, width, widthError, tolerance, 1 + Math.abs(level), out)) {
            return false;
        }
        out.setValue(level, valueError, ErrorKind.BOUND, ValueMeaning.DISCREPANCY);
        out.setEvaluations(evaluations);
        return true;
    }
}
