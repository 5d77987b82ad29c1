package io.divergence.examples;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.LocationScaleFamily;
import io.divergence.fit.DomainPolicy;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Every sense, parameterisation, estimator and optimizer on one target. */
@Command(name = "ExactAndMonteCarlo", description = {"Fits a normal q to a mixture of two normals in every sense, in every",
    "parameterisation, exactly and by Monte Carlo, with natural gradient and averaged momentum or with Adam.",
    "A step that leaves the domain is put half-way to its edge."})
public final class ExactAndMonteCarlo extends Example {
    @Option(names = "--samples", paramLabel = "K", defaultValue = "64", description = "Monte Carlo samples per step.")
    private int samples;

    @Option(names = "--steps", defaultValue = "1000", description = "Steps of each fit.")
    private long steps;

    @Option(names = "--mu", defaultValue = "-1.5", description = "Where q starts.")
    private double mean;

    @Option(names = "--sigma", defaultValue = "1.1", description = "Where q starts; chi^2(q||p) needs less than 1.27.")
    private double sd;

    @Option(names = "--target", paramLabel = "WEIGHT:MEAN:SD,...", converter = MixtureText.class,
            defaultValue = MixtureText.TWO_MODES, description = "The mixture p; its weights add up to one.")
    private Mixture target;

    private final Map<String, LocationScaleFamily> families = new LinkedHashMap<>();

    ExactAndMonteCarlo() {
        families.put("mu, sigma", GaussianFamily.meanSigma());
        families.put("mu, log sigma", GaussianFamily.meanLogSigma());
        families.put("mu, tau", GaussianFamily.meanPrecision());
        families.put("eta1, eta2", GaussianFamily.natural());
        families.put("mu, width 1", FixedWidthGaussianFamily.of(1));
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new ExactAndMonteCarlo(), args);
    }

    @Override
    void show() throws IOException {
        print("p = %s; q starts at N(%s, %s^2); %d steps; values of KL in nats.%n", target, mean, sd, steps);
        try (Progress progress = Progress.of("Fits", 18L * families.size())) {
            for (Sense sense : Sense.values()) {
                show(sense, progress);
            }
        }
    }

    private void show(Sense sense, Progress progress) throws IOException {
        Table table = Table.of("divergence", "parameters", "estimator", "optimizer", "mu", "sigma", "exact value", "ESS", "steps/s", "ended");
        Plot plot = Plot.of("Paths of " + sense.formula() + " in (mu, log sigma)", "mu", "sigma");
        for (Map.Entry<String, LocationScaleFamily> entry : families.entrySet()) {
            Problem problem = new Problem(target, entry.getValue(), sense.divergence());
            Map<String, GradientEstimator> estimators = new LinkedHashMap<>();
            estimators.put("exact", Recipes.exact(problem));
            estimators.put("score", ScoreEstimator.withDefaults().withSamples(samples));
            if (sense == Sense.REVERSE_KL) {
                estimators.put("reparameterised", ReparameterizationEstimator.withDefaults().withSamples(samples));
            }
            for (Map.Entry<String, GradientEstimator> estimator : estimators.entrySet()) {
                Fit fit = Fit.of(problem).with(estimator.getValue()).with(StoppingRules.steps(steps)).withSeed(seed())
                        .with(DomainPolicy.PROJECT).withTraceEvery(2);
                String[] names = {sense.formula(), entry.getKey(), estimator.getKey()};
                boolean drawn = entry.getKey().equals("mu, log sigma");
                run(names, "natural momentum", fit.with(Recipes.averagedMomentum()).withNaturalGradient(), table, drawn ? plot : null);
                run(names, "Adam", fit.with(Recipes.adam()), table, drawn ? plot : null);
                progress.step();
                progress.step();
            }
        }
        table.print(console());
        plot.points("start", new double[] {mean}, new double[] {sd}, Plot.BLACK, SeriesMarkers.CIRCLE);
        plot.save(folder(), "paths-" + sense);
    }

    private void run(String[] names, String optimizer, Fit fit, Table table, Plot plot) {
        LocationScaleFamily family = (LocationScaleFamily) fit.problem().family();
        long before = System.nanoTime();
        FitResult result = fit.run(family.parameters(mean, family instanceof FixedWidthGaussianFamily ? 1 : sd));
        double seconds = (System.nanoTime() - before) / 1e9;
        Normal q = (Normal) result.distribution();
        table.row(names[0], names[1], names[2], optimizer, Table.fixed(q.mean()), Table.fixed(q.sd()),
                Table.fixed(Recipes.evaluate(fit.problem(), family.parameters(q.mean(), q.sd())).value()),
                Table.brief(result.effectiveSampleSize()), Math.round(result.steps() / seconds),
                result.termination().getClass().getSimpleName());
        if (plot != null) {
            double[][] path = Recipes.path(result, family);
            plot.line(names[2] + ", " + optimizer, path[0], path[1]);
        }
    }
}
