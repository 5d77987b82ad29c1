package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.LatticeDistribution;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimators.quadrature.PairQuadrature;
import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates a divergence D(p||q) between two distributions by the best way there is, and says which: a formula, from an
 * explicit list of rules; quadrature over one dimension; a sum over integers; samples. Every value has an error that holds, and
 * infinite values are told from large ones before anything is computed. A budget that is used up gives the best value so far
 * with its honest error.
 *
 * <pre>{@code
 * DivergenceValue kl = DivergenceEvaluator.automatic().evaluate(Divergences.forwardKl(), p, q);
 * double chi2 = DivergenceEvaluator.chiSquared(p, q).value();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class DivergenceEvaluator {
    private static final double DEFAULT_TOLERANCE = 1e-10;
    private static final long DEFAULT_BUDGET = 2_000_000;
    private static final DivergenceEvaluator AUTOMATIC = new DivergenceEvaluator(DEFAULT_TOLERANCE, DEFAULT_BUDGET, 1,
            EnumSet.complementOf(EnumSet.of(Method.BOUND)), PairRules.all());

    private final double tolerance;
    private final long budget;
    private final long seed;
    private final EnumSet<Method> methods;
    private final List<PairRule> rules;

    private DivergenceEvaluator(double tolerance, long budget, long seed, EnumSet<Method> methods, List<PairRule> rules) {
        this.tolerance = tolerance;
        this.budget = budget;
        this.seed = seed;
        this.methods = methods;
        this.rules = rules;
    }

    /**
     * Returns the evaluator with every method allowed, a relative tolerance of 1e-10, at most two million evaluations of each
     * density, and seed 1.
     */
    public static DivergenceEvaluator automatic() {
        return AUTOMATIC;
    }

    /**
     * Returns this evaluator with another tolerance.
     *
     * @param tolerance relative to the value, with an absolute floor of 1e-14; between 1e-15 and 0.5
     */
    public DivergenceEvaluator withTolerance(double tolerance) {
        return new DivergenceEvaluator(Checks.inRange("tolerance", tolerance, 1e-15, 0.5), budget, seed, methods, rules);
    }

    /** Returns this evaluator with another limit of evaluations of each density, at least 1000. */
    public DivergenceEvaluator withBudget(long budget) {
        return new DivergenceEvaluator(tolerance, Checks.atLeast("budget", budget, 1000L), seed, methods, rules);
    }

    /** Returns this evaluator with another seed of its samples. */
    public DivergenceEvaluator withSeed(long seed) {
        return new DivergenceEvaluator(tolerance, budget, seed, methods, rules);
    }

    /** Returns this evaluator restricted to the methods given. */
    public DivergenceEvaluator withMethods(Method... allowed) {
        return new DivergenceEvaluator(tolerance, budget, seed, EnumSet.copyOf(Set.of(Checks.noNulls("allowed", allowed))),
                rules);
    }

    /** Returns this evaluator with a formula of one's own, which goes before all others. */
    public DivergenceEvaluator withRule(PairRule rule) {
        List<PairRule> more = new ArrayList<>(rules);
        more.add(0, Checks.notNull("rule", rule));
        return new DivergenceEvaluator(tolerance, budget, seed, methods, List.copyOf(more));
    }

    /**
     * Evaluates D(p||q), or D(q||p) for a reversed discrepancy.
     *
     * @throws IllegalArgumentException if the dimensions differ, or no allowed method applies
     */
    public DivergenceValue evaluate(Discrepancy discrepancy, Distribution p, Distribution q) {
        Checks.notNull("discrepancy", discrepancy);
        Checks.notNull("p", p);
        Checks.notNull("q", q);
        if (p.dimension() != q.dimension()) {
            throw Checks.illegal("q.dimension", q.dimension(), "must be that of p, " + p.dimension());
        }
        if (p == q) {
            return DivergenceValue.closed(discrepancy.name(), 0, 0);
        }
        Optional<DivergenceValue> closed = methods.contains(Method.CLOSED_FORM) ? byRule(discrepancy, p, q) : Optional.empty();
        DivergenceValue formula = closed.map(v -> v.withTolerance(tolerance)).orElse(null);
        if (formula != null && formula.withinTolerance()) {
            return formula;
        }
        DivergenceValue other = numerically(discrepancy, p, q, formula == null);
        // A formula whose terms cancel may be worse than an integral whose terms do not.
        boolean better = other != null && (formula == null || other.error() < formula.error());
        return better ? other : formula;
    }

    private DivergenceValue numerically(Discrepancy discrepancy, Distribution p, Distribution q, boolean needed) {
        if (p instanceof UnivariateDistribution a && q instanceof UnivariateDistribution b
                && methods.contains(Method.QUADRATURE)) {
            return of(discrepancy, Method.QUADRATURE, PairQuadrature.evaluate(discrepancy, a, b, tolerance, budget));
        }
        if (p instanceof LatticeDistribution a && q instanceof LatticeDistribution b && methods.contains(Method.SUMMATION)) {
            return LatticeSum.evaluate(discrepancy, a, b, budget).withTolerance(tolerance);
        }
        if (!needed) {
            return null;
        }
        if (methods.contains(Method.MONTE_CARLO)) {
            return SampledDivergence.evaluate(discrepancy, p, q, tolerance, budget, seed);
        }
        throw Checks.illegal("methods", methods, "do not apply to " + discrepancy.name() + " between " + p + " and " + q);
    }

    private Optional<DivergenceValue> byRule(Discrepancy discrepancy, Distribution p, Distribution q) {
        boolean lattice = p.support().kind() == Support.Kind.POINTS;
        if (lattice != (q.support().kind() == Support.Kind.POINTS)) {
            return Optional.of(PairRules.mutuallySingular(discrepancy));
        }
        if (p instanceof UnivariateDistribution a && q instanceof UnivariateDistribution b) {
            Finiteness finiteness = PairQuadrature.finiteness(discrepancy, a, b);
            if (finiteness != Finiteness.FINITE) {
                return Optional.of(DivergenceValue.infinite(discrepancy.name(), finiteness, Method.CLOSED_FORM));
            }
        }
        for (PairRule rule : rules) {
            Optional<DivergenceValue> value = rule.evaluate(discrepancy, p, q);
            if (value.isPresent()) {
                return value;
            }
        }
        return new StructureRule(this).evaluate(discrepancy, p, q);
    }

    private static DivergenceValue of(Discrepancy discrepancy, Method method, GradientEstimate e) {
        double value = e.value();
        boolean known = e.finiteness() == Finiteness.FINITE || Double.isInfinite(value);
        return new DivergenceValue(discrepancy.name(), known ? value : Double.NaN, e.valueError(), e.errorKind(), method, e.finiteness(),
                e.evaluations(), known && e.withinTolerance() && e.finiteness() != Finiteness.OVERFLOW);
    }

    /** Returns KL(p||q). */
    public static DivergenceValue kl(Distribution p, Distribution q) {
        return AUTOMATIC.evaluate(Divergences.forwardKl(), p, q);
    }

    /** Returns chi^2(p||q) = INT p^2/q - 1. */
    public static DivergenceValue chiSquared(Distribution p, Distribution q) {
        return AUTOMATIC.evaluate(Divergences.forwardChiSquared(), p, q);
    }

    /** Returns the Rényi divergence of an order: log(INT p^a q^(1-a))/(a - 1). */
    public static DivergenceValue renyi(double order, Distribution p, Distribution q) {
        return AUTOMATIC.evaluate(Divergences.renyi(order), p, q);
    }

    /** Returns the squared Hellinger distance 1 - INT sqrt(p q). */
    public static DivergenceValue squaredHellinger(Distribution p, Distribution q) {
        return AUTOMATIC.evaluate(Divergences.squaredHellinger(), p, q);
    }

    /** Returns the Jensen-Shannon divergence. */
    public static DivergenceValue jensenShannon(Distribution p, Distribution q) {
        return AUTOMATIC.evaluate(Divergences.jensenShannon(), p, q);
    }

    /** Returns total variation, INT |p - q|/2. */
    public static DivergenceValue totalVariation(Distribution p, Distribution q) {
        return AUTOMATIC.evaluate(Divergences.totalVariation(), p, q);
    }

    @Override
    public String toString() {
        return "DivergenceEvaluator(tolerance=" + tolerance + ", budget=" + budget + ", seed=" + seed + ", methods=" + methods
                + ", " + rules.size() + " rules)";
    }
}
