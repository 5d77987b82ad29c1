package io.divergence.estimators.closedform;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.FiniteFamily;
import io.divergence.family.LocationScaleFamily;
import io.divergence.math.Checks;
import io.divergence.target.Moments;
import io.divergence.target.Target;
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
        return find(problem).orElseThrow(() -> refusal(problem));
    }

    /** Names the first part of a problem that no formula goes with: the family, then the target, then the discrepancy. */
    private static IllegalArgumentException refusal(Problem problem) {
        String instead = "; use " + alternative(problem);
        if (!(problem.family() instanceof LocationScaleFamily)) {
            return Checks.illegal("family", problem.family(), "must be a one-dimensional Gaussian, such as GaussianFamily: there is no closed form"
                    + " with others" + instead + ", or withRule for a formula of your own");
        }
        if (!(problem.target() instanceof Moments || problem.target() instanceof Mixture)) {
            return Checks.illegal("target", problem.target(), "must be Normal, a mixture of normals, or have a mean and a variance (Moments): there is"
                    + " no closed form with others" + instead);
        }
        return Checks.illegal("discrepancy", problem.discrepancy().name(), "must be " + formulas(problem.target())
                + " for a closed form between " + problem.target() + " and " + problem.family() + instead);
    }

    private static String formulas(Target target) {
        if (target instanceof Normal) {
            return "a KL, chi^2, alpha or Rényi divergence or Jeffreys";
        }
        return target instanceof Mixture mixture && mixture.isOfNormals()
                ? "forward KL, forward chi^2 or log(1 + chi^2)"
                : "forward KL, with a finite variance of the target";
    }

    private static String alternative(Problem problem) {
        if (!problem.hasLogRatio()) {
            return "DataEstimator for data, with forward KL";
        }
        if (problem.family() instanceof FiniteFamily) {
            return "EnumerationEstimator";
        }
        return problem.family().dimension() == 1 ? "QuadratureEstimator" : "ScoreEstimator";
    }

    @Override
    public String toString() {
        return "ClosedFormEstimator(" + rules.size() + " rules)";
    }
}
