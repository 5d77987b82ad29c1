package io.divergence.examples;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.estimators.diagnostic.LogEvidence;
import io.divergence.model.EightSchools;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** One model written in two ways: in one of them a normal distribution is a likeness of the posterior. */
@Command(name = "EightSchoolsFit", description = {"The eight schools, centred (the effects themselves are parameters) and non-centred (their standardised",
    "deviations are): the verdicts, and the bracket of the evidence beside its exact value."})
public final class EightSchoolsFit extends Example {
    private static final int SEEDS = 20;
    /** The estimated effects of coaching and their standard errors. */
    private static final double[] EFFECTS = {28, 8, -3, 7, -1, 1, 18, 12};
    private static final double[] ERRORS = {15, 10, 16, 11, 9, 11, 10, 18};

    EightSchoolsFit() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new EightSchoolsFit(), args);
    }

    @Override
    void show() throws IOException {
        EightSchools[] models = {EightSchools.centered(), EightSchools.nonCentered()};
        Plot plot = Plot.of("Eight schools: the density of log tau", "log tau", "density").range(-4.5, 4.5, 0, 1.6);
        Table table = Table.of("form", "verdict", "ELBO", "estimate", "upper bound", "exact log Z", "k-hat", "ESS of draws",
                "within tolerance, of " + SEEDS + " seeds");
        for (EightSchools model : models) {
            boolean centered = model == models[0];
            AutomaticResult fit = AutomaticFit.of(model).withNames(names(centered ? "theta" : "t")).run(seed());
            print("%s%n%n%s%n", centered ? "Centred" : "Non-centred", fit);
            LogEvidence evidence = fit.evidence().orElseThrow();
            double ess = fit.weights().orElseThrow().effectiveSampleSize() / fit.weights().orElseThrow().size();
            table.row(centered ? "centred" : "non-centred", fit.verdict().kind().words(), evidence.lower(), evidence.estimate(), evidence.upper(),
                    Table.fixed(model.logNormalizer().orElseThrow()), String.format(Locale.ROOT, "%.2f", evidence.khat()),
                    String.format(Locale.ROOT, "%.0f %%", 100 * ess), Integer.toString(good(model)));
            MultivariateNormal q = (MultivariateNormal) fit.distribution();
            double sd = Math.sqrt(q.covariance()[99]);
            Normal marginal = Normal.of(q.mean()[9], sd);
            plot.curve(centered ? "centred" : "non-centred", -4.5, 4.5, x -> Math.exp(marginal.logDensity(x)), centered ? Plot.BLUE : Plot.VERMILION,
                    Plot.SOLID);
        }
        double[] grid = Plot.grid(-4.5, 4.5, 901);
        double[] exact = exact(grid);
        plot.curve("exact", -4.5, 4.5, x -> exact[(int) Math.max(0, Math.min(900, Math.rint((x + 4.5) * 100)))], Plot.GREY, Plot.DASHED);
        table.print(console());
        print("The bracket holds the exact value within its errors where the verdict is good; \"not certified\" says that the upper end may be too low.");
        plot.save(folder(), "tau");
    }

    /**
     * The posterior density of u = log tau on an equally spaced grid: given tau, y_j ~ N(mu, s_j^2 + tau^2) and mu ~ N(0, 5^2), of which
     * mu is integrated out.
     */
    private static double[] exact(double[] grid) {
        double[] density = new double[grid.length];
        double total = 0;
        for (int k = 0; k < grid.length; k++) {
            double tau = Math.exp(grid[k]);
            double precision = 1.0 / 25;
            double linear = 0;
            double log = grid[k] - Math.log1p(tau * tau / 25);
            for (int j = 0; j < EFFECTS.length; j++) {
                double variance = ERRORS[j] * ERRORS[j] + tau * tau;
                precision += 1 / variance;
                linear += EFFECTS[j] / variance;
                log -= 0.5 * (Math.log(variance) + EFFECTS[j] * EFFECTS[j] / variance);
            }
            density[k] = Math.exp(log - 0.5 * Math.log(precision) + 0.5 * linear * linear / precision);
            total += density[k] * (grid[1] - grid[0]);
        }
        for (int k = 0; k < grid.length; k++) {
            density[k] /= total;
        }
        return density;
    }

    /** k-hat of the non-centred form is near its limit: one seed does not say how often the verdict is good. */
    private int good(EightSchools model) {
        int good = 0;
        for (int k = 0; k < SEEDS; k++) {
            good += AutomaticFit.of(model).run(seed() + k).verdict().isGood() ? 1 : 0;
        }
        return good;
    }

    private static String[] names(String effect) {
        return Stream.concat(IntStream.range(0, 8).mapToObj(j -> effect + "[" + (char) ('A' + j) + "]"), Stream.of("mu", "log tau")).toArray(String[]::new);
    }
}
