package io.divergence.examples;

import io.divergence.distribution.Empirical;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.montecarlo.DataEstimator;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.MultiStart;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Schedule;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Maximum likelihood as forward KL from data: how many clusters do the galaxies fall into? */
@Command(name = "MixtureModel", description = {"Fits mixtures of 1 to 6 normals to the velocities of 82 galaxies by forward KL from the data, which is",
    "maximum likelihood, and compares them by BIC."})
public final class MixtureModel extends Example {
    private static final double UNIT = 1000;
    private static final int LARGEST = 6;

    @Option(names = "--starts", defaultValue = "20", description = "Starts of each fit: means at random galaxies.")
    private int starts;

    @Option(names = "--steps", defaultValue = "2000", description = "Steps of each fit at most.")
    private long steps;

    @Option(names = "--narrowest", defaultValue = "0.2",
            description = "Least sd of a component in 1000 km/s: the likelihood has no bound, since a component may shrink onto a single galaxy.")
    private double narrowest;

    MixtureModel() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new MixtureModel(), args);
    }

    private static double[] velocities() throws IOException {
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setCommentMarker('#').get();
        try (InputStream stream = MixtureModel.class.getResourceAsStream("galaxies.csv");
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
                CSVParser rows = CSVParser.builder().setReader(reader).setFormat(format).get()) {
            return rows.stream().mapToDouble(row -> Double.parseDouble(row.get("speed")) / UNIT).toArray();
        }
    }

    @Override
    void show() throws IOException {
        double[] data = velocities();
        print("%d galaxies, velocities in 1000 km/s; q: mixtures of normals; the best of %d starts of each.%n", data.length, starts);
        Table table = Table.of("components", "parameters", "cross entropy [nats]", "log likelihood [nats]", "BIC", "left out", "gradient's norm");
        Table parts = Table.of("components", "component", "weight", "mean [1000 km/s]", "sd [1000 km/s]");
        Mixture[] models = new Mixture[LARGEST];
        double[] bic = new double[LARGEST];
        double[] logLikelihood = new double[LARGEST];
        try (Progress progress = Progress.of("Fits", LARGEST)) {
            for (int k = 1; k <= LARGEST; k++) {
                GaussianMixtureFamily family = GaussianMixtureFamily.ofComponents(k);
                List<FitResult> results = fit(data, family);
                List<FitResult> regular = results.stream().filter(this::isRegular).toList();
                progress.step();
                if (regular.isEmpty()) {
                    throw new IllegalArgumentException("no start of " + k + " components stayed wider than --narrowest " + narrowest);
                }
                FitResult best = regular.get(0);
                models[k - 1] = mixture(best);
                logLikelihood[k - 1] = -data.length * best.value();
                bic[k - 1] = family.parameterCount() * Math.log(data.length) - 2 * logLikelihood[k - 1];
                table.row(k, family.parameterCount(), Table.fixed(best.value()), String.format(java.util.Locale.ROOT, "%.3f", logLikelihood[k - 1]),
                        String.format(java.util.Locale.ROOT, "%.3f", bic[k - 1]), (results.size() - regular.size()) + " of " + results.size(), String.format(java.util.Locale.ROOT, "%.1e",
                        norm(best.gradient())));
            }
        }
        table.print(console());
        int chosen = 0;
        for (int k = 1; k < LARGEST; k++) {
            chosen = bic[k] < bic[chosen] ? k : chosen;
        }
        for (int k : new int[] {chosen, LARGEST - 1}) {
            list(parts, models[k]);
        }
        parts.print(console());
        print("BIC = parameters log(%d) - 2 log likelihood is least for %d components. left out: starts that ended in a failure, or in a", data.length,
                chosen + 1);
        print("component narrower than %s, where the likelihood grows without bound.", narrowest);
        draw(data, models, chosen, logLikelihood, bic);
    }

    /** Not the natural gradient: from means at random the components overlap, and the Fisher information is all but singular. */
    private List<FitResult> fit(double[] data, GaussianMixtureFamily family) {
        Fit fit = Fit.of(Empirical.of(data), family, Divergences.forwardKl()).with(DataEstimator.fullBatch())
                .with(Adam.withDefaults().withSchedule(Schedule.cosine(0.1, steps)))
                .with(StoppingRules.firstOf(StoppingRules.gradientNorm(1e-7), StoppingRules.steps(steps)));
        return MultiStart.run(fit, starts, seed(), rng -> start(data, family, rng)).results();
    }

    private static double[] start(double[] data, GaussianMixtureFamily family, RandomGenerator rng) {
        int k = family.components();
        double[] weights = new double[k];
        double[] means = new double[k];
        double[] sds = new double[k];
        Arrays.fill(weights, 1);
        Arrays.fill(sds, k == 1 ? 5 : 2.0);
        Arrays.setAll(means, i -> data[rng.nextInt(data.length)] + rng.nextDouble());
        return family.parameters(weights, means, sds);
    }

    private static double norm(double[] gradient) {
        return Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
    }

    private static Mixture mixture(FitResult result) {
        return result.distribution() instanceof Mixture mixture ? mixture : Mixture.ofNormals(new double[] {1},
                new double[] {((Normal) result.distribution()).mean()}, new double[] {((Normal) result.distribution()).sd()});
    }

    private boolean isRegular(FitResult result) {
        return result.isGood() && components(mixture(result)).stream().allMatch(i -> ((Normal) mixture(result).component(i)).sd() >= narrowest);
    }

    /** The components by their means. */
    private static List<Integer> components(Mixture q) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < q.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> ((Normal) q.component(i)).mean()));
        return order;
    }

    private static void list(Table parts, Mixture q) {
        int number = 1;
        for (int i : components(q)) {
            Normal normal = (Normal) q.component(i);
            parts.row(q.size(), number++, Table.fixed(q.weight(i)), Table.fixed(normal.mean()), Table.fixed(normal.sd()));
        }
    }

    private void draw(double[] data, Mixture[] models, int chosen, double[] logLikelihood, double[] bic) throws IOException {
        int bins = 30;
        double[] x = new double[4 * bins];
        double[] y = new double[4 * bins];
        for (int b = 0; b < bins; b++) {
            double from = 7 + b;
            double height = Arrays.stream(data).filter(v -> v >= from && v < from + 1).count() / (double) data.length;
            System.arraycopy(new double[] {from, from, from + 1, from + 1}, 0, x, 4 * b, 4);
            System.arraycopy(new double[] {0, height, height, 0}, 0, y, 4 * b, 4);
        }
        Plot plot = Plot.of("Velocities of 82 galaxies", "velocity [1000 km/s]", "density [1/(1000 km/s)]").line("data", x, y, Plot.GREY, Plot.THIN)
                .curve("1 component", 6, 38, models[0]::density, Plot.ORANGE, Plot.DOTTED);
        if (chosen > 0) {
            plot.curve((chosen + 1) + " components (least BIC)", 6, 38, models[chosen]::density, Plot.BLUE, Plot.SOLID);
        }
        if (chosen < LARGEST - 1) {
            plot.curve(LARGEST + " components", 6, 38, models[LARGEST - 1]::density, Plot.VERMILION, Plot.THIN);
        }
        plot.save(folder(), "galaxies");
        double[] counts = Plot.grid(1, LARGEST, LARGEST);
        Plot.of("How many components?", "components", "nats")
                .marked("BIC", counts, bic, Plot.BLUE, Plot.SOLID, SeriesMarkers.CIRCLE)
                .marked("-2 log likelihood", counts, Arrays.stream(logLikelihood).map(v -> -2 * v).toArray(), Plot.VERMILION, Plot.DASHED,
                        SeriesMarkers.SQUARE)
                .save(folder(), "components");
    }
}
