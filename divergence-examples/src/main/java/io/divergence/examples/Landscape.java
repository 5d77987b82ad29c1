package io.divergence.examples;

import io.divergence.distribution.Mixture;
import io.divergence.estimate.Problem;
import io.divergence.estimators.optima.OptimaMap;
import io.divergence.estimators.optima.Optimum;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import java.io.IOException;
import java.util.List;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Contours of a divergence over (mu, sigma), its optima, and the paths of descent from several starts. */
@Command(name = "Landscape", description = "Contours of a divergence over (mu, sigma) of q, its optima, and paths of descent.")
public final class Landscape extends Example {
    private static final double[][] STARTS = {{-5, 1.0}, {-1, 1.0}, {0.5, 1.2}, {4.5, 1.0}, {-2, 2.9}, {3, 2.6}};

    @Option(names = "--target", paramLabel = "WEIGHT:MEAN:SD,...", converter = MixtureText.class,
            defaultValue = MixtureText.TWO_MODES, description = "The mixture p; its weights add up to one.")
    private Mixture target;

    @Option(names = "--divergence", paramLabel = "NAME", split = ",", converter = Sense.Names.class,
            defaultValue = Sense.ALL, description = "Some of " + Sense.CHOICES + ".")
    private Sense[] senses;

    @Option(names = "--points", defaultValue = "61", description = "Points of the grid in each direction, at least 10.")
    private int points;

    @Option(names = "--steps", defaultValue = "600", description = "Steps of each path.")
    private long steps;

    Landscape() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new Landscape(), args);
    }

    @Override
    void show() throws IOException {
        if (points < 10) {
            throw new IllegalArgumentException("--points = " + points + ": must be at least 10");
        }
        print("p = %s; natural gradient with averaged momentum, %d steps; values of KL in nats.%n", target, steps);
        Table table = Table.of("divergence", "", "mu", "sigma", "value");
        try (Progress progress = Progress.of("Landscapes", (long) senses.length * (2 + STARTS.length))) {
            for (Sense sense : senses) {
                draw(sense, table, progress);
            }
        }
        table.print(console());
    }

    private void draw(Sense sense, Table table, Progress progress) throws IOException {
        double low = target.mean() - 2.3 * Math.sqrt(target.variance());
        double high = target.mean() + 2.3 * Math.sqrt(target.variance());
        double top = 1.35 * Math.sqrt(target.variance());
        double[] means = Plot.grid(low, high, points);
        double[] sds = Plot.grid(top / 30, top, points);
        io.divergence.estimators.optima.Landscape landscape =
                io.divergence.estimators.optima.Landscape.of(target, sense.divergence(), means, sds);
        double[][] values = new double[points][points];
        for (int i = 0; i < points; i++) {
            for (int j = 0; j < points; j++) {
                values[i][j] = landscape.value(i, j);
            }
        }
        progress.step();
        Plot plot = Plot.of(sense.formula() + " over (mu, sigma) of q", "mu", "sigma").range(low, high, 0, top);
        Contours.draw(plot, means, sds, values);
        paths(sense, plot, table, progress);
        optima(sense, plot, table);
        progress.step();
        plot.save(folder(), "landscape-" + sense);
    }

    private void paths(Sense sense, Plot plot, Table table, Progress progress) {
        GaussianFamily family = GaussianFamily.meanLogSigma();
        Problem problem = new Problem(target, family, sense.divergence());
        Fit fit = Fit.of(problem).with(Recipes.exact(problem)).with(Recipes.averagedMomentum()).withNaturalGradient().withTraceEvery(1)
                .with(StoppingRules.firstOf(StoppingRules.gradientNorm(1e-7), StoppingRules.steps(steps)));
        for (int k = 0; k < STARTS.length; k++) {
            double[] start = family.parameters(STARTS[k][0], STARTS[k][1]);
            String from = "path from (" + STARTS[k][0] + ", " + STARTS[k][1] + ")";
            progress.step();
            if (!Recipes.evaluate(problem, start).isUsable()) {
                table.row(sense.formula(), from + ": infinite at the start", "-", "-", "infinite");
                continue;
            }
            FitResult result = fit.run(start);
            double[][] path = Recipes.path(result, family);
            int last = path[0].length - 1;
            table.row(sense.formula(), from, Table.fixed(path[0][last]), Table.fixed(path[1][last]), Table.fixed(Recipes.evaluate(problem, result.phi()).value()));
            plot.line(k == 0 ? "paths" : "path " + (k + 1), path[0], path[1], Plot.VERMILION, Plot.SOLID, k == 0);
        }
    }

    private void optima(Sense sense, Plot plot, Table table) {
        List<Optimum> optima = OptimaMap.of(target, sense.divergence()).optima();
        int n = 0;
        for (Optimum o : optima) {
            table.row(sense.formula(), o.kind().label(), Table.fixed(o.mean()), Table.fixed(o.sd()), Table.fixed(o.value()));
            boolean local = o.kind() == Optimum.Kind.LOCAL_MIN;
            plot.points(o.kind().label() + (n == 0 ? "" : " " + (n + 1)), new double[] {o.mean()}, new double[] {o.sd()},
                    Plot.BLACK, local ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
            n++;
        }
    }
}
