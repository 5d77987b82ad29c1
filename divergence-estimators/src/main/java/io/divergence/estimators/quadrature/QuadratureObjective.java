package io.divergence.estimators.quadrature;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.NormalizerEffect;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.VariationalFamily;
import io.divergence.target.Feature;
import io.divergence.target.LogDensity;
import io.divergence.target.UnivariateShape;
import java.util.TreeSet;

/** The evaluator of {@link QuadratureEstimator}: places the panels, integrates, and puts value and errors together. */
final class QuadratureObjective implements Objective {
    /** What is cut off a tail is this small beside the largest value: e^-60 = 1e-26. */
    private static final double CUT = 60;
    /** Spacings of doubles in the width of q below which nothing is claimed. */
    private static final double RESOLUTION = 1e6;

    private final Problem problem;
    private final LogDensity target;
    private final UnivariateShape declared;
    private final double tolerance;
    private final long budget;
    private final boolean shifted;
    private final double[] exponents;
    private final RatioIntegrand integrand;
    private final PanelIntegrator integrator;
    private final Mesh mesh = new Mesh();
    private final double[] points = new double[PanelIntegrator.NODES];
    private final double[] sizes = new double[2 * PanelIntegrator.NODES];
    private final double[] cut = new double[2];
    private final double[] largest = new double[2];

    private UnivariateShape shape;
    private double logNormalizerError;

    QuadratureObjective(Problem problem, LogDensity target, double tolerance, long budget) {
        this.problem = problem;
        this.target = target;
        this.tolerance = tolerance;
        this.budget = budget;
        declared = target instanceof UnivariateShape known ? known : null;
        Discrepancy discrepancy = problem.discrepancy();
        boolean normalized = target.logNormalizer().isPresent();
        shifted = !normalized && discrepancy instanceof Divergence
                && discrepancy.normalizerEffect().kind() == NormalizerEffect.Kind.SHIFTS_VALUE;
        exponents = exponents(discrepancy);
        integrand = new RatioIntegrand(problem, target, shifted, PanelIntegrator.NODES);
        integrator = new PanelIntegrator(integrand);
        if (normalized) {
            integrand.setLogNormalizer(target.logNormalizer().getAsDouble());
        }
    }

    /** The exponents a for which p^a q^(1-a) may dominate away from both p and q: those that lead the expansions of f. */
    private static double[] exponents(Discrepancy discrepancy) {
        Divergence divergence = FinitenessRule.baseOf(discrepancy);
        TreeSet<Double> set = new TreeSet<>();
        if (discrepancy instanceof Renyi renyi) {
            set.add(renyi.exponent());
        }
        if (divergence.atInfinity().isKnown() && divergence.atZero().isKnown()) {
            set.add(RatioIntegrand.leading(divergence.atInfinity(), +1));
            set.add(RatioIntegrand.leading(divergence.atZero(), -1));
        }
        set.remove(0.0);
        set.remove(1.0);
        return set.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public int parameterCount() {
        return problem.family().parameterCount();
    }

    @Override
    public void evaluate(long step, double[] phi, GradientEstimate out) {
        out.clear();
        UnivariateShape q = (UnivariateShape) problem.family().at(phi);
        prepare(q);
        integrand.start(phi);
        Finiteness finiteness = FinitenessRule.judge(problem.discrepancy(), shape, q);
        if (finiteness != Finiteness.FINITE) {
            out.setUnusable(finiteness);
            return;
        }
        if (!isResolved(q)) {
            out.setUnusable(Finiteness.UNRESOLVED);
            return;
        }
        boolean decays = place(q);
        if (integrand.nonFinite() == 0 && decays) {
            splitAtCorners();
            integrator.integrate(mesh, scale(largest[0]), scale(largest[1]), 0.1 * tolerance, budget);
        }
        out.setEvaluations(integrand.evaluations());
        if (integrand.nonFinite() > 0) {
            out.setNonFinite(integrand.nonFinite(), new double[] {integrand.nonFinitePoint()});
        } else if (!decays) {
            out.setUnusable(Finiteness.INFINITE_BY_TAILS);
        } else if (integrand.isInfinite()) {
            out.setUnusable(Finiteness.INFINITE_BY_SUPPORT);
        } else if (integrand.isOverflowed()) {
            out.setUnusable(Finiteness.OVERFLOW);
        } else {
            report(q, out);
        }
    }

    /** Whether nodes around q can be told apart well enough: its width must be many spacings of doubles there. */
    private static boolean isResolved(UnivariateShape q) {
        for (Feature feature : q.features()) {
            if (!(feature.scale() > RESOLUTION * Math.ulp(feature.location()))) {
                return false;
            }
        }
        return true;
    }

    private static double scale(double largest) {
        return Math.abs(largest) <= 600 || Double.isInfinite(largest) ? 0 : largest;
    }

    /** The first call looks for the target's peaks and, where it must, its normaliser. */
    private void prepare(UnivariateShape q) {
        if (shape != null) {
            return;
        }
        Feature near = q.features().get(0);
        shape = declared != null ? declared : ShapeFinder.shapeOf(target, near.location(), near.scale());
        if (target.logNormalizer().isEmpty() && !shifted) {
            Normalizer normalizer = new Normalizer(target, shape);
            normalizer.integrate(1e-13, budget);
            integrand.setLogNormalizer(normalizer.logNormalizer());
            logNormalizerError = normalizer.error();
        }
    }

    /** Lays the mesh. Returns false if the integrand does not fall off towards an end. */
    private boolean place(UnivariateShape q) {
        mesh.clear();
        for (Feature b : q.features()) {
            mesh.addFeature(b.location(), b.scale());
            for (Feature a : shape.features()) {
                tilt(a, b);
            }
        }
        for (Feature a : shape.features()) {
            mesh.addFeature(a.location(), a.scale());
        }
        mesh.addFixed(problem.target().support().lower(0));
        mesh.addFixed(problem.target().support().upper(0));
        findLargest();
        if (largest[0] == Double.NEGATIVE_INFINITY) {
            largest[0] = 0;
        }
        cut[0] = 0;
        cut[1] = 0;
        double lower = extend(-1);
        double upper = extend(+1);
        mesh.build(lower, upper);
        return !Double.isInfinite(lower) && !Double.isInfinite(upper);
    }

    /** Where p^a q^(1-a) of two normal features peaks: a product of normals is a normal. */
    private void tilt(Feature p, Feature q) {
        for (double a : exponents) {
            double wp = a / p.scale() / p.scale();
            double wq = (1 - a) / q.scale() / q.scale();
            double precision = wp + wq;
            if (precision > 0) {
                // Centred at q, so that a feature far from zero keeps its digits.
                double location = q.location() + wp / precision * (p.location() - q.location());
                mesh.addFeature(location, 1 / Math.sqrt(precision));
            }
        }
    }

    private void findLargest() {
        largest[0] = Double.NEGATIVE_INFINITY;
        largest[1] = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < mesh.featureCount(); i++) {
            int n = 0;
            for (int k = -6; k <= 6; k++) {
                points[n++] = mesh.location(i) + 0.77 * k * mesh.scale(i);
            }
            integrand.logSizes(points, n, sizes);
            for (int k = 0; k < n; k++) {
                largest[0] = Math.max(largest[0], sizes[k]);
                largest[1] = Math.max(largest[1], sizes[n + k]);
            }
        }
    }

    /** How far out the integrand matters in one direction; infinite if it does not fall off. */
    private double extend(int sign) {
        double edge = mesh.hull(sign, 3);
        double step = Math.max(Math.abs(edge - mesh.hull(-sign, 3)) / 16, Math.ulp(edge) * 16);
        double before0 = Double.NaN;
        double before1 = Double.NaN;
        for (int k = 0; k < 4000; k++) {
            points[0] = edge;
            integrand.logSizes(points, 1, sizes);
            double size0 = sizes[0];
            double size1 = sizes[1];
            largest[0] = Math.max(largest[0], size0);
            largest[1] = Math.max(largest[1], size1);
            double reach = Math.log(Math.max(Math.abs(edge), step));
            boolean small0 = size0 + reach < largest[0] + Math.log(step) - CUT || size0 == Double.NEGATIVE_INFINITY;
            boolean small1 = !integrand.hasMoment() || size1 + reach < largest[1] - CUT
                    || size1 == Double.NEGATIVE_INFINITY;
            boolean falling = k > 0 && !(size0 > before0) && !(size1 > before1);
            if (falling && small0 && small1) {
                cut[0] += tail(size0, before0, step);
                cut[1] += integrand.hasMoment() ? tail(size1, before1, step) : 0;
                return edge;
            }
            before0 = size0;
            before1 = size1;
            edge += sign * step;
            step *= 1.3;
            if (Math.abs(edge) > 1e300) {
                return sign * Double.POSITIVE_INFINITY;
            }
        }
        return sign * Double.POSITIVE_INFINITY;
    }

    /** The mass beyond a point where the integrand falls by a factor over a step: a geometric series, in log scale. */
    private static double tail(double size, double before, double step) {
        if (size == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        double rate = Math.max(before - size, 1e-3);
        return Math.exp(size + Math.log(step) + Math.log(4 / rate));
    }

    /** Adds the points at which p = q, where f has a corner. */
    private void splitAtCorners() {
        if (FinitenessRule.baseOf(problem.discrepancy()).isSmooth()) {
            return;
        }
        double lower = mesh.point(0);
        double upper = mesh.point(mesh.panels());
        double lastX = Double.NaN;
        double lastL = Double.NaN;
        int panels = mesh.panels();
        for (int i = 0; i < panels; i++) {
            double[] x = integrator.nodes(mesh.point(i), mesh.point(i + 1));
            integrand.logRatios(x, PanelIntegrator.NODES, sizes);
            for (int k = 0; k < PanelIntegrator.NODES; k++) {
                double l = sizes[k];
                points[k] = x[k];
                if (lastL * l < 0 || (lastL != 0 && l == 0)) {
                    corners.add(lastX, points[k], lastL);
                }
                lastX = points[k];
                lastL = l;
            }
        }
        for (int i = 0; i < corners.count; i++) {
            mesh.addFixed(corners.root(i));
        }
        corners.count = 0;
        mesh.build(lower, upper);
    }

    private final Corners corners = new Corners();

    /** Brackets of sign changes of l, and the roots in them by bisection. */
    private final class Corners {
        private double[] brackets = new double[48];
        private int count;

        void add(double a, double b, double valueAtA) {
            if (3 * count + 3 > brackets.length) {
                brackets = java.util.Arrays.copyOf(brackets, 2 * brackets.length);
            }
            brackets[3 * count] = a;
            brackets[3 * count + 1] = b;
            brackets[3 * count++ + 2] = valueAtA;
        }

        double root(int i) {
            double a = brackets[3 * i];
            double b = brackets[3 * i + 1];
            double sign = Math.signum(brackets[3 * i + 2]);
            for (int k = 0; k < 200; k++) {
                double mid = 0.5 * (a + b);
                if (!(mid > Math.min(a, b) && mid < Math.max(a, b))) {
                    break;
                }
                points[0] = mid;
                integrand.logRatios(points, 1, sizes);
                if (sizes[0] * sign > 0) {
                    a = mid;
                } else {
                    b = mid;
                }
            }
            return 0.5 * (a + b);
        }
    }

    private void report(UnivariateShape q, GradientEstimate out) {
        boolean sure = FinitenessRule.isSure(problem.discrepancy(), shape, q) && target.logNormalizer().isPresent();
        ErrorKind kind = sure ? ErrorKind.BOUND : ErrorKind.ESTIMATE;
        if (problem.discrepancy() instanceof Renyi renyi) {
            reportRenyi(renyi, kind, out);
        } else {
            reportDivergence(kind, out);
        }
        if (out.finiteness() == Finiteness.FINITE) {
            out.setWithinTolerance(integrator.isComplete() && isWithin(out));
        }
    }

    private void reportDivergence(ErrorKind kind, GradientEstimate out) {
        double shift = scale(largest[0]);
        double factor = Math.exp(shift);
        double raw = integrator.total(0);
        if (!(raw * factor <= Double.MAX_VALUE)) {
            out.setUnusable(Finiteness.OVERFLOW);
            return;
        }
        double value = shifted ? raw * factor : Math.max(0, raw * factor);
        double error = integrator.error(0) * factor + cut[0] + Math.ulp(value);
        double gradientScale = 0;
        for (int j = 0; j < parameterCount(); j++) {
            out.gradient()[j] = integrator.total(1 + j) * factor;
            out.gradientError()[j] = integrator.error(1 + j) * factor + cut[0] + Math.ulp(out.gradient()[j]);
            gradientScale = Math.max(gradientScale, Math.abs(out.gradient()[j]));
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
        double shift = scale(largest[0]);
        double scaledOne = Math.exp(-shift);
        double deviation = c * integrator.total(0);
        int n = parameterCount();
        if (deviation > -0.5 * scaledOne) {
            double moment = scaledOne + deviation;
            double value = shift > 600
                    ? shift + Math.log(moment)
                    : Math.log1p(deviation * Math.exp(shift));
            double error = Math.abs(c) * (integrator.error(0) + cut[0] * scaledOne) / moment;
            finishRenyi(renyi, value, error, kind, out);
            for (int j = 0; j < n; j++) {
                double slope = c * integrator.total(1 + j) / moment;
                double slopeError = (Math.abs(c) * integrator.error(1 + j) + Math.abs(slope) * Math.abs(c) * integrator.error(0)) / moment;
                finishGradient(renyi, j, slope, slopeError, out);
            }
            return;
        }
        double moment = integrator.total(n + 1);
        double momentShift = scale(largest[1]);
        if (!(moment > 0)) {
            out.setUnusable(Finiteness.INFINITE_BY_SUPPORT);
            return;
        }
        double relative = (integrator.error(n + 1) + cut[1] * Math.exp(-momentShift)) / moment;
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
        for (int j = 0; j < parameterCount(); j++) {
            within &= out.gradientError()[j] <= tolerance * Math.max(Math.abs(out.gradient()[j]), scale);
        }
        return within;
    }
}
