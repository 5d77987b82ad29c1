package io.divergence.estimators.quadrature;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.ValueMeaning;
import io.divergence.target.UnivariateShape;

/**
 * The integral of q f(p/q), and of q h(p/q) times the score, over the line: judges whether it is finite, cuts the line into
 * pieces, integrates, and puts value and errors together. Owns its scratch space; one caller.
 */
final class RatioQuadrature {
    private final Discrepancy discrepancy;
    private final RatioIntegrand integrand;
    private final int parameters;
    private final boolean shifted;
    private final double tolerance;
    private final long budget;
    private final PanelIntegrator integrator;
    private final PiecePlanner planner;
    private final CornerFinder corners;

    /** The mass that may be missing: far above rounding, far below what a missed peak has. */
    private static final double LARGEST_DEVIATION = 1e-6;
    private static final double LEAST_MASS = 1e-3;
    /** How near to an end it is looked for corners, in units of panels. */
    private static final double NEXT_TO_END = 1e-9;

    /** Logarithms beyond it are wrong by more than a tenth, so that peaks of moments cannot be told from rounding. */
    private static final double HARDLY_KNOWN = 1e14;

    private double logNormalizerError;

    RatioQuadrature(Discrepancy discrepancy, RatioIntegrand integrand, int parameters, boolean shifted, double tolerance,
            long budget) {
        this.discrepancy = discrepancy;
        this.integrand = integrand;
        this.parameters = parameters;
        this.shifted = shifted;
        this.tolerance = tolerance;
        this.budget = budget;
        corners = new CornerFinder(integrand);
        integrator = new PanelIntegrator(integrand);
        planner = new PiecePlanner(discrepancy, integrand, tolerance, parameters > 0);
    }

    /** Sets log Z of the target, and its error where it was integrated: zero where it is known. */
    void setLogNormalizer(double logNormalizer, double error) {
        integrand.setLogNormalizer(logNormalizer);
        logNormalizerError = error;
    }

    void evaluate(UnivariateShape p, UnivariateShape q, boolean normalized, GradientEstimate out) {
        out.clear();
        integrand.start();
        Finiteness finiteness = FinitenessRule.judge(discrepancy, p, q);
        if (finiteness != Finiteness.FINITE) {
            out.setUnusable(finiteness);
            return;
        }
        if (!PiecePlanner.isResolved(q)) {
            out.setUnusable(Finiteness.UNRESOLVED);
            return;
        }
        boolean sure = FinitenessRule.isSure(discrepancy, p, q);
        boolean decays = planner.lay(p, q) || sure || FinitenessRule.isBounded(discrepancy);
        if (integrand.nonFinite() == 0 && decays) {
            integrator.start(scale(planner.largest(0)), scale(planner.largest(1)));
            for (int i = 0; i < planner.size(); i++) {
                splitAtCorners(planner.piece(i));
                integrator.add(planner.piece(i));
            }
            integrator.finish(parameters > 0 ? 0.2 * tolerance : tolerance, budget);
        }
        out.setEvaluations(integrand.evaluations());
        if (integrand.nonFinite() > 0) {
            out.setNonFinite(integrand.nonFinite(), new double[] {integrand.nonFinitePoint()});
        } else if (!decays) {
            out.setUnusable(Finiteness.INFINITE_BY_TAILS);
        } else if (integrand.isInfinite()) {
            // A log density of -1e308 and less becomes -infinity: where the tails are known, that is not a missing support.
            out.setUnusable(sure ? Finiteness.OVERFLOW : Finiteness.INFINITE_BY_SUPPORT);
        } else if (integrand.isOverflowed() || planner.isOutOfRange() || planner.largest(0) > HARDLY_KNOWN
                || planner.largest(1) > HARDLY_KNOWN) {
            out.setUnusable(Finiteness.OVERFLOW);
        } else {
            report(sure && normalized && !integrand.isLost(), out);
            if (normalized && out.finiteness() == Finiteness.FINITE) {
                weighMass(out);
            }
        }
    }

    /**
     * Compares the mass of p and q that the pieces hold with 1: a peak that no node has met, or mass beyond the range of a double,
     * is an error, or the end of what can be said. Where p and q are nearly equal, the tails of both are rightly left out.
     */
    private void weighMass(GradientEstimate out) {
        double allowed = LARGEST_DEVIATION * Math.max(1, out.value()) + planner.cut(0, 0) + out.valueError();
        double ofP = integrator.mass(0);
        double ofQ = integrator.mass(1);
        Divergence divergence = FinitenessRule.baseOf(discrepancy);
        // What the missing mass of the one would contribute where the other has none.
        double lost = ofP < ofQ ? (ofQ - ofP) * divergence.reversed().generator(Double.NEGATIVE_INFINITY)
                : ofP > ofQ ? (ofP - ofQ) * divergence.generator(Double.NEGATIVE_INFINITY) : 0;
        boolean seen = Math.max(ofP, ofQ) >= (out.value() == 0 ? Double.MIN_NORMAL : LEAST_MASS);
        if (!(allowed >= 0) || !seen || (Math.abs(ofP - ofQ) > allowed && lost > 0)) {
            out.setUnusable(Finiteness.UNRESOLVED);
        } else if (Math.abs(ofP - ofQ) > LEAST_MASS && !(discrepancy instanceof Renyi)) {
            out.setValue(out.value(), out.valueError() + lost, out.errorKind(), out.meaning());
            out.setWithinTolerance(out.withinTolerance() && isWithin(out));
        }
    }

    private static double scale(double largest) {
        return Math.abs(largest) <= 600 || Double.isInfinite(largest) ? 0 : largest;
    }

    /** Adds the points at which p = q, where f has a corner. */
    private void splitAtCorners(Piece piece) {
        if (FinitenessRule.baseOf(discrepancy).isSmooth()) {
            return;
        }
        Mesh mesh = piece.mesh();
        double lower = mesh.point(0);
        double upper = mesh.point(mesh.panels());
        int panels = mesh.panels();
        corners.start(piece.chart());
        // The outermost nodes leave a gap to the ends, at which themselves a density may be infinite.
        corners.look(inside(lower, mesh.point(1)));
        for (int i = 0; i < panels; i++) {
            corners.look(integrator.coarseNodes(mesh.point(i), mesh.point(i + 1)), PanelIntegrator.COARSE);
        }
        corners.look(inside(upper, mesh.point(panels - 1)));
        for (int i = 0; i < corners.count(); i++) {
            mesh.addFixed(corners.root(i));
        }
        mesh.build(lower, upper);
    }

    /** Next to the end of a panel. */
    private static double inside(double end, double other) {
        double step = Math.max(NEXT_TO_END * Math.abs(other - end), 4 * Math.ulp(end));
        return end + Math.copySign(Math.min(step, 0.5 * Math.abs(other - end)), other - end);
    }

    private void report(boolean sure, GradientEstimate out) {
        ErrorKind kind = sure && logNormalizerError == 0 ? ErrorKind.BOUND : ErrorKind.ESTIMATE;
        if (discrepancy instanceof Renyi renyi) {
            reportRenyi(renyi, kind, out);
        } else {
            reportDivergence(kind, out);
        }
        if (out.finiteness() == Finiteness.FINITE) {
            out.setWithinTolerance(integrator.isComplete() && isWithin(out));
        }
    }

    private void reportDivergence(ErrorKind kind, GradientEstimate out) {
        double shift = scale(planner.largest(0));
        double factor = Math.exp(shift);
        double raw = integrator.total(0);
        if (!(raw * factor <= Double.MAX_VALUE)) {
            out.setUnusable(Finiteness.OVERFLOW);
            return;
        }
        double value = shifted ? raw * factor : Math.max(0, raw * factor);
        double error = integrator.error(0) * factor + planner.cut(0, 0) + Math.ulp(value);
        for (int j = 0; j < parameters; j++) {
            out.gradient()[j] = integrator.total(1 + j) * factor;
            out.gradientError()[j] = integrator.error(1 + j) * factor + planner.cut(0, 0) + Math.ulp(out.gradient()[j]);
            if (!(Math.abs(out.gradient()[j]) <= Double.MAX_VALUE)) {
                out.setUnusable(Finiteness.OVERFLOW);
                return;
            }
        }
        // An error of the normaliser moves l everywhere by as much.
        error += logNormalizerError * (1 + value);
        out.setValue(value, error, kind, shifted ? ValueMeaning.NEGATIVE_ELBO : ValueMeaning.DISCREPANCY);
    }

    /** log(1 + a (a - 1) A)/(b - 1) near p = q, and log E[u^a]/(b - 1) where that moment is small. */
    private void reportRenyi(Renyi renyi, ErrorKind kind, GradientEstimate out) {
        double c = renyi.momentFactor();
        double shift = scale(planner.largest(0));
        double scaledOne = Math.exp(-shift);
        double deviation = c * integrator.total(0);
        int n = parameters;
        if (deviation > -0.5 * scaledOne) {
            double moment = scaledOne + deviation;
            double value = shift > 600
                    ? shift + Math.log(moment)
                    : Math.log1p(deviation * Math.exp(shift));
            double error = Math.abs(c) * (integrator.error(0) + planner.cut(0, shift)) / moment;
            finishRenyi(renyi, value, error, kind, out);
            for (int j = 0; j < n; j++) {
                double slope = c * integrator.total(1 + j) / moment;
                double slopeError = (Math.abs(c) * integrator.error(1 + j) + Math.abs(slope) * Math.abs(c) * integrator.error(0)) / moment;
                finishGradient(renyi, j, slope, slopeError, out);
            }
            return;
        }
        double moment = integrator.total(n + 1);
        double momentShift = scale(planner.largest(1));
        if (!(moment > 0)) {
            out.setUnusable(planner.overlaps() ? Finiteness.OVERFLOW : Finiteness.INFINITE_BY_SUPPORT);
            return;
        }
        double relative = (integrator.error(n + 1) + planner.cut(1, momentShift)) / moment;
        finishRenyi(renyi, momentShift + Math.log(moment), relative, kind, out);
        for (int j = 0; j < n; j++) {
            double factor = 1 - renyi.exponent();
            double slope = factor * integrator.total(n + 2 + j) / moment;
            double slopeError = Math.abs(factor) * integrator.error(n + 2 + j) / moment + Math.abs(slope) * relative;
            finishGradient(renyi, j, slope, slopeError, out);
        }
    }

    private void finishRenyi(Renyi renyi, double logMoment, double error, ErrorKind kind, GradientEstimate out) {
        double value = Math.max(0, logMoment / renyi.divisor());
        double all = (error + Math.abs(renyi.exponent()) * logNormalizerError) / Math.abs(renyi.divisor());
        out.setValue(value, all + 2 * Math.ulp(value), kind, ValueMeaning.DISCREPANCY);
    }

    private static void finishGradient(Renyi renyi, int j, double slope, double error, GradientEstimate out) {
        out.gradient()[j] = slope / renyi.divisor();
        out.gradientError()[j] = error / Math.abs(renyi.divisor()) + 2 * Math.ulp(out.gradient()[j]);
    }

    private boolean isWithin(GradientEstimate out) {
        boolean within = out.valueError() <= Math.max(tolerance * Math.abs(out.value()), 1e-14);
        double scale = 1 + Math.abs(out.value());
        for (int j = 0; j < parameters; j++) {
            within &= out.gradientError()[j] <= tolerance * Math.max(Math.abs(out.gradient()[j]), scale);
        }
        return within;
    }
}
