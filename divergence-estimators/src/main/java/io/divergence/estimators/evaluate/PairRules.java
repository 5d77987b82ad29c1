package io.divergence.estimators.evaluate;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Finiteness;
import java.util.ArrayList;
import java.util.List;

/** The explicit list of formulas. */
final class PairRules {

    private PairRules() {
    }

    static List<PairRule> all() {
        List<PairRule> rules = new ArrayList<>();
        List<PairFormula> formulas = new ArrayList<>(LocationScaleFormulas.all());
        formulas.addAll(ExtremeValueFormulas.all());
        formulas.addAll(ExponentialFamilyFormulas.all());
        formulas.forEach(formula -> rules.add(new FormulaRule(formula)));
        rules.add(new FormulaRule(new GammaFormula()));
        rules.add(new FormulaRule(new DirichletFormula()));
        rules.add(new FormulaRule(new PoissonFormula()));
        rules.add(new FormulaRule(new BinomialFormula()));
        rules.add(new FormulaRule(new MultivariateNormalFormula()));
        rules.add(new FormulaRule(new WishartFormula()));
        rules.add(new CategoricalRule());
        rules.add(new FormulaRule(new MomentFormula()));
        return List.copyOf(rules);
    }

    /** Two distributions of which neither has mass where the other has any: f(0) + f*(0). */
    static DivergenceValue mutuallySingular(Discrepancy discrepancy) {
        Divergence divergence = discrepancy instanceof Renyi renyi ? renyi.base() : (Divergence) discrepancy;
        double value = divergence.generator(Double.NEGATIVE_INFINITY) + divergence.reversed().generator(Double.NEGATIVE_INFINITY);
        if (discrepancy instanceof Renyi || Double.isInfinite(value)) {
            return DivergenceValue.infinite(discrepancy.name(), Finiteness.INFINITE_BY_SUPPORT, Method.CLOSED_FORM);
        }
        // Exactly 1 for total variation and the squared Hellinger distance, log 2 for Jensen-Shannon.
        return DivergenceValue.closed(discrepancy.name(), value, discrepancy.equals(Divergences.totalVariation()) ? 0 : Math.ulp(value));
    }
}
