package io.divergence.examples;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.quadrature.TrapezoidEstimator;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Trace;
import io.divergence.optimize.Momentum;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A mixture of three almost equal normals is fitted to a mixture of three: which direction of KL separates the means. */
@Command(name = "MixtureSeparation", description = {"q = three normals with means -0.01, 0, 0.01 and variances 2, fitted to a mixture of three.",
    "KL(q,p) tends to separate the means; KL(p,q) needs far longer to leave the almost equal start."})
public final class MixtureSeparation extends Example {
    @Option(names = "--step", defaultValue = "0.3", description = "Step size.")
    private double rate;

    @Option(names = "--momentum", defaultValue = "0.9", description = "Momentum of the heavy ball.")
    private double momentum;

    @Option(names = "--steps", defaultValue = "400", description = "Steps.")
    private long steps;

    @Option(names = "--target", paramLabel = "WEIGHT:MEAN:SD,...", converter = MixtureText.class,
            defaultValue = "0.3:-4:1,0.4:0.5:0.8,0.3:4:1", description = "The mixture p; its weights add up to one.")
    private Mixture target;

    MixtureSeparation() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new MixtureSeparation(), args);
    }

    @Override
    void show() throws IOException {
        print("p = %s; %d steps of %s, momentum %s, in (logits, means, log sigmas).%n", target, steps, rate, momentum);
        Table table = Table.of("direction", "component", "weight", "mean", "sd", "value [nats]", "largest gap of means", "ended");
        try (Progress progress = Progress.of("Fits", 2)) {
            fit("KL(q,p)", Divergences.reverseKl(), "means-kl-q-p", table);
            progress.step();
            fit("KL(p,q)", Divergences.forwardKl(), "means-kl-p-q", table);
            progress.step();
        }
        table.print(console());
    }

    private void fit(String name, Divergence divergence, String file, Table table) throws IOException {
        GaussianMixtureFamily family = GaussianMixtureFamily.ofComponents(3);
        double sd = Math.sqrt(2);
        double[] start = family.parameters(new double[] {1, 1, 1}, new double[] {-0.01, 0, 0.01}, new double[] {sd, sd, sd});
        double reach = 6 * Math.sqrt(target.variance());
        FitResult result = Fit.of(target, family, divergence)
                .with(TrapezoidEstimator.of(target.mean() - reach, target.mean() + reach, 800))
                .with(Momentum.heavyBall(rate, momentum)).with(StoppingRules.steps(steps)).withTraceEvery(1).run(start);
        Mixture q = (Mixture) result.distribution();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < 3; i++) {
            low = Math.min(low, ((Normal) q.component(i)).mean());
            high = Math.max(high, ((Normal) q.component(i)).mean());
        }
        for (int i = 0; i < 3; i++) {
            Normal c = (Normal) q.component(i);
            table.row(name, i + 1, Table.fixed(q.weight(i)), Table.fixed(c.mean()), Table.fixed(c.sd()), i > 0 ? "" : Table.fixed(result.value()),
                    i > 0 ? "" : Table.fixed(high - low), i > 0 ? "" : result.termination().getClass().getSimpleName());
        }
        draw(name, result.trace(), file);
    }

    private void draw(String name, Trace trace, String file) throws IOException {
        Plot plot = Plot.of("The three means on the way, " + name, "step", "mean");
        for (int i = 0; i < 3; i++) {
            double[] step = new double[trace.size()];
            double[] mean = new double[trace.size()];
            for (int t = 0; t < trace.size(); t++) {
                step[t] = trace.step(t);
                mean[t] = trace.phi(t, 2 + i);
            }
            plot.line("component " + (i + 1), step, mean);
        }
        plot.save(folder(), file);
    }
}
