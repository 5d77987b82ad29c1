package io.divergence.examples;

import io.divergence.divergence.Divergences;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Checkpoint;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A fit that is interrupted, written to a file, read again and resumed gives the same bits as one that was not. */
@Command(name = "ResumeFromCheckpoint", description = {"A fit that is interrupted, written to a file, read again and resumed",
    "gives the same bits as one that ran through."})
public final class ResumeFromCheckpoint extends Example {
    @Option(names = "--steps", defaultValue = "1000", description = "Steps of the whole run.")
    private long steps;

    @Option(names = "--interrupt", defaultValue = "400", description = "Steps before the interruption.")
    private long interrupt;

    ResumeFromCheckpoint() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new ResumeFromCheckpoint(), args);
    }

    @Override
    void show() throws IOException {
        GaussianFamily family = GaussianFamily.meanLogSigma();
        Fit fit = Fit.of(MixtureText.twoModes(), family, Divergences.reverseKl())
                .with(ReparameterizationEstimator.withDefaults()).with(Recipes.adam()).withSeed(seed()).withTraceEvery(1);
        double[] start = family.parameters(-1.5, 2);
        FitResult whole = fit.with(StoppingRules.steps(steps)).run(start);

        Path file = folder().resolve("fit.checkpoint");
        fit.with(StoppingRules.steps(interrupt)).run(start).checkpoint().write(file);
        FitResult resumed = fit.with(StoppingRules.steps(steps)).resume(Checkpoint.read(file));

        print("The checkpoint is in the file %s%n", file);
        Table table = Table.of("run", "steps", "mu", "log sigma", "-ELBO or KL [nats]");
        for (FitResult r : new FitResult[] {whole, resumed}) {
            table.row(r == whole ? "uninterrupted" : "resumed", r.steps(), r.phi()[0], r.phi()[1], r.value());
        }
        table.print(console());
        print("Same bits: %s", Arrays.equals(whole.phi(), resumed.phi()) && whole.value() == resumed.value() ? "yes" : "no");
        double[][] a = Recipes.path(whole, family);
        double[][] b = Recipes.path(resumed, family);
        Plot.of("Interrupted and resumed", "step", "mu")
                .line("uninterrupted", Plot.grid(0, steps, a[0].length), a[0], Plot.BLUE, Plot.SOLID)
                .line("resumed", Plot.grid(0, steps, b[0].length), b[0], Plot.ORANGE, Plot.DOTTED)
                .save(folder(), "resumed");
    }
}
