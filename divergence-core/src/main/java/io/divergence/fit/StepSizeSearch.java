package io.divergence.fit;

import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.math.Checks;
import io.divergence.optimize.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * The rate that leads to the lowest value in a given number of short steps: every rate of a grid is tried from the same start
 * with the same noise, from the largest down. Immutable.
 *
 * <p>What a rate has reached is judged by fresh evaluations of the objective at its last parameters, or at their average if
 * the optimizer averages: one if the objective is exact, else {@value #REPEATS} with noise that the run has not seen, the same for
 * all rates. So values of different rates are compared pair by pair, with the standard error of the mean difference. A rate
 * whose fit diverged, was cancelled, or whose value is not finite is in the table but is never the best.
 *
 * <pre>
 * StepSizeSearch search = StepSizeSearch.run(fit, r -&gt; Adam.withDefaults().withRate(r), phi0, 200,
 *         StepSizeSearch.grid(1, 0.1, 5));
 * FitResult result = fit.with(Adam.withDefaults().withRate(search.best().orElseThrow().rate())).run(phi0);
 * </pre>
 *
 * <p>Reference: A. Kucukelbir et al., JMLR 18 (2017) 14, section 2.6. Unlike there all rates are tried, since the first that is
 * worse than the one before need not be past the best.
 */
public final class StepSizeSearch {
    /** How often the value of a stochastic objective is drawn to judge a rate. */
    public static final int REPEATS = 100;

    /**
     * A rate and what it has led to.
     *
     * @param rate the rate
     * @param value the value reached, in nats; NaN if it was not judged
     * @param valueError its standard error, or for an exact objective its error
     * @param excess the value less that of the best rate; NaN if it was not judged
     * @param excessError the standard error of the excess, from pairs with the same noise
     * @param result the fit
     */
    public record Trial(double rate, double value, double valueError, double excess, double excessError, FitResult result) {

        /** {@return whether this rate could be judged: its fit did not fail and its value is finite} */
        public boolean isGood() {
            return Double.isFinite(value);
        }
    }

    /** Values of one trial, before it is known which is the best. */
    private record Tried(double rate, double[] values, double error, FitResult result) {
        double mean() {
            return StepSizeSearch.mean(values);
        }

        boolean isGood() {
            return Double.isFinite(mean());
        }
    }

    private final Trial start;
    private final List<Trial> trials;
    private final Trial best;

    private StepSizeSearch(Trial start, List<Trial> trials) {
        this.start = start;
        this.trials = trials;
        best = trials.stream().filter(Trial::isGood).min(Comparator.comparingDouble(Trial::value)).orElse(null);
    }

    /** Returns count rates: largest, largest factor, largest factor^2 ..., 0 &lt; factor &lt; 1. */
    public static double[] grid(double largest, double factor, int count) {
        Checks.positive("largest", largest);
        Checks.atLeast("count", count, 1);
        if (!(factor > 0 && factor < 1)) {
            throw Checks.illegal("factor", factor, "must lie in (0, 1)");
        }
        double[] rates = new double[count];
        for (int i = 0; i < count; i++) {
            rates[i] = Checks.positive("rate", largest * Math.pow(factor, i));
        }
        return rates;
    }

    /**
     * Tries rates.
     *
     * @param fit what is fitted; its optimizer and stopping rule are replaced, its listeners, trace and checkpoints left out
     * @param rule the optimizer of a rate
     * @param phi where every trial starts; not written
     * @param steps how many steps each trial takes
     * @param rates to try, positive, each once, in any order
     * @throws IllegalArgumentException as {@link Fit#run}, and if a rate is not positive and finite or given twice
     */
    public static StepSizeSearch run(Fit fit, DoubleFunction<? extends Optimizer> rule, double[] phi, long steps,
            double... rates) {
        Checks.notNull("fit", fit);
        Checks.notNull("rule", rule);
        Checks.notNull("phi", phi);
        Checks.atLeast("steps", steps, 1L);
        double[] ascending = Checks.allFinite("rates", rates).clone();
        Arrays.sort(ascending);
        Checks.positive("rate", ascending[0]);
        for (int k = 1; k < ascending.length; k++) {
            if (ascending[k] == ascending[k - 1]) {
                throw Checks.illegal("rate", ascending[k], "must be given once");
            }
        }
        List<Tried> tried = new ArrayList<>();
        FitResult unmoved = null;
        for (int k = ascending.length - 1; k >= 0; k--) {
            Optimizer optimizer = Checks.notNull("rule's optimizer", rule.apply(ascending[k]));
            Fit trial = fit.forTrial(optimizer, steps);
            tried.add(judged(trial, ascending[k], steps, trial.run(phi)));
            unmoved = unmoved == null ? fit.forTrial(optimizer, 0).run(phi) : unmoved;
        }
        tried.add(judged(fit, 0, steps, unmoved));
        return compared(tried);
    }

    private static Tried judged(Fit fit, double rate, long steps, FitResult result) {
        double[] failed = {Double.NaN};
        if (!result.isGood()) {
            return new Tried(rate, failed, Double.NaN, result);
        }
        double[] phi = result.averagedPhi().filter(fit.problem().family()::isValid).orElseGet(result::phi);
        GradientEstimate estimate = new GradientEstimate(phi.length);
        try (Objective objective = fit.estimator().bind(fit.problem(), fit.execution())) {
            double[] values = new double[objective.isStochastic() ? REPEATS : 1];
            for (int i = 0; i < values.length; i++) {
                objective.evaluate(steps + 1 + i, phi, estimate);
                values[i] = estimate.isUsable() ? estimate.value() : Double.NaN;
            }
            return new Tried(rate, values, estimate.valueError(), result);
        } catch (RuntimeException e) {
            // Whatever the target throws at the parameters that a rate has led to is that rate's failure.
            return new Tried(rate, failed, Double.NaN, result);
        }
    }

    /** The last one tried is the start. */
    private static StepSizeSearch compared(List<Tried> tried) {
        int last = tried.size() - 1;
        Tried best = tried.subList(0, last).stream().filter(Tried::isGood).min(Comparator.comparingDouble(Tried::mean))
                .orElse(null);
        List<Trial> trials = new ArrayList<>();
        for (Tried each : tried) {
            double[] difference = {Double.NaN};
            if (each.isGood() && best != null) {
                difference = each.values.clone();
                for (int i = 0; i < difference.length; i++) {
                    difference[i] -= best.values[i];
                }
            }
            double error = each == best ? 0 : difference.length > 1 ? standardError(difference)
                    : best == null ? Double.NaN : each.error + best.error;
            trials.add(new Trial(each.rate, each.mean(), each.values.length > 1 ? standardError(each.values) : each.error,
                    mean(difference), error, each.result));
        }
        return new StepSizeSearch(trials.get(last), List.copyOf(trials.subList(0, last)));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double standardError(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / (values.length - 1) / values.length);
    }

    /** {@return the trial of the lowest value; empty if no rate could be judged} */
    public Optional<Trial> best() {
        return Optional.ofNullable(best);
    }

    /** {@return all trials, the largest rate first} */
    public List<Trial> trials() {
        return trials;
    }

    /** {@return the start, as a trial of rate 0} */
    public Trial start() {
        return start;
    }

    /**
     * {@return whether the best rate is of use: its value is below that of the start by more than three standard errors of the
     * difference, or the start could not be judged}
     */
    public boolean improves() {
        return best != null && (!start.isGood() || start.excess > 3 * start.excessError);
    }

    /** Returns the table of what was tried, one line a rate. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Trial trial : trials) {
            line(text, trial).append(trial == best ? "  best" : "").append('\n');
        }
        return line(text, start).append("  start").toString();
    }

    private static StringBuilder line(StringBuilder text, Trial trial) {
        text.append(String.format(Locale.ROOT, "rate %-10.4g ", trial.rate));
        return trial.isGood()
                ? text.append(String.format(Locale.ROOT, "value %.6g +- %.2g, above the best by %.3g +- %.2g", trial.value,
                        trial.valueError, trial.excess, trial.excessError))
                : text.append("failed: ").append(trial.result.isGood() ? "the value at its end is not finite"
                        : trial.result.termination().words());
    }
}
