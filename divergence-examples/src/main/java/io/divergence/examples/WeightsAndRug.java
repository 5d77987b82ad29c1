package io.divergence.examples;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.estimators.montecarlo.Weights;
import io.divergence.family.GaussianFamily;
import java.io.IOException;
import java.util.Arrays;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is behind one Monte Carlo gradient: the samples, their weights, and which way each of them pulls. */
@Command(name = "WeightsAndRug", description = {"Draws samples of q, their weights w and w^2, and a rug:",
    "one mark per sample, by the sign of its contribution to the step of mu."})
public final class WeightsAndRug extends Example {
    @Option(names = "--samples", paramLabel = "K", defaultValue = "64", description = "Samples.")
    private int samples;

    @Option(names = "--mu", defaultValue = "-1", description = "Mean of q.")
    private double mean;

    @Option(names = "--sigma", defaultValue = "1.2", description = "Standard deviation of q.")
    private double sd;

    @Option(names = "--centred", description = "Centred weights instead of the textbook's.")
    private boolean centred;

    private final Mixture target = MixtureText.twoModes();

    WeightsAndRug() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new WeightsAndRug(), args);
    }

    @Override
    void show() throws IOException {
        print("p = %s, q = N(%s, %s^2), K = %d samples of q; values of KL in nats.%n", target, mean, sd, samples);
        Table table = Table.of("divergence", "ESS", "largest weight", "pull left", "pull right", "d/dmu", "standard error", "exact d/dmu",
                "d/dlog sigma", "standard error", "exact");
        SampleView view = null;
        for (Sense sense : Sense.values()) {
            view = estimate(sense, table);
        }
        table.print(console());
        print("\"pull left\" counts the samples whose share of the descent step moves mu to the left.");
        drawWeights(view);
    }

    private SampleView estimate(Sense sense, Table table) throws IOException {
        GaussianFamily family = GaussianFamily.meanLogSigma();
        Problem problem = new Problem(target, family, sense.divergence());
        double[] phi = family.parameters(mean, sd);
        GradientEstimate noisy = new GradientEstimate(2);
        GradientEstimate exact = Recipes.evaluate(problem, phi);
        try (Objective objective = ScoreEstimator.withDefaults().withSamples(samples)
                .with(centred ? Weights.CENTRED : Weights.UNCENTRED).bind(problem, Execution.serial(seed()))) {
            objective.evaluate(0, phi, noisy);
            SampleView view = objective.samples().orElseThrow();
            long left = Arrays.stream(column(view.contributions(), 0)).filter(c -> c > 0).count();
            table.row(sense.formula(), Table.brief(noisy.effectiveSampleSize()), Table.brief(noisy.largestWeight()), left,
                    samples - left, Table.brief(noisy.gradient()[0]), Table.brief(noisy.gradientError()[0]), Table.brief(exact.gradient()[0]),
                    Table.brief(noisy.gradient()[1]), Table.brief(noisy.gradientError()[1]), Table.brief(exact.gradient()[1]));
            drawRug(sense, view);
            return view;
        }
    }

    private static double[] column(double[] rowMajor, int column) {
        double[] values = new double[rowMajor.length / 2];
        for (int k = 0; k < values.length; k++) {
            values[k] = rowMajor[2 * k + column];
        }
        return values;
    }

    private void drawRug(Sense sense, SampleView view) throws IOException {
        Normal q = Normal.of(mean, sd);
        double[] z = view.points();
        double[] pull = column(view.contributions(), 0);
        Plot plot = Plot.of("Which way each sample pulls mu, " + sense.formula(), "z", "density")
                .curve("p", -7, 6, target::density, Plot.BLACK, Plot.SOLID)
                .curve("q", -7, 6, q::density, Plot.BLUE, Plot.DASHED);
        rug(plot, "to the left", z, pull, 1, -0.02);
        rug(plot, "to the right", z, pull, -1, -0.04);
        plot.save(folder(), "rug-" + sense);
    }

    private static void rug(Plot plot, String name, double[] z, double[] pull, int sign, double height) {
        double[] x = new double[z.length];
        int n = 0;
        for (int k = 0; k < z.length; k++) {
            if (pull[k] * sign > 0) {
                x[n++] = z[k];
            }
        }
        double[] y = new double[n];
        Arrays.fill(y, height);
        plot.points(name, Arrays.copyOf(x, n), y, sign > 0 ? Plot.VERMILION : Plot.GREEN,
                sign > 0 ? SeriesMarkers.TRIANGLE_DOWN : SeriesMarkers.TRIANGLE_UP);
    }

    private void drawWeights(SampleView view) throws IOException {
        double[] squares = Arrays.stream(view.weights()).map(w -> w * w).toArray();
        double total = Arrays.stream(squares).sum();
        Plot.of("Importance weights of the samples", "z", "share of the total")
                .points("w", view.points(), view.weights(), Plot.BLUE, SeriesMarkers.CIRCLE)
                .points("w^2", view.points(), Arrays.stream(squares).map(s -> s / total).toArray(), Plot.VERMILION, SeriesMarkers.TRIANGLE_UP)
                .save(folder(), "weights");
    }
}
