package io.divergence.estimators.automatic;

import java.util.List;

/** Says what a fit by weighed points is worth. One caller. */
final class WeightedJudgement {
    private final AutomaticRun run;
    private final WeightedSearch search;
    private final List<String> findings;
    private final String name;

    WeightedJudgement(AutomaticRun run, List<String> findings) {
        this.run = run;
        this.findings = findings;
        search = run.weighted;
        name = run.settings.divergence().name();
    }

    Verdict verdict(boolean isMissed) {
        if (search.blindness != null) {
            findings.add(search.blindness + ": " + name + " and its gradient cannot be told, or it is infinite");
            return verdict(Verdict.Kind.BLIND, "use reverse KL, or transform the parameters (a non-centred form, logarithms)");
        }
        if (search.gain < Double.POSITIVE_INFINITY) {
            findings.add(Judgement.number("%s: %.2g +- %.1g nat still to be gained by %d fresh points, which then were taken in, %.0f effective, k-hat %.2f", name,
                    search.gain, search.gainError, search.points, search.effective, search.khat));
        }
        return search.isWithinTolerance ? within(isMissed) : ended();
    }

    private Verdict ended() {
        findings.add(Judgement.number("%d gradients and log densities were used", run.gradientsOfSearch));
        if (run.interruption.why() == Interruption.Cause.BUDGET) {
            return verdict(Verdict.Kind.BUDGET_USED, "raise the budget: resume(result.checkpoint()) goes on from here; or use reverse KL");
        }
        return verdict(Verdict.Kind.BUDGET_USED, "raise the tolerance, use reverse KL, or AutomaticFit.Family.MEAN_FIELD");
    }

    private Verdict within(boolean isMissed) {
        findings.add(Judgement.number("at most %s nat from the best %s normal distribution by %s", Judgement.text(run.settings.tolerance()),
                search.best.diagonal ? "mean-field" : "full-rank", name));
        findings.add(Judgement.number("modes seen: %d from %d starts", Math.max(1, run.likeModes.size()), run.startsLookedAt()));
        if (run.likeModes.size() > 1) {
            findings.add("modes of like mass at " + Judgement.places(run) + ", all of which were weighed");
            return verdict(Verdict.Kind.SEVERAL_MODES, "one normal distribution spans them: fit a mixture (by reverse KL: AutomaticFit.Family.MIXTURE) if they matter by themselves");
        }
        if (isMissed) {
            return verdict(Verdict.Kind.WRONG_SHAPE, run.settings.order() == 1 && !search.best.diagonal
                    ? "mean and covariance are the target's, to the tolerance; for quantiles transform the parameters, or sample"
                    : "transform the parameters (a non-centred form, logarithms), or sample");
        }
        return verdict(Verdict.Kind.WITHIN_TOLERANCE, "where the corrected means and standard deviations differ from those of the fit, use them");
    }

    private Verdict verdict(Verdict.Kind kind, String advice) {
        return new Verdict(kind, findings, advice);
    }
}
