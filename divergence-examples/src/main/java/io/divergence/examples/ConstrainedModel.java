package io.divergence.examples;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.math.GammaFunctions;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Averaged;
import io.divergence.optimize.Schedule;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transform;
import io.divergence.transform.Transforms;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A model with a positive rate and shares that add up to one, written as it is meant, and read off there. */
@Command(name = "ConstrainedModel", description = {"Particles of three kinds are counted for some hours: n_i ~ Poisson(hours rate share_i), rate ~ Gamma,",
    "share ~ Dirichlet. The posterior, which is known here, is approximated by a normal distribution of full covariance",
    "behind a transform, and compared in the space of rate and shares."})
public final class ConstrainedModel extends Example {
    private static final int[] COUNTS = {3, 7, 14};
    private static final double HOURS = 4;
    private static final double[] CONCENTRATIONS = {1, 1, 1};
    private static final double SHAPE = 2;
    private static final double PER_RATE = 0.5;
    private static final double[] LEVELS = {0.05, 0.5, 0.95};
    private static final Transform SPACE = Transforms.blocks(Transforms.named("rate", Transforms.positive(1)),
            Transforms.named("share", Transforms.simplex(3)));

    @Option(names = "--steps", defaultValue = "2000", description = "Steps of the fit.")
    private long steps;

    @Option(names = "--samples", paramLabel = "K", defaultValue = "16", description = "Samples of each step.")
    private int samples;

    @Option(names = "--draws", defaultValue = "200000", description = "Draws of the result from which its numbers are made.")
    private int draws;

    ConstrainedModel() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new ConstrainedModel(), args);
    }

    @Override
    void show() throws IOException {
        ConstrainedTarget target = ConstrainedTarget.of(model(), SPACE);
        FullRankFamily family = FullRankFamily.gaussian(target.dimension());
        Problem problem = new Problem(target, family, Divergences.reverseKl());
        PathEstimator estimator = PathEstimator.withDefaults().withSamples(samples);
        double[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        FitResult fit = Fit.of(problem).with(estimator).with(StoppingRules.steps(steps)).withSeed(seed())
                .with(Averaged.of(Adam.withDefaults().withSchedule(Schedule.cosine(0.1, steps)), steps * 9 / 10))
                .run(family.parameters(SPACE.unconstrain(1, 1 / 3.0, 1 / 3.0, 1 / 3.0), identity));
        double[] phi = fit.averagedPhi().orElseGet(fit::phi);

        print("Counts %s in %s hours; rate ~ Gamma(shape %s, rate %s), share ~ Dirichlet%s.", Arrays.toString(COUNTS), HOURS, SHAPE, PER_RATE,
                Arrays.toString(CONCENTRATIONS));
        print("The model is written in rate and shares (%d coordinates); q is normal in the %d behind %s.%n", SPACE.dimension(), target.dimension(), SPACE);
        double[][] x = draw(family, phi);
        table(x);
        GradientEstimate end = new GradientEstimate(phi.length);
        try (Objective objective = estimator.withSamples(20_000).bind(problem, Execution.serial(seed() + 1))) {
            objective.evaluate(0, phi, end);
        }
        print("KL(q||p) = %.5f +- %.5f nats, since log Z = %.6f is known here; %d steps of %d samples; ESS %.0f of 20000.", end.value(), end.valueError(),
                target.logNormalizer().orElseThrow(), fit.steps(), samples, end.effectiveSampleSize());
        draw(x);
    }

    /** The joint log density of rate, shares and counts, up to a constant, and its gradient, as one would write them down. */
    private static LogDensity model() {
        LogDensity own = LogDensities.of(4, x -> {
            double log = (SHAPE - 1) * Math.log(x[0]) - PER_RATE * x[0] - HOURS * x[0];
            for (int i = 0; i < COUNTS.length; i++) {
                log += COUNTS[i] * Math.log(x[0] * x[1 + i]) + (CONCENTRATIONS[i] - 1) * Math.log(x[1 + i]);
            }
            return log;
        }, (x, gradient) -> {
            gradient[0] = (SHAPE - 1 + Arrays.stream(COUNTS).sum()) / x[0] - PER_RATE - HOURS;
            for (int i = 0; i < COUNTS.length; i++) {
                gradient[1 + i] = (COUNTS[i] + CONCENTRATIONS[i] - 1) / x[1 + i];
            }
        });
        Support support = Support.box(new double[4], new double[] {Double.POSITIVE_INFINITY, 1, 1, 1});
        return LogDensities.withLogNormalizer(LogDensities.withSupport(own, support), logEvidence());
    }

    private static double logEvidence() {
        double shape = SHAPE + Arrays.stream(COUNTS).sum();
        double log = GammaFunctions.logGamma(shape) - shape * Math.log(PER_RATE + HOURS);
        double sum = 0;
        for (int i = 0; i < COUNTS.length; i++) {
            log += GammaFunctions.logGamma(COUNTS[i] + CONCENTRATIONS[i]);
            sum += COUNTS[i] + CONCENTRATIONS[i];
        }
        return log - GammaFunctions.logGamma(sum);
    }

    /** The exact posterior of coordinate c of the model. */
    private static UnivariateDistribution exact(int c) {
        int all = Arrays.stream(COUNTS).sum();
        if (c == 0) {
            return Gamma.ofShapeRate(SHAPE + all, PER_RATE + HOURS);
        }
        double own = COUNTS[c - 1] + CONCENTRATIONS[c - 1];
        return Beta.of(own, all + Arrays.stream(CONCENTRATIONS).sum() - own);
    }

    /** Draws of q in the user's space, sorted by each coordinate for itself. */
    private double[][] draw(FullRankFamily family, double[] phi) {
        int m = family.dimension();
        double[] y = new double[draws * m];
        family.sample(phi, RandomStream.of(seed(), 7), y, 0, draws);
        double[][] x = new double[SPACE.dimension()][draws];
        for (int k = 0; k < draws; k++) {
            double[] point = SPACE.constrain(Arrays.copyOfRange(y, k * m, (k + 1) * m));
            for (int c = 0; c < x.length; c++) {
                x[c][k] = point[c];
            }
        }
        Arrays.stream(x).forEach(Arrays::sort);
        return x;
    }

    private void table(double[][] x) {
        Table table = Table.of("", "from", "mean", "sd", "5 %", "50 %", "95 %");
        List<String> names = SPACE.names("");
        for (int c = 0; c < x.length; c++) {
            String name = names.get(c) + (c == 0 ? " [1/h]" : "");
            double[] sorted = x[c];
            double mean = Arrays.stream(sorted).average().orElseThrow();
            double sd = Math.sqrt(Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum() / (sorted.length - 1));
            row(table, name, "q", mean, sd, Arrays.stream(LEVELS).map(p -> sorted[(int) (p * (sorted.length - 1))]).toArray());
            UnivariateDistribution p = exact(c);
            row(table, "", "exact", p.mean(), Math.sqrt(p.variance()), Arrays.stream(LEVELS).map(p::quantile).toArray());
        }
        table.print(console());
    }

    private static void row(Table table, String name, String from, double mean, double sd, double[] quantiles) {
        table.row(name, from, Table.fixed(mean), Table.fixed(sd), Table.fixed(quantiles[0]), Table.fixed(quantiles[1]), Table.fixed(quantiles[2]));
    }

    private void draw(double[][] x) throws IOException {
        Plot rate = Plot.of("Posterior of the rate", "rate [1/h]", "density [h]");
        histogram(rate, "q", x[0], 0.5, 12.5, 80, Plot.BLUE);
        rate.curve("exact", 0.5, 12.5, exact(0)::density, Plot.BLACK, Plot.DASHED).save(folder(), "rate");
        Plot shares = Plot.of("Posterior of the shares", "share", "density");
        java.awt.Color[] colours = {Plot.BLUE, Plot.VERMILION, Plot.GREEN};
        for (int i = 0; i < COUNTS.length; i++) {
            histogram(shares, "q, share[" + i + "]", x[1 + i], 0.002, 0.998, 80, colours[i]);
        }
        for (int i = 0; i < COUNTS.length; i++) {
            shares.curve("exact, share[" + i + "]", 0.002, 0.998, exact(1 + i)::density, Plot.BLACK, i == 0 ? Plot.DASHED : i == 1 ? Plot.DOTTED : Plot.MIXED);
        }
        shares.save(folder(), "shares");
    }

    private static void histogram(Plot plot, String name, double[] values, double low, double high, int bins, java.awt.Color colour) {
        double width = (high - low) / bins;
        double[] heights = new double[bins];
        for (double v : values) {
            if (v >= low && v < high) {
                heights[Math.min(bins - 1, (int) ((v - low) / width))] += 1 / (width * values.length);
            }
        }
        double[] x = IntStream.range(0, 2 * bins).mapToDouble(i -> low + (i + 1) / 2 * width).toArray();
        double[] y = IntStream.range(0, 2 * bins).mapToDouble(i -> heights[i / 2]).toArray();
        plot.line(name, x, y, colour, Plot.SOLID);
    }
}
