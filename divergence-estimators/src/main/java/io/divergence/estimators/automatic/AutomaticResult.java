package io.divergence.estimators.automatic;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.diagnostic.Bound;
import io.divergence.estimators.diagnostic.LogEvidence;
import io.divergence.estimators.diagnostic.ParetoSmoothing;
import io.divergence.math.Checks;
import io.divergence.transform.Transform;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The result of an automatic fit: the fitted distribution, what draws of it say, and the verdict. Immutable. */
public final class AutomaticResult {
    private static final int LISTED = 40;
    private static final int MOST_PLACES = 4;

    private final Verdict verdict;
    private final Discrepancy divergence;
    private final Distribution distribution;
    private final double objective;
    private final DrawSet draws;
    private final Transform transform;
    private final List<String> names;
    private final List<Mode> modes;
    private final long gradients;
    private final long evaluations;
    private final Duration elapsed;
    private final double[] responseSds;
    private final AutomaticCheckpoint checkpoint;
    /** Once they were asked for; another thread may find them anew, and the same. */
    private List<ParameterSummary> parameters;

    AutomaticResult(Verdict verdict, Discrepancy divergence, Distribution distribution, double objective, DrawSet draws, Transform transform, List<String> names,
            List<Mode> modes, long gradients, long evaluations, Duration elapsed, double[] responseSds, AutomaticCheckpoint checkpoint) {
        this.verdict = verdict;
        this.divergence = divergence;
        this.distribution = distribution;
        this.objective = objective;
        this.draws = draws;
        this.transform = transform;
        this.names = names;
        this.modes = modes;
        this.gradients = gradients;
        this.evaluations = evaluations;
        this.elapsed = elapsed;
        this.responseSds = responseSds;
        this.checkpoint = checkpoint;
    }

    /** {@return what the fit is worth} */
    public Verdict verdict() {
        return verdict;
    }

    /** {@return the divergence that it minimises: reverse KL, whatever was asked, if the fit did not come to the weighing of points} */
    public Discrepancy divergence() {
        return divergence;
    }

    /** {@return the fitted distribution on R^D, the unconstrained space: the best so far if the fit did not end well} */
    public Distribution distribution() {
        return distribution;
    }

    /** {@return a summary of each parameter in the user's own space; empty if the target gave no finite value} */
    public List<ParameterSummary> parameters() {
        List<ParameterSummary> known = parameters;
        if (known == null) {
            known = draws == null ? List.of() : List.copyOf(draws.summarize(transform, names));
            parameters = known;
        }
        return known;
    }

    /** {@return ELBO, estimate and upper bound of log Z; empty if no draw has a weight} */
    public Optional<LogEvidence> evidence() {
        return draws == null || !draws.hasWeights() ? Optional.empty() : Optional.of(draws.evidence());
    }

    /** {@return the ELBO by fresh draws with its standard error; by the points of a search by reverse KL, or NaN, if there are none} */
    public Bound elbo() {
        return evidence().map(LogEvidence::lower).orElse(new Bound(objective, Double.NaN));
    }

    /** {@return k-hat, its band and the effective sample size of the draws; empty if no draw has a weight} */
    public Optional<ParetoSmoothing> weights() {
        return draws == null ? Optional.empty() : Optional.ofNullable(draws.smoothing());
    }

    /** {@return all modes that the searches saw, the one of the largest mass first} */
    public List<Mode> modes() {
        return modes;
    }

    /** {@return the gradients that the search used; of points that were only weighed, the log densities} */
    public long gradients() {
        return gradients;
    }

    /** {@return all evaluations of the target, those of the judgement included} */
    public long evaluations() {
        return evaluations;
    }

    /** {@return the time that it took} */
    public Duration elapsed() {
        return elapsed;
    }

    /** {@return standard deviations by linear response, on R^D, for a mean-field fit} */
    public Optional<double[]> linearResponseSds() {
        return Optional.ofNullable(responseSds).map(double[]::clone);
    }

    /** {@return draws of the fit in the user's own space, row by row} */
    public double[] draws() {
        return draws == null ? new double[0] : draws.inUsersSpace(transform);
    }

    /** {@return what the fit needs to go on from where it ended} */
    public AutomaticCheckpoint checkpoint() {
        return checkpoint;
    }

    /** Writes the draws as CSV, one column for each parameter, with a header. The writer is not closed. */
    public void writeDraws(Writer out) throws IOException {
        Checks.notNull("out", out);
        out.write(String.join(",", names.stream().map(name -> name.indexOf(',') >= 0 ? '"' + name + '"' : name).toList()) + "\n");
        double[] x = draws();
        for (int k = 0; k < x.length; k++) {
            out.write(Double.toString(x[k]) + ((k + 1) % names.size() == 0 ? "\n" : ","));
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("verdict: ").append(verdict).append('\n');
        if (!isReverseKl()) {
            text.append("the normal distribution of the smallest ").append(divergence.name()).append(" divergence\n");
        }
        if (draws != null) {
            table(text);
        }
        if (evidence().isPresent()) {
            text.append(text(evidence().get())).append('\n');
        }
        text.append(String.format(Locale.US, "%d gradients, %d evaluations in all, %.3f s", gradients, evaluations, elapsed.toNanos() / 1e9));
        return text.toString();
    }

    private boolean isReverseKl() {
        return divergence.equals(Divergences.reverseKl());
    }

    private String text(LogEvidence e) {
        if (Double.isInfinite(e.lower().value())) {
            return "log Z: no lower bound, since the fit has draws where the target has no mass";
        }
        String lower = "log Z: at least " + text(e.lower()) + " (ELBO)";
        if (!draws.isUsable()) {
            return lower + "; its estimate and upper bound cannot be believed";
        }
        if (verdict.kind() == Verdict.Kind.SEVERAL_MODES && isReverseKl()) {
            return lower + ", about " + text(e.estimate()) + " for the mode of the fit alone; no upper bound";
        }
        boolean certified = e.certainty() == LogEvidence.Certainty.CERTIFIED;
        return lower + ", about " + text(e.estimate()) + ", at most " + text(e.upper()) + (certified ? "" : ", " + e.certainty().words());
    }

    private static String text(Bound bound) {
        String value = digits(bound.value(), bound.standardError());
        return bound.standardError() > 0 ? value + String.format(Locale.US, " +- %.1g", bound.standardError()) : value;
    }

    private void table(StringBuilder text) {
        int width = 9;
        for (int i = 0; i < Math.min(LISTED, names.size()); i++) {
            width = Math.max(width, names.get(i).length());
        }
        List<ParameterSummary> rows = parameters();
        // The errors of weighted moments cannot be believed where the weights cannot.
        boolean usable = draws.isUsable();
        boolean response = responseSds != null && transform == null;
        text.append(String.format(Locale.US, "%-" + width + "s %11s %11s %11s %11s %11s %14s %11s%s%n", "parameter", "mean", "sd", "5%", "50%", "95%",
                "corrected mean", "sd", response ? "  response sd" : ""));
        for (int i = 0; i < Math.min(LISTED, rows.size()); i++) {
            ParameterSummary p = rows.get(i);
            double error = p.error();
            text.append(String.format(Locale.US, "%-" + width + "s %11s %11s %11s %11s %11s %14s %11s%s%n", p.name(), digits(p.mean(), error),
                    digits(p.sd(), error), digits(p.lower(), 2 * error), digits(p.median(), 1.3 * error), digits(p.upper(), 2 * error),
                    usable ? digits(p.correctedMean(), p.correctedError()) : "-", usable ? digits(p.correctedSd(), p.correctedError()) : "-",
                    response ? String.format(Locale.US, "  %11s", digits(responseSds[i], error)) : ""));
        }
        if (rows.size() > LISTED) {
            text.append("... and ").append(rows.size() - LISTED).append(" more\n");
        }
    }

    /** A number with the digits that its standard error supports: the last one is that of the error's first. */
    static String digits(double x, double error) {
        if (!(Math.abs(x) <= Double.MAX_VALUE)) {
            return Double.isNaN(x) ? "-" : Double.toString(x);
        }
        if (!(error > 0) || x == 0) {
            return String.format(Locale.US, "%.4g", x);
        }
        int places = (int) -Math.floor(Math.log10(error));
        int leading = (int) Math.floor(Math.log10(Math.abs(x)));
        if (leading + places < 0) {
            // As many places as its neighbours have; a zero has no sign.
            double unit = Math.pow(10, -places);
            return places > MOST_PLACES ? "0" : String.format(Locale.US, "%." + Math.max(0, places) + "f", Math.rint(x / unit) * unit + 0.0);
        }
        if (places < 0 && leading <= 6) {
            double unit = Math.pow(10, -places);
            return String.format(Locale.US, "%.0f", Math.rint(x / unit) * unit);
        }
        if (leading > 6 || leading < -4) {
            return String.format(Locale.US, "%." + Math.max(0, Math.min(15, leading + places)) + "e", x);
        }
        return String.format(Locale.US, "%." + Math.max(0, Math.min(15, places)) + "f", x);
    }
}
