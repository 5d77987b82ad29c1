package io.divergence.examples;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.DataEstimator;
import io.divergence.estimators.montecarlo.Normalization;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Averaged;
import io.divergence.optimize.Clipped;
import io.divergence.optimize.Schedule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A target with heavy tails, and what becomes of its tails and of the weights of samples under q with lighter or heavier ones. */
@Command(name = "HeavyTails", description = {"Fits normal and Student-t distributions q of full covariance to a Student-t target in five dimensions by reverse",
    "KL, forward KL and forward chi^2, and shows tail probabilities, effective sample sizes and weights."})
public final class HeavyTails extends Example {
    private static final int D = 5;
    private static final double[] LOCATION = {1, -1, 0.5, 0, 2};
    /** Rows of the Cholesky factor of the target's scale matrix. */
    private static final double[] FACTOR = {
        1, 0, 0, 0, 0,
        0.5, 0.8, 0, 0, 0,
        -0.3, 0.4, 1.2, 0, 0,
        0, 0.2, -0.5, 0.6, 0,
        0.7, 0, 0.3, 0.1, 0.9};
    private static final double[] DISTANCES = {3, 10, 30};
    private static final int[] COUNTS = {100, 1_000, 10_000, 100_000};

    @Option(names = "--target-df", defaultValue = "3", description = "Degrees of freedom of the target, more than 2 for a covariance.")
    private double targetDf;

    @Option(names = "--df", paramLabel = "DF", split = ",", defaultValue = "5,2", description = "Degrees of freedom of each Student-t q.")
    private double[] dfs;

    @Option(names = "--steps", defaultValue = "2000", description = "Steps of each fit.")
    private long steps;

    @Option(names = "--samples", paramLabel = "K", defaultValue = "1024", description = "Samples of each step.")
    private int samples;

    @Option(names = "--pool", defaultValue = "400000", description = "Samples of which the effective sample sizes are means.")
    private int pool;

    private MultivariateStudentT target;
    private StudentT first;

    HeavyTails() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new HeavyTails(), args);
    }

    @Override
    void show() throws IOException {
        if (!(targetDf > 2)) {
            throw new IllegalArgumentException("--target-df must be more than 2, but is " + targetDf);
        }
        target = MultivariateStudentT.ofCholesky(targetDf, LOCATION, FACTOR);
        first = StudentT.of(targetDf, LOCATION[0], FACTOR[0]);
        print("p: Student-t with %s degrees of freedom in %d dimensions, correlated. Tails are those of its first coordinate, exact for p and q.", targetDf, D);
        print("Weights p/q are of fresh draws from q, normalised by their own sum.%n");
        Map<String, FullRankFamily> families = new LinkedHashMap<>();
        families.put("normal", FullRankFamily.gaussian(D));
        for (double df : dfs) {
            families.put("t, df " + Table.brief(df).replaceFirst("\\.0+$", ""), FullRankFamily.studentT(D, df));
        }
        Table table = Table.of("q", "fitted by", "scale of x_1", "P(|x_1 - 1| > 3)", "> 10", "> 30", "ESS/K, K = 1000", "K = 100000", "largest weight");
        table.row("p", "", Table.fixed(FACTOR[0]), tail(first, DISTANCES[0]), tail(first, DISTANCES[1]), tail(first, DISTANCES[2]), "", "", "");
        Plot tails = Plot.of("Tails of the first coordinate", "distance from the centre", "probability to be farther away").logarithmic();
        double[] distances = new double[40];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Math.pow(10, 2.0 * i / (distances.length - 1));
        }
        tails.line("p", distances, tails(first, distances), Plot.BLACK, Plot.SOLID);
        Plot weights = Plot.of("Effective sample size of fits by KL(p||q)", "samples K", "ESS/K").logarithmicX();
        weights.range(COUNTS[0] * 0.8, COUNTS[COUNTS.length - 1] * 1.25, 0, 1.02);
        try (Progress progress = Progress.of("Fits", 4L * families.size())) {
            int f = 0;
            for (Map.Entry<String, FullRankFamily> entry : families.entrySet()) {
                show(entry.getKey(), entry.getValue(), f++, table, tails, distances, weights, progress);
            }
        }
        table.print(console());
        print("data: from draws of p; the other forward fits weigh draws of q. By KL(p||q) the best normal has the target's sd, %.4f: weighed draws",
                FACTOR[0] * Math.sqrt(targetDf / (targetDf - 2)));
        print("of a normal q miss it, since they see p only where q is. chi^2(p||q) is infinite for every normal q: the weights have no variance,");
        print("ESS/K falls on and on as samples are added, and a fit sees what its samples show. With d degrees of freedom of q it is finite");
        print("for d < %s, and the weights are bounded for d <= %s.", Table.brief(2 * targetDf), Table.brief(targetDf));
        tails.save(folder(), "tails");
        weights.save(folder(), "weights");
    }

    private void show(String name, FullRankFamily family, int f, Table table, Plot tails, double[] distances, Plot weights, Progress progress) {
        java.awt.Color[] colours = {Plot.VERMILION, Plot.BLUE, Plot.GREEN, Plot.PURPLE, Plot.ORANGE};
        Marker[] marks = {SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND};
        Map<String, Divergence> senses = new LinkedHashMap<>();
        senses.put("KL(q||p)", Divergences.reverseKl());
        senses.put("KL(p||q)", Divergences.forwardKl());
        senses.put("KL(p||q), data", Divergences.forwardKl());
        senses.put("chi^2(p||q)", Divergences.forwardChiSquared());
        double[] phi = family.parameters(new double[D], identity());
        for (Map.Entry<String, Divergence> sense : senses.entrySet()) {
            Problem problem = new Problem(target, family, sense.getValue());
            GradientEstimator estimator = switch (sense.getKey()) {
                case "KL(q||p)" -> PathEstimator.withDefaults().withSamples(Math.max(1, samples / 16));
                case "KL(p||q), data" -> DataEstimator.withSamples(samples);
                default -> score(samples);
            };
            // Each fit begins where the one before ended: far from p the weights of forward divergences are those of a few samples.
            phi = fit(problem, estimator, phi);
            UnivariateDistribution q = firstOf(family.at(phi));
            double[][] quality = new double[COUNTS.length][];
            for (int c = 0; c < COUNTS.length; c++) {
                quality[c] = quality(problem, phi, COUNTS[c]);
            }
            table.row(name, sense.getKey(), Table.fixed(Math.exp(phi[D])), tail(q, DISTANCES[0]), tail(q, DISTANCES[1]), tail(q, DISTANCES[2]),
                    Table.fixed(quality[1][0]), Table.fixed(quality[3][0]), Table.fixed(quality[3][1]));
            if (sense.getKey().equals("KL(p||q)")) {
                tails.line("q " + name + ", " + sense.getKey(), distances, tails(q, distances), colours[f % colours.length], Plot.DASHED);
                double[] x = new double[COUNTS.length];
                double[] y = new double[COUNTS.length];
                for (int c = 0; c < x.length; c++) {
                    x[c] = COUNTS[c];
                    y[c] = quality[c][0];
                }
                weights.marked("q " + name, x, y, colours[f % colours.length], Plot.SOLID, marks[f % marks.length]);
            } else if (sense.getKey().equals("KL(q||p)")) {
                tails.line("q " + name + ", " + sense.getKey(), distances, tails(q, distances), colours[f % colours.length], Plot.DOTTED);
            }
            progress.step();
        }
    }

    private static GradientEstimator score(int samples) {
        return ScoreEstimator.withDefaults().withSamples(samples).with(Normalization.SELF_NORMALIZED);
    }

    private double[] fit(Problem problem, GradientEstimator estimator, double[] start) {
        FitResult result = Fit.of(problem).with(estimator).with(StoppingRules.steps(steps)).withSeed(seed())
                .with(Averaged.of(Clipped.of(Adam.withDefaults().withSchedule(Schedule.cosine(0.05, steps)), 100), steps / 2)).run(start);
        return result.isGood() ? result.averagedPhi().orElseGet(result::phi) : result.bestPhi();
    }

    /** ESS/K and the largest share of one sample, means over several sets of samples. */
    private double[] quality(Problem problem, double[] phi, int count) {
        GradientEstimate estimate = new GradientEstimate(phi.length);
        Problem forward = new Problem(problem.target(), problem.family(), Divergences.forwardKl());
        try (Objective objective = score(count).bind(forward, Execution.serial(seed() + 1))) {
            int sets = Math.min(50, Math.max(1, pool / count));
            double[] means = new double[2];
            for (int s = 0; s < sets; s++) {
                objective.evaluate(s, phi, estimate);
                means[0] += estimate.effectiveSampleSize() / count / sets;
                means[1] += estimate.largestWeight() / sets;
            }
            return means;
        }
    }

    private static UnivariateDistribution firstOf(Distribution q) {
        if (q instanceof MultivariateStudentT t) {
            return StudentT.of(t.df(), t.location()[0], t.cholesky()[0]);
        }
        MultivariateNormal normal = (MultivariateNormal) q;
        return Normal.of(normal.mean()[0], normal.cholesky()[0]);
    }

    private static double farther(UnivariateDistribution x, double distance) {
        return x.cumulative(LOCATION[0] - distance) + x.survival(LOCATION[0] + distance);
    }

    private static String tail(UnivariateDistribution x, double distance) {
        return String.format(java.util.Locale.ROOT, "%.2e", farther(x, distance));
    }

    /** Less than 1e-8 is not drawn. */
    private static double[] tails(UnivariateDistribution x, double[] distances) {
        return java.util.Arrays.stream(distances).map(d -> farther(x, d)).map(p -> p < 1e-8 ? Double.NaN : p).toArray();
    }

    private static double[] identity() {
        double[] identity = new double[D * D];
        for (int i = 0; i < D; i++) {
            identity[i * D + i] = 1;
        }
        return identity;
    }
}
