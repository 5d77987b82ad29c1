package io.divergence.examples;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.Baseline;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.estimators.montecarlo.Points;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The variance of every estimator of one gradient, against the dimension and against the number of samples. */
@Command(name = "CompareEstimators", description = {"Measures the variance of the gradient of reverse KL for a normal target of condition 10 in D",
    "dimensions, by each estimator, near the optimum and far from it, with a diagonal and a full covariance of q."})
public final class CompareEstimators extends Example {
    /** Below it there is rounding only. */
    private static final double NO_NOISE = 1e-18;
    /** For families of location and scale log q at a draw has no noise in its total gradient: these two have the same numbers. */
    private static final String TWIN = "closed-form entropy";
    private static final Marker[] MARKERS = {SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.CROSS};

    @Option(names = "--dimensions", paramLabel = "D", split = ",", defaultValue = "1,3,10,30,100", description = "Dimensions.")
    private int[] dimensions;

    @Option(names = "--samples", paramLabel = "K", defaultValue = "256", description = "Samples of each gradient while D varies.")
    private int samples;

    @Option(names = "--counts", paramLabel = "K", split = ",", defaultValue = "4,16,64,256,1024", description = "Numbers of samples.")
    private int[] counts;

    @Option(names = "--dimension", paramLabel = "D", defaultValue = "10", description = "The dimension while K varies.")
    private int dimension;

    @Option(names = "--repeats", defaultValue = "50", description = "Gradients from which a variance is computed, at least 2.")
    private int repeats;

    CompareEstimators() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new CompareEstimators(), args);
    }

    private static Map<String, IntFunction<GradientEstimator>> estimators() {
        Map<String, IntFunction<GradientEstimator>> all = new LinkedHashMap<>();
        all.put("score, no baseline", k -> ScoreEstimator.withDefaults().withSamples(k).with(Baseline.none()));
        all.put("score, mean", k -> ScoreEstimator.withDefaults().withSamples(k).with(Baseline.mean()));
        all.put("score, leave-one-out", k -> ScoreEstimator.withDefaults().withSamples(k).with(Baseline.leaveOneOut()));
        all.put("score, optimal", k -> ScoreEstimator.withDefaults().withSamples(k).with(Baseline.optimal()));
        all.put("reparameterised", k -> ReparameterizationEstimator.withDefaults().withSamples(k));
        all.put(TWIN, k -> ReparameterizationEstimator.withDefaults().withSamples(k).withClosedFormEntropy());
        all.put("path (STL)", k -> PathEstimator.withDefaults().withSamples(k));
        all.put("path, antithetic", k -> PathEstimator.withDefaults().withSamples(k).with(Points.ANTITHETIC));
        all.put("path, Sobol", k -> PathEstimator.withDefaults().withSamples(k).with(Points.SOBOL));
        all.put("path, matched", k -> PathEstimator.withDefaults().withSamples(k).with(Points.MATCHED));
        return all;
    }

    @Override
    void show() throws IOException {
        if (repeats < 2) {
            throw new IllegalArgumentException("--repeats must be at least 2");
        }
        print("Gradient of KL(q||p); log p~ is a quadratic form of condition 10 in random directions, log Z unknown to the estimators.");
        print("A cell is the sum over all parameters of the variance of the gradient that an estimator makes of K samples,");
        print("from %d gradients, in nats^2. Near the optimum: every mean off by 0.02 sd, every sd by 2 %%. Far: by 2 sd, and doubled.", repeats);
        print("\"-\": not defined for so few samples. 0: rounding only.%n");
        try (Progress progress = Progress.of("Variances", 4L * (dimensions.length + counts.length))) {
            for (boolean full : new boolean[] {false, true}) {
                for (boolean near : new boolean[] {true, false}) {
                    String title = (full ? "full covariance, " : "diagonal covariance, ") + (near ? "near the optimum" : "far from the optimum");
                    String file = full ? (near ? "-near" : "-far") : null;
                    byDimension(title, full, near, file, progress);
                    byCount(title, full, near, file, progress);
                }
            }
        }
        print("The closed-form entropy changes nothing here: with q of location and scale, log q of a draw has no noise in its total gradient.");
        print("Antithetic pairs take the noise of odd functions away, and double that of even ones, as the gradient by the scales is.");
        print("With a diagonal q the optimum is not p, and the path estimator keeps noise there; with a full covariance q can be p, where it has");
        print("none. Matched points have no noise here since the gradient of a quadratic form is one of second degree; with other targets they do.");
    }

    private void byDimension(String title, boolean full, boolean near, String file, Progress progress) throws IOException {
        List<Map<String, Double>> columns = new ArrayList<>();
        for (int d : dimensions) {
            columns.add(column(NormalProblem.of(d, seed()), full, near, samples));
            progress.step();
        }
        print("Against D: %s, K = %d", title, samples);
        print("");
        table("D = ", dimensions, columns);
        if (file != null) {
            draw("Noise against dimension, K = " + samples + ": " + title, "dimension D", dimensions, columns, "dimension" + file);
        }
    }

    private void byCount(String title, boolean full, boolean near, String file, Progress progress) throws IOException {
        List<Map<String, Double>> columns = new ArrayList<>();
        NormalProblem problem = NormalProblem.of(dimension, seed());
        for (int k : counts) {
            columns.add(column(problem, full, near, k));
            progress.step();
        }
        print("Against K: %s, D = %d", title, dimension);
        print("");
        table("K = ", counts, columns);
        if (file != null) {
            draw("Noise against samples, D = " + dimension + ": " + title, "samples K of a gradient", counts, columns, "samples" + file);
        }
    }

    private Map<String, Double> column(NormalProblem normal, boolean full, boolean near, int k) {
        Problem problem = new Problem(normal.target(), normal.family(full), Divergences.reverseKl());
        double[] phi = near ? normal.phi(full, 0.02, 1.02) : normal.phi(full, 2, 2);
        Map<String, Double> column = new LinkedHashMap<>();
        estimators().forEach((name, estimator) -> {
            try (Objective objective = estimator.apply(k).bind(problem, Execution.serial(seed()))) {
                column.put(name, variance(objective, phi));
            } catch (IllegalArgumentException e) {
                // Matched points and the optimal baseline say that they need more samples.
                column.put(name, Double.NaN);
            }
        });
        return column;
    }

    /** The trace of the covariance of the gradient, by Welford's recursion. */
    private double variance(Objective objective, double[] phi) {
        GradientEstimate estimate = new GradientEstimate(phi.length);
        double[] mean = new double[phi.length];
        double squares = 0;
        for (int r = 0; r < repeats; r++) {
            objective.evaluate(r, phi, estimate);
            for (int j = 0; j < phi.length; j++) {
                double away = estimate.gradient()[j] - mean[j];
                mean[j] += away / (r + 1);
                squares += away * (estimate.gradient()[j] - mean[j]);
            }
        }
        double variance = squares / (repeats - 1);
        return variance < NO_NOISE ? 0 : variance;
    }

    private void table(String prefix, int[] sizes, List<Map<String, Double>> columns) {
        List<String> headings = new ArrayList<>(List.of("estimator"));
        Arrays.stream(sizes).forEach(n -> headings.add(prefix + n));
        Table table = Table.of(headings.toArray(new String[0]));
        for (String name : estimators().keySet()) {
            List<Object> row = new ArrayList<>(List.of(name));
            columns.forEach(c -> row.add(c.get(name) == 0 ? "0" : Double.isNaN(c.get(name)) ? "-" : String.format(java.util.Locale.ROOT, "%.2e",
                    c.get(name))));
            table.row(row.toArray());
        }
        table.print(console());
    }

    private void draw(String title, String axis, int[] sizes, List<Map<String, Double>> columns, String file) throws IOException {
        Plot plot = Plot.of(title, axis, "variance of the gradient, summed [nats^2]").logarithmic();
        java.awt.Color[] colours = {Plot.BLUE, Plot.SKY, Plot.GREEN, Plot.BLACK, Plot.VERMILION, Plot.PURPLE, Plot.PURPLE, Plot.PURPLE, Plot.GREY};
        java.awt.BasicStroke[] strokes = {Plot.SOLID, Plot.SOLID, Plot.DASHED, Plot.DOTTED, Plot.SOLID, Plot.SOLID, Plot.DASHED, Plot.DOTTED,
            Plot.SOLID};
        double[] x = Arrays.stream(sizes).asDoubleStream().toArray();
        int i = 0;
        for (String name : estimators().keySet()) {
            if (name.equals(TWIN)) {
                continue;
            }
            double[] y = columns.stream().mapToDouble(c -> c.get(name) > 0 ? c.get(name) : Double.NaN).toArray();
            plot.marked(name.equals("reparameterised") ? "reparameterised, both" : name, x, y, colours[i], strokes[i], MARKERS[i % MARKERS.length]);
            i++;
        }
        plot.save(folder(), file);
    }
}
