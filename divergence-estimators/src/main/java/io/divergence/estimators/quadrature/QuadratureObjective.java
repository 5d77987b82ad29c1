package io.divergence.estimators.quadrature;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.NormalizerEffect;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.VariationalFamily;
import io.divergence.target.Feature;
import io.divergence.target.LogDensity;
import io.divergence.target.UnivariateShape;

/** The evaluator of {@link QuadratureEstimator}: the target and the family's member as two densities to be integrated. */
final class QuadratureObjective implements Objective {
    private final Problem problem;
    private final LogDensity target;
    private final long budget;
    private final boolean shifted;
    private final RatioQuadrature quadrature;

    private UnivariateShape shape;
    private boolean prepared;
    /** The caller's, for the time of one evaluation. */
    private double[] phi;

    QuadratureObjective(Problem problem, LogDensity target, double tolerance, long budget) {
        this.problem = problem;
        this.target = target;
        this.budget = budget;
        shifted = target.logNormalizer().isEmpty() && problem.discrepancy() instanceof Divergence
                && problem.discrepancy().normalizerEffect().kind() == NormalizerEffect.Kind.SHIFTS_VALUE;
        VariationalFamily family = problem.family();
        RatioIntegrand integrand = new RatioIntegrand(problem.discrepancy(), ChartedDensity.of(target),
                (chart, s, x, n, out) -> family.logDensity(phi, x, 0, n, out), (x, row, out) -> family.score(phi, x, row, out),
                family.parameterCount(), shifted, PanelIntegrator.NODES);
        quadrature = new RatioQuadrature(problem.discrepancy(), integrand, family.parameterCount(), shifted, tolerance, budget);
        quadrature.setLogNormalizer(target.logNormalizer().orElse(0), 0);
    }

    @Override
    public int parameterCount() {
        return problem.family().parameterCount();
    }

    @Override
    public void evaluate(long step, double[] phi, GradientEstimate out) {
        this.phi = phi;
        UnivariateShape q = (UnivariateShape) problem.family().at(phi);
        if (!prepared) {
            prepare(q);
        }
        quadrature.evaluate(shape, q, target.logNormalizer().isPresent(), out);
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
