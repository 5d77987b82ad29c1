package io.divergence.estimators.closedform;

import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Value and gradient in closed form, by the first of a list of rules that applies. Built in, for a one-dimensional
 * Gaussian q in any parameterisation:
 * <ul>
 * <li>normal p: both KL divergences, Jeffreys, chi^2 both ways, every alpha and Rényi divergence, squared Hellinger;
 * <li>normal mixture p: forward chi^2 and log(1 + chi^2);
 * <li>any p with mean and variance, also data: forward KL up to the entropy of p, as a cross entropy.
 * </ul>
 * The errors are bounds of the rounding. Immutable.
 */
public final class ClosedFormEstimator implements GradientEstimator {
    private static final ClosedFormEstimator DEFAULTS = new ClosedFormEstimator(
            List.of(new NormalPairRule(), new MixtureChiSquaredRule(), new MomentRule()));

    private final List<ClosedFormRule> rules;

    private ClosedFormEstimator(List<ClosedFormRule> rules) {
        this.rules = rules;
    }

    /** Returns the estimator with the built-in rules. */
    public static ClosedFormEstimator withDefaults() {
        return DEFAULTS;
    }

    /** Returns this estimator with one more rule, asked first. */
    public ClosedFormEstimator withRule(ClosedFormRule rule) {
        List<ClosedFormRule> all = new ArrayList<>();
        all.add(Checks.notNull("rule", rule));
        all.addAll(rules);
        return new ClosedFormEstimator(List.copyOf(all));
    }

    /** {@return whether a rule applies} */
    public boolean supports(Problem problem) {
        return find(problem).isPresent();
    }

    private Optional<Objective> find(Problem problem) {
        for (ClosedFormRule rule : rules) {
            Optional<Objective> objective = rule.bind(problem);
            if (objective.isPresent()) {
                return objective;
            }
        }
        return Optional.empty();
    }

    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        return find(problem).orElseThrow(() -> Checks.illegal("problem",
                problem.discrepancy().name() + " between " + problem.target() + " and " + problem.family(),
                "has no closed form here; use QuadratureEstimator in one dimension, or ScoreEstimator"));
    }

    @Override
    public String toString() {
        return "ClosedFormEstimator(" + rules.size() + " rules)";
    }
}
