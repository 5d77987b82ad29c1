package io.divergence.estimators.quadrature;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.NormalizerEffect;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.family.DistributionFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.Feature;
import io.divergence.target.LogDensity;
import io.divergence.target.UnivariateShape;

/** The evaluator of {@link QuadratureEstimator}: the target and the family's member as two densities to be integrated. */
final class QuadratureObjective implements Objective {
    private final Problem problem;
    private final LogDensity target;
    private final double tolerance;
    private final long budget;
    private final boolean shifted;
    /** Made when it is needed first: binding is cheap where the fast path does. */
    private RatioQuadrature quadrature;
    /** For mixtures of normals and a normal q; else null. */
    private final FastPath fast;

    private UnivariateShape shape;
    private boolean prepared;
    /** The caller's, for the time of one evaluation. */
    private double[] phi;
    private UnivariateShape member;

    QuadratureObjective(Problem problem, LogDensity target, double tolerance, long budget) {
        this(problem, target, tolerance, budget, FastPath.of(problem, tolerance));
    }

    /** With the fast path, or without one. */
    QuadratureObjective(Problem problem, LogDensity target, double tolerance, long budget, FastPath fast) {
        this.fast = fast;
        this.problem = problem;
        this.target = target;
        this.budget = budget;
        this.tolerance = tolerance;
        shifted = target.logNormalizer().isEmpty() && problem.discrepancy() instanceof Divergence
                && problem.discrepancy().normalizerEffect().kind() == NormalizerEffect.Kind.SHIFTS_VALUE;
    }

    /** Next to an edge, where x says too little, by the distance from it. */
    private void logDensityOfQ(VariationalFamily family, Chart chart, double[] s, double[] x, int n, double[] out) {
        if (chart.isLogarithmic() && member instanceof UnivariateDistribution q) {
            ChartedDensity.of(q).logDensity(chart, s, x, n, out);
        } else {
            family.logDensity(phi, x, 0, n, out);
        }
    }

    private void score(VariationalFamily family, Chart chart, double[] s, double[] x, int row, double[] out) {
        if (chart.isLogarithmic() && family instanceof DistributionFamily f) {
            f.scoreNear(phi, chart.anchor(), chart.side(), s[row], out);
        } else {
            family.score(phi, x, row, out);
        }
    }

    @Override
    public int parameterCount() {
        return problem.family().parameterCount();
    }

    @Override
    public void evaluate(long step, double[] phi, GradientEstimate out) {
        if (fast != null && fast.evaluate(phi, out)) {
            return;
        }
        this.phi = phi;
        UnivariateShape q = (UnivariateShape) problem.family().at(phi);
        member = q;
        if (!prepared) {
            quadrature = general();
            prepare(q);
        }
        quadrature.evaluate(shape, q, target.logNormalizer().isPresent(), out);
    }

    private RatioQuadrature general() {
        VariationalFamily family = problem.family();
        RatioIntegrand integrand = new RatioIntegrand(problem.discrepancy(), ChartedDensity.of(target),
                (chart, s, x, n, out) -> logDensityOfQ(family, chart, s, x, n, out), (chart, s, x, row, out) -> score(family, chart, s, x, row, out),
                family.parameterCount(), shifted, PanelIntegrator.NODES);
        RatioQuadrature general = new RatioQuadrature(problem.discrepancy(), integrand, family.parameterCount(), shifted, tolerance, budget);
        general.setLogNormalizer(target.logNormalizer().orElse(0), 0);
        return general;
    }

    /** The first call looks for the target's peaks and, where it must, its normaliser. */
    private void prepare(UnivariateShape q) {
        prepared = true;
        Feature near = q.features().get(0);
        shape = ShapeFinder.shapeOf(target, near.location(), near.scale());
        if (target.logNormalizer().isEmpty() && !shifted) {
            Normalizer normalizer = new Normalizer(target, shape);
            normalizer.integrate(1e-13, budget);
            quadrature.setLogNormalizer(normalizer.logNormalizer(), normalizer.error());
        }
    }
}
