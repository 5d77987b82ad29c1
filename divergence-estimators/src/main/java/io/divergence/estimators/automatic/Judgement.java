package io.divergence.estimators.automatic;

import io.divergence.estimators.diagnostic.ParetoSmoothing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says what a run is worth, from the numbers that it left. One caller. */
final class Judgement {
    /** Pairs: above the k-hat, fewer effective draws than this part mean a wrong shape. */
    private static final double[][] LIMITS = {{0.5, 0.2}, {0.7, 0.5}, {1, 0.7}};

    /** With this part of effective draws the fit and the target are alike. */
    private static final double ALIKE = 0.9;
    private static final String MAP = "map the support to R^D: ConstrainedTarget.of(target, Transforms...)";

    /** In so many dimensions the full rank takes seconds. */
    private static final int CHEAP = 400;

    private static final String SHAPE = "transform the parameters (a non-centred form, logarithms), or sample";
    /** A promise below this part of the tolerance is none. */
    private static final double WORTHWHILE = 0.25;
    /** Student-t distributions of so many degrees of freedom, or fewer, have no finite variance. */
    private static final double FEWEST_FOR_MOMENTS = 2;

    private final AutomaticRun run;
    private final CountedTarget target;
    private final DrawSet draws;
    private final List<String> findings = new ArrayList<>();

    Judgement(AutomaticRun run) {
        this.run = run;
        target = run.target;
        draws = run.draws;
    }

    Verdict verdict() {
        if (target.nonFinite() > 0) {
            findings.add(number("the target was NaN or +infinity, or its gradient was not finite, at %s, the first %s",
                    target.nonFinite() == 1 ? "one point" : target.nonFinite() + " points", GradientCheck.text(target.nonFinitePoint())));
        }
        if (target.changesPoints()) {
            findings.add("the target writes to the array of points: it was given copies");
        }
        if (run.inconsistent != null) {
            findings.add(run.inconsistent);
            return verdict(Verdict.Kind.GRADIENT_INCONSISTENT, "correct the gradient, or use LogDensities.finiteDifferences(target)");
        }
        if (run.improper != null) {
            findings.add(run.improper);
            return verdict(Verdict.Kind.IMPROPER, "give the parameters a proper prior, or map them to a bounded range: ConstrainedTarget.of(target, Transforms...)");
        }
        if (run.interruption != null && isFault(run.interruption.why())) {
            return interrupted();
        }
        if (!run.startIsFinite) {
            findings.add("no finite log density was met, the last place was " + GradientCheck.text(run.x0));
            return verdict(Verdict.Kind.TARGET_NOT_FINITE, "give a point with mass: withInitialPoint(...)");
        }
        if (run.bestValue() == Double.NEGATIVE_INFINITY) {
            return nothingFound();
        }
        boolean isMissed = describeDraws();
        if (draws != null && draws.nonFinite() > 0) {
            findings.add(number("among them %d of %d draws of the fit", draws.nonFinite(), draws.rows()));
            return verdict(Verdict.Kind.TARGET_NOT_FINITE, "make the log density -infinity, or finite, where the fit has mass");
        }
        if (run.isNoisy) {
            return noisy();
        }
        if (run.weighted == null) {
            return run.isWithinTolerance() && run.settings.isReverseKl() ? within(isMissed) : notWithin();
        }
        return new WeightedJudgement(run, findings).verdict(isMissed);
    }

    private static boolean isFault(Interruption.Cause why) {
        return why != Interruption.Cause.BUDGET && why != Interruption.Cause.POINTS;
    }

    /** Returns whether the weights of the draws say that the shape is wrong. */
    private boolean describeDraws() {
        if (draws == null || !draws.hasWeights()) {
            return true;
        }
        ParetoSmoothing smoothing = draws.smoothing();
        findings.add("k-hat " + khat(smoothing) + ", effective sample size " + Digits.fixed(smoothing.effectiveSampleSize(), 0) + " of " + draws.rows()
                + " draws");
        if (draws.empty() > 0) {
            findings.add(number("the log density is -infinity at %d of %d draws of the fit: its KL divergence is infinite", draws.empty(),
                    draws.rows()));
            return true;
        }
        return !draws.isUsable();
    }

    private static String khat(ParetoSmoothing smoothing) {
        double k = smoothing.khat();
        return k == Double.NEGATIVE_INFINITY ? "exact" : Double.isNaN(k) ? "unknown"
                : Digits.fixed(k, 2) + " (" + Digits.fixed(smoothing.khatLower(), 2) + " to " + Digits.fixed(smoothing.khatUpper(), 2) + ")";
    }

    private Verdict nothingFound() {
        if (run.interruption != null) {
            findings.add(number("%d gradients were used before any fit was found", run.gradientsOfSearch));
            return verdict(Verdict.Kind.BUDGET_USED, "raise the budget: resume(result.checkpoint()) goes on from here");
        }
        findings.add("no normal distribution was found that stays where the log density is finite, near " + GradientCheck.text(run.x0));
        return verdict(Verdict.Kind.TARGET_NOT_FINITE, "give a point with mass, withInitialPoint(...), or " + MAP);
    }

    private Verdict noisy() {
        if (!run.settings.isReverseKl()) {
            findings.add("reverse KL was minimised instead of " + run.settings.divergence().name() + ": a noisy target gives no weights");
        }
        if (run.settings.isWide()) {
            findings.add("normal distributions were fitted instead of the family " + run.settings.family() + ": a noisy target gives no common points");
        }
        findings.add(number("the target is noisy: the fit is an average over %d batches of points, of which no distance from the best can be claimed",
                run.noisySearch.batches()));
        if (run.interruption == null) {
            return verdict(Verdict.Kind.NOT_CONVERGED, "give a point with mass: withInitialPoint(...)");
        }
        findings.add(number("%d gradients were used", run.gradientsOfSearch));
        return verdict(Verdict.Kind.BUDGET_USED, "compare with a run of another seed, or of a larger budget");
    }

    private Verdict notWithin() {
        if (!run.settings.isReverseKl()) {
            findings.add("it ended before " + run.settings.divergence().name() + " could be minimised: the fit is by reverse KL");
        }
        if (run.interruption == null) {
            findings.add("no step makes the objective larger");
            return verdict(Verdict.Kind.NOT_CONVERGED, draws != null && draws.hasWeights() && draws.empty() > 0 ? MAP
                    : target.nonFinite() > 0 ? "look where the log density is not finite: one that grows there has no finite mass"
                    : "check the model at the best point; try another start");
        }
        if (draws != null && draws.hasWeights() && draws.empty() > 0) {
            return verdict(Verdict.Kind.BUDGET_USED, MAP);
        }
        boolean ended = run.interruption.why() == Interruption.Cause.BUDGET;
        findings.add(number("%d gradients were used", run.gradientsOfSearch));
        if (ended) {
            return verdict(Verdict.Kind.BUDGET_USED, "raise the budget: resume(result.checkpoint()) goes on from here; or scale the parameters alike");
        }
        findings.add(number("even %d points at a time do not tell the objective to %s nat", run.mixture == null ? run.search.points : run.mixture.points,
                text(run.settings.tolerance())));
        return verdict(Verdict.Kind.BUDGET_USED, "transform the parameters (a non-centred form, logarithms), or raise the tolerance");
    }

    private Verdict within(boolean isMissed) {
        findings.add("at most " + text(run.settings.tolerance()) + " nat from the best " + family() + " near it, by fresh points");
        describeDegrees();
        if (run.mixture != null) {
            return mixture(isMissed);
        }
        findings.add("modes seen: " + Math.max(1, run.likeModes.size()) + " from " + run.startsLookedAt() + " starts");
        if (run.likeModes.size() > 1) {
            findings.add("modes of like mass at " + places(run));
            return verdict(Verdict.Kind.SEVERAL_MODES, "try AutomaticFit.Family.MIXTURE, or fit each mode from its own initial point");
        }
        if (run.isAtLesserMode) {
            findings.add("the fit is at another mode than the one of the largest mass that was seen, at "
                    + GradientCheck.text(run.likelierMode().orElseThrow()));
            return verdict(Verdict.Kind.SEVERAL_MODES, "start from there: withInitialPoint(...)");
        }
        if (isMissed) {
            return verdict(Verdict.Kind.WRONG_SHAPE, draws != null && draws.hasWeights() && draws.empty() > 0 ? MAP : run.search.best.diagonal ? wider()
                    : reshape());
        }
        return shapeFits();
    }

    private Verdict shapeFits() {
        if (lacksMoments()) {
            findings.add((run.search.best.degrees <= 1 ? "means and standard deviations" : "standard deviations")
                    + " of the fit are not finite on R^D: those of its draws tell nothing");
            return verdict(Verdict.Kind.WITHIN_TOLERANCE, "use quantiles and the bounds of the evidence, not standard deviations");
        }
        if (draws.smoothing().effectiveSampleSize() < ALIKE * draws.rows()) {
            return verdict(Verdict.Kind.WITHIN_TOLERANCE, "where the corrected means and standard deviations differ from those of the fit, use them");
        }
        return verdict(Verdict.Kind.WITHIN_TOLERANCE, "nothing: means, standard deviations and the bounds of the evidence may be used");
    }

    /** Moments that a Student-t distribution does not have, and its draws only seem to have. */
    private boolean lacksMoments() {
        return run.mixture == null && run.search.best.degrees <= FEWEST_FOR_MOMENTS;
    }

    private Verdict mixture(boolean isMissed) {
        MixtureState q = run.mixture.best;
        findings.add(number("modes of like mass seen: %d from %d starts; one that none of them reached is in no part", q.size(), run.startsLookedAt()));
        findings.add(number("%s at %s: weights %s", q.size() == 1 ? "one part" : q.size() + " parts", Arrays.stream(q.parts())
                .map(part -> GradientCheck.text(part.mean)).collect(Collectors.joining(" and ")), Arrays.stream(q.weights())
                .mapToObj(w -> number("%.3f", w)).collect(Collectors.joining(", "))));
        if (q.size() > 1) {
            findings.add(number("fitting the parts together gained %.2g nat, and about %.1g nat is still to be had", run.mixture.jointGain, run.mixture.gain));
        }
        if (isMissed) {
            return verdict(Verdict.Kind.WRONG_SHAPE, "about each mode the shape is not normal: " + SHAPE);
        }
        return shapeFits();
    }

    /** What helps against a wrong shape of full rank: heavier tails if the draws show them, from which the normal fit came. */
    private String reshape() {
        if (!run.settings.isWide()) {
            TailShape tail = draws.tailShape(run.search.best);
            if (tail.isSure() && tail.gain() > WORTHWHILE * run.settings.tolerance()) {
                return number("try AutomaticFit.Family.STUDENT_T, which by these draws may gain about %.1g nat; or %s", tail.gain(), SHAPE);
            }
        }
        return SHAPE;
    }

    private String family() {
        if (run.mixture != null) {
            return number("mixture of normal distributions at the %d modes seen,", run.mixture.best.size());
        }
        if (run.settings.family() == AutomaticFit.Family.STUDENT_T) {
            return "full-rank Student-t distribution";
        }
        return (run.search.best.diagonal ? "mean-field" : "full-rank") + " normal distribution";
    }

    private void describeDegrees() {
        if (run.settings.family() != AutomaticFit.Family.STUDENT_T) {
            return;
        }
        if (run.search.best.isNormal()) {
            findings.add("no Student-t distribution is better than the normal one by more than a part of the tolerance: it is normal");
        } else {
            findings.add(number("%.2g degrees of freedom, %.2g nat better than the best normal distribution found", run.search.best.degrees,
                    run.student.gain));
        }
    }

    /** What helps where coordinates depend on each other, and what it costs. */
    private String wider() {
        int d = target.dimension();
        String other = "transform the parameters so that they depend less on each other (a non-centred form, logarithms)";
        if (d <= CHEAP) {
            return "try AutomaticFit.Family.FULL_RANK, or " + other;
        }
        return number("%s; AutomaticFit.Family.FULL_RANK has %,d numbers to find here, %,d points at a time and D^3 operations a step: about a "
                + "minute of one processor for a cheap target with D = 1,000", other, (long) d * (d + 3) / 2, 2 * Integer.highestOneBit(2 * d + 1));
    }

    static String places(AutomaticRun run) {
        return run.likeModes.stream().map(mode -> GradientCheck.text(mode.place())).collect(Collectors.joining(" and "));
    }

    private Verdict interrupted() {
        return switch (run.interruption.why()) {
            case CANCELLED -> verdict(Verdict.Kind.CANCELLED, "resume(result.checkpoint()) goes on from here");
            case TIME -> {
                findings.add("the time was up after " + run.gradientsOfSearch + " gradients");
                yield verdict(Verdict.Kind.BUDGET_USED, "give more time, or make the target faster");
            }
            default -> {
                findings.add("after " + target.gradients() + " gradients it threw " + run.interruption.getCause());
                yield verdict(Verdict.Kind.TARGET_FAILED, "catch it in the target and return -infinity, or correct it");
            }
        };
    }

    private Verdict verdict(Verdict.Kind kind, String advice) {
        return new Verdict(kind, findings, advice);
    }

    /** By k-hat and effective draws together: k-hat alone is large as well where a tail of no weight is heavy. */
    static boolean isUsable(ParetoSmoothing smoothing, int rows) {
        for (double[] limit : LIMITS) {
            if (smoothing.khat() > limit[0] && smoothing.effectiveSampleSize() < limit[1] * rows) {
                return false;
            }
        }
        return true;
    }

    static String number(String format, Object... values) {
        return String.format(Locale.US, format, values);
    }

    static String text(double x) {
        return x == Math.rint(x) ? Long.toString((long) x) : Double.toString(x);
    }
}
