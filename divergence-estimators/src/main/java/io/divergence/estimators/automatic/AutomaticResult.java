package io.divergence.estimators.automatic;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateMixture;
import io.divergence.distribution.MultivariateStudentT;
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
import java.util.Optional;

/** The result of an automatic fit: the fitted distribution, what draws of it say, and the verdict. Immutable. */
public final class AutomaticResult {
    private static final int LISTED = 40;
    /** The widths of the columns after the names. */
    private static final int[] WIDTHS = {11, 11, 11, 11, 11, 14, 11};
    private static final String[] HEADS = {"mean", "sd", "5%", "50%", "95%", "corrected mean", "sd"};

    private final Verdict verdict;
    private final Discrepancy divergence;
    private final FitDraws fit;
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
    private Distribution distribution;

    AutomaticResult(Verdict verdict, Discrepancy divergence, FitDraws fit, double objective, DrawSet draws, Transform transform, List<String> names,
            List<Mode> modes, long gradients, long evaluations, Duration elapsed, double[] responseSds, AutomaticCheckpoint checkpoint) {
        this.verdict = verdict;
        this.divergence = divergence;
        this.fit = fit;
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
        Distribution known = distribution;
        if (known == null) {
            known = fit.distribution();
            distribution = known;
        }
        return known;
    }

    /** {@return a summary of each parameter in the user's own space; empty if the target gave no finite value} */
    public List<ParameterSummary> parameters() {
        List<ParameterSummary> known = parameters;
        if (known == null) {
            known = draws == null ? List.of() : List.copyOf(summaries());
            parameters = known;
        }
        return known;
    }

    private List<ParameterSummary> summaries() {
        List<ParameterSummary> all = draws.summarize(transform, names);
        boolean isHeavy = transform == null && !(fit instanceof NormalDraws) && distribution() instanceof MultivariateStudentT t && t.df() <= 2;
        return isHeavy ? all.stream().map(p -> p.ofHeavyTail(((MultivariateStudentT) distribution()).df())).toList() : all;
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
        // Without a finite mass the target has no moments, and no log Z.
        boolean isImproper = verdict.kind() == Verdict.Kind.IMPROPER;
        if (draws != null && !isImproper) {
            table(text);
        }
        if (evidence().isPresent() && !isImproper) {
            text.append(text(evidence().get())).append('\n');
        }
        return text.append(gradients).append(" gradients, ").append(evaluations).append(" evaluations in all, ")
                .append(Digits.fixed(elapsed.toNanos() / 1e9, 3)).append(" s").toString();
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
        String upper = ", at most " + text(e.upper()) + (certified ? "" : ", " + e.certainty().words());
        boolean isMixture = !(fit instanceof NormalDraws) && distribution() instanceof MultivariateMixture;
        return lower + ", about " + text(e.estimate()) + upper + (isMixture ? ", for the modes seen" : "");
    }

    private static String text(Bound bound) {
        String value = Digits.of(bound.value(), bound.standardError());
        return bound.standardError() > 0 ? value + " +- " + Digits.one(bound.standardError()) : value;
    }

    private void table(StringBuilder text) {
        int width = 9;
        for (int i = 0; i < Math.min(LISTED, names.size()); i++) {
            width = Math.max(width, names.get(i).length());
        }
        List<ParameterSummary> rows = parameters();
        // The errors of weighted moments cannot be believed where the weights cannot, or where the draws have no variance.
        boolean usable = draws.isUsable();
        boolean response = responseSds != null && transform == null;
        row(text, "parameter", width, HEADS, response ? "response sd" : null);
        for (int i = 0; i < Math.min(LISTED, rows.size()); i++) {
            ParameterSummary p = rows.get(i);
            double error = p.digits(draws.rows());
            boolean corrected = usable && p.error() <= Double.MAX_VALUE;
            String[] numbers = {Digits.of(p.mean(), error), Digits.of(p.sd(), error), Digits.of(p.lower(), 2 * error), Digits.of(p.median(), 1.3 * error),
                Digits.of(p.upper(), 2 * error), corrected ? Digits.of(p.correctedMean(), p.correctedError()) : "-",
                corrected ? Digits.of(p.correctedSd(), p.correctedError()) : "-"};
            row(text, p.name(), width, numbers, response ? Digits.of(responseSds[i], error) : null);
        }
        if (rows.size() > LISTED) {
            text.append("... and ").append(rows.size() - LISTED).append(" more\n");
        }
    }

    private static void row(StringBuilder text, String name, int width, String[] cells, String response) {
        Digits.left(text, name, width);
        for (int j = 0; j < cells.length; j++) {
            text.append(' ');
            Digits.right(text, cells[j], WIDTHS[j]);
        }
        if (response != null) {
            text.append("  ");
            Digits.right(text, response, WIDTHS[0]);
        }
        text.append('\n');
    }
}
