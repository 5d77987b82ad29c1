package io.divergence.examples;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.Normalization;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.estimators.montecarlo.Weights;
import io.divergence.estimators.optima.OptimaMap;
import io.divergence.estimators.optima.Optimum;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import java.io.IOException;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forward KL has one minimum, and importance sampling still gets stuck on one mode when samples are few. */
@Command(name = "StuckOnAMode", description = {"Forward KL has one minimum, and exact descent always reaches it.",
    "Importance sampling from q, started on one mode, sees the other only if a sample happens to fall there."})
public final class StuckOnAMode extends Example {
    @Option(names = "--samples", split = ",", paramLabel = "K", defaultValue = "10,64,512",
            description = "Samples per step.")
    private int[] samples;

    @Option(names = "--runs", defaultValue = "20", description = "Runs, each with a seed of its own.")
    private int runs;

    @Option(names = "--steps", defaultValue = "2000", description = "Steps per run.")
    private long steps;

    @Option(names = "--threads", defaultValue = "1", description = "Threads; the numbers do not depend on it.")
    private int threads;

    private final Mixture target = MixtureText.twoModes();
    private final Problem problem = new Problem(target, GaussianFamily.meanLogSigma(), Divergences.forwardKl());

    StuckOnAMode() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new StuckOnAMode(), args);
    }

    @Override
    void show() throws IOException {
        Optimum best = OptimaMap.of(target, Divergences.forwardKl()).best();
        print("p = %s, q starts at N(-3, 0.9^2), %d steps.%n", target, steps);
        print("The optimum: mu = %.6f, sigma = %.6f, KL(p||q) = %.6f nats.%n", best.mean(), best.sd(), best.value());
        Table table = Table.of("samples K", "reached", "stuck", "median mu", "median sigma", "median KL [nats]", "median ESS");
        Plot plot = Plot.of("Where " + runs + " runs end, by samples per step", "mu", "sigma");
        Object[][] looks = {{Plot.VERMILION, SeriesMarkers.TRIANGLE_UP}, {Plot.BLUE, SeriesMarkers.DIAMOND},
            {Plot.GREEN, SeriesMarkers.SQUARE}};
        try (Progress progress = Progress.of("Runs", (long) runs * samples.length)) {
            for (int i = 0; i < samples.length; i++) {
                double[][] ends = runs(samples[i], best, table, progress);
                Object[] look = looks[i % looks.length];
                plot.points("K = " + samples[i], ends[0], ends[1], (java.awt.Color) look[0],
                        (org.knowm.xchart.style.markers.Marker) look[1]);
            }
        }
        table.print(console());
        print("Reached: the exact KL(p||q) at the end is within .02 nats of the optimum.");
        plot.points("optimum", new double[] {best.mean()}, new double[] {best.sd()}, Plot.BLACK, SeriesMarkers.CROSS);
        plot.points("start", new double[] {-3}, new double[] {0.9}, Plot.BLACK, SeriesMarkers.CIRCLE);
        plot.range(-4, 1, 0, 3.5).save(folder(), "ends");
    }

    /** Runs all seeds; returns the final means and standard deviations. */
    private double[][] runs(int k, Optimum best, Table table, Progress progress) {
        Fit fit = Fit.of(problem)
                .with(ScoreEstimator.withDefaults().withSamples(k).with(Normalization.SELF_NORMALIZED).with(Weights.UNCENTRED))
                .with(Recipes.averagedMomentum()).withNaturalGradient().withTraceEvery(0)
                .with(StoppingRules.steps(steps)).withThreads(threads);
        double[][] ends = new double[4][runs];
        int reached = 0;
        for (int run = 0; run < runs; run++) {
            FitResult result = fit.withSeed(seed() + run).run(-3, Math.log(0.9));
            ends[0][run] = result.phi()[0];
            ends[1][run] = Math.exp(result.phi()[1]);
            ends[2][run] = Recipes.evaluate(problem, result.phi()).value();
            ends[3][run] = result.effectiveSampleSize();
            if (ends[2][run] <= best.value() + 0.02) {
                reached++;
            }
            progress.step();
        }
        table.row(k, reached + " of " + runs, (runs - reached) + " of " + runs, Table.fixed(median(ends[0])),
                Table.fixed(median(ends[1])), Table.fixed(median(ends[2])), Table.brief(median(ends[3])));
        return ends;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return 0.5 * (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]);
    }
}
