package io.divergence.examples;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.estimators.diagnostic.LogEvidence;
import io.divergence.model.EightSchools;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** One model written in two ways: in one of them a normal distribution is a likeness of the posterior. */
@Command(name = "EightSchoolsFit", description = {"The eight schools, centred (the effects themselves are parameters) and non-centred (their standardised",
    "deviations are): the verdicts, and the bracket of the evidence beside its exact value."})
public final class EightSchoolsFit extends Example {

    EightSchoolsFit() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new EightSchoolsFit(), args);
    }

    @Override
    void show() throws IOException {
        EightSchools[] models = {EightSchools.centered(), EightSchools.nonCentered()};
        Plot plot = Plot.of("Eight schools: the fitted density of log tau", "log tau", "density").range(-4, 5, 0, 2);
        Table table = Table.of("form", "verdict", "ELBO", "estimate", "upper bound", "exact log Z", "k-hat", "ESS of draws");
        for (EightSchools model : models) {
            boolean centered = model == models[0];
            AutomaticResult fit = AutomaticFit.of(model).withNames(names(centered ? "theta" : "t")).run(seed());
            print("%s%n%n%s%n", centered ? "Centred" : "Non-centred", fit);
            LogEvidence evidence = fit.evidence().orElseThrow();
            double ess = fit.weights().orElseThrow().effectiveSampleSize() / fit.weights().orElseThrow().size();
            table.row(centered ? "centred" : "non-centred", fit.verdict().kind().words(), evidence.lower(), evidence.estimate(), evidence.upper(),
                    Table.fixed(model.logNormalizer().orElseThrow()), Table.brief(evidence.khat()), String.format(java.util.Locale.ROOT, "%.0f %%", 100 * ess));
            MultivariateNormal q = (MultivariateNormal) fit.distribution();
            double sd = Math.sqrt(q.covariance()[99]);
            Normal marginal = Normal.of(q.mean()[9], sd);
            plot.curve(centered ? "centred" : "non-centred", -4, 5, x -> Math.exp(marginal.logDensity(x)), centered ? Plot.BLUE : Plot.VERMILION,
                    Plot.SOLID);
        }
        table.print(console());
        print("The bracket holds the exact value within its errors where the verdict is good; \"not certified\" says that the upper end may be too low.");
        plot.save(folder(), "tau");
    }

    private static String[] names(String effect) {
        return Stream.concat(IntStream.range(0, 8).mapToObj(j -> effect + "[" + (char) ('A' + j) + "]"), Stream.of("mu", "log tau")).toArray(String[]::new);
    }
}
