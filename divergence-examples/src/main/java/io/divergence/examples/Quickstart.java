package io.divergence.examples;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.estimators.optima.OptimaMap;
import io.divergence.estimators.optima.Optimum;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Averaged;
import java.io.IOException;
import java.util.Comparator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A first look: a normal fitted to two modes in four senses, exactly and by Monte Carlo; then real data. */
@Command(name = "Quickstart", description = {"Fits a normal q to a mixture of two normals p in four senses, exactly and by Monte Carlo,",
    "and then a normal and a mixture of two normals to the waiting times of the geyser Old Faithful."})
public final class Quickstart extends Example {
    private static final double[] START = {-2.5, Math.log(1.1)};

    @Option(names = "--samples", paramLabel = "K", defaultValue = "512", description = "Monte Carlo samples per step.")
    private int samples;

    @Option(names = "--steps", defaultValue = "2000", description = "Steps of each Monte Carlo fit, at least 10.")
    private long steps;

    private final Mixture target = MixtureText.twoModes();

    Quickstart() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new Quickstart(), args);
    }

    @Override
    void show() throws IOException {
        print("A normal q = N(mu, sigma^2) fitted to p = 0.5 N(-3, 0.9^2) + 0.5 N(2, 0.7^2).");
        print("Values of KL are in nats. \"optimum\" is the nearest of the minima that OptimaMap finds.%n");
        Table fits = Table.of("divergence", "method", "mu", "sigma", "value", "optimum mu", "optimum sigma", "optimum value");
        Table noise = Table.of("divergence", "samples", "estimated value", "standard error", "ESS", "d/dmu", "standard error",
                "d/dlog sigma", "standard error");
        Plot plot = Plot.of("One target, four fits", "z", "density").curve("p", -7, 6, target::density, Plot.BLACK, Plot.SOLID);
        java.awt.Color[] colours = {Plot.BLUE, Plot.VERMILION, Plot.GREEN, Plot.PURPLE};
        java.awt.BasicStroke[] strokes = {Plot.DASHED, Plot.DASHED, Plot.DOTTED, Plot.DOTTED};
        try (Progress progress = Progress.of("Fits", 8)) {
            for (Sense sense : Sense.values()) {
                Normal q = fit(sense, fits, noise, progress);
                plot.curve("q, " + sense.formula(), -7, 6, q::density, colours[sense.ordinal()], strokes[sense.ordinal()]);
            }
        }
        fits.print(console());
        print("The Monte Carlo fits: the estimate at the last step. Its mu and sigma above are the means of the last half of the steps.%n");
        noise.print(console());
        plot.save(folder(), "four-fits");
        GeyserFit.show(this);
    }

    /** Fits exactly and by Monte Carlo; returns the exact fit. */
    private Normal fit(Sense sense, Table fits, Table noise, Progress progress) {
        Problem problem = new Problem(target, GaussianFamily.meanLogSigma(), sense.divergence());
        OptimaMap map = OptimaMap.of(target, sense.divergence());
        Fit fit = Fit.of(problem).withNaturalGradient().withSeed(seed()).withTraceEvery(0);

        FitResult exact = fit.with(Recipes.exact(problem)).with(Recipes.averagedMomentum())
                .with(StoppingRules.firstOf(StoppingRules.gradientNorm(1e-9), StoppingRules.steps(5000))).run(START);
        progress.step();
        row(fits, sense, "exact", problem, exact.phi(), map);

        FitResult sampled = fit.with(ScoreEstimator.withDefaults().withSamples(samples))
                .with(Averaged.of(Recipes.averagedMomentum(), steps / 2)).with(StoppingRules.steps(steps)).run(START);
        progress.step();
        row(fits, sense, "Monte Carlo", problem, sampled.averagedPhi().orElse(sampled.phi()), map);
        double[] g = sampled.gradient();
        double[] e = sampled.gradientError();
        noise.row(sense.formula(), samples, Table.fixed(sampled.value()), Table.fixed(sampled.valueError()),
                Table.brief(sampled.effectiveSampleSize()), Table.fixed(g[0]), Table.fixed(e[0]), Table.fixed(g[1]), Table.fixed(e[1]));
        return (Normal) exact.distribution();
    }

    private static void row(Table table, Sense sense, String method, Problem problem, double[] phi, OptimaMap map) {
        Normal q = (Normal) problem.family().at(phi);
        Optimum near = map.optima().stream()
                .min(Comparator.comparingDouble(o -> Math.hypot(o.mean() - q.mean(), o.sd() - q.sd()))).orElseThrow();
        table.row(sense.formula(), method, Table.fixed(q.mean()), Table.fixed(q.sd()),
                Table.fixed(Recipes.evaluate(problem, phi).value()),
                Table.fixed(near.mean()), Table.fixed(near.sd()), Table.fixed(near.value()));
    }
}
