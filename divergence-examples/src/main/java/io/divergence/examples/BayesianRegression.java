package io.divergence.examples;

import io.divergence.divergence.Divergences;
import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.estimators.automatic.ParameterSummary;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.family.MeanFieldFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.model.LinearRegression;
import io.divergence.optimize.Adam;
import java.io.IOException;
import java.util.Arrays;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A line through seven points, at which a fit without a verdict once failed silently. */
@Command(name = "BayesianRegression", description = {"y ~ N(a + b x, s^2) with a, b ~ N(0, 100^2), s ~ half-Cauchy(5): the automatic fit beside the exact",
    "posterior and mean-field ADVI by Adam with a rate and steps of one's own choice."})
public final class BayesianRegression extends Example {
    private static final String[] NAMES = {"intercept", "slope", "log noise"};

    @Option(names = "--rate", defaultValue = "0.01", description = "The rate of Adam.")
    private double rate;

    @Option(names = "--steps", defaultValue = "10000", description = "The steps of Adam, of one draw each.")
    private int steps;

    BayesianRegression() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new BayesianRegression(), args);
    }

    @Override
    void show() throws IOException {
        ExampleData data = ExampleData.read("seven-point-regression.csv");
        double[] x = data.column("x");
        double[] y = data.column("y");
        LinearRegression model = ExampleData.sevenPoints();
        AutomaticResult fit = AutomaticFit.of(model).withNames(NAMES).run(seed());
        print("%s%n", fit);
        double[][] exact = exact(x, y);
        MeanFieldFamily family = MeanFieldFamily.gaussian(3);
        FitResult advi = Fit.of(model, family, Divergences.reverseKl()).withSeed(seed()).with(Adam.withDefaults().withRate(rate))
                .with(ReparameterizationEstimator.withDefaults().withSamples(1).withClosedFormEntropy()).with(StoppingRules.steps(steps))
                .run(new double[6]);
        double[] phi = advi.phi();
        Table table = Table.of("parameter", "exact mean", "sd", "automatic", "sd", "corrected", "sd", "ADVI", "sd");
        for (int i = 0; i < 3; i++) {
            ParameterSummary p = fit.parameters().get(i);
            table.row(NAMES[i], Table.brief(exact[i][0]), Table.brief(exact[i][1]), Table.brief(p.mean()), Table.brief(p.sd()),
                    Table.brief(p.correctedMean()), Table.brief(p.correctedSd()), Table.brief(phi[i]), Table.brief(Math.exp(phi[3 + i])));
        }
        table.print(console());
        print("ADVI is mean-field with one draw a step, by Adam at a rate of %s for %d gradients; nothing tells it that this was too few.", rate, steps);
        Plot.of("Seven points", "x", "y").points("data", x, y, Plot.BLACK, SeriesMarkers.CIRCLE)
                .curve("exact mean", 1, 7, t -> exact[0][0] + exact[1][0] * t, Plot.GREY, Plot.SOLID)
                .curve("automatic fit", 1, 7, t -> fit.parameters().get(0).mean() + fit.parameters().get(1).mean() * t, Plot.VERMILION, Plot.DASHED)
                .curve("ADVI, Adam", 1, 7, t -> phi[0] + phi[1] * t, Plot.BLUE, Plot.DOTTED)
                .range(0.5, 7.5, -20, 100).save(folder(), "lines");
    }

    /** Means and sds by quadrature over u = log s: given u, intercept and slope are normal. */
    static double[][] exact(double[] x, double[] y) {
        int n = x.length;
        double sx = Arrays.stream(x).sum();
        double sy = Arrays.stream(y).sum();
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < n; i++) {
            xx += x[i] * x[i];
            xy += x[i] * y[i];
            yy += y[i] * y[i];
        }
        double[] grid = Plot.grid(-2, 9, 40_001);
        double[] log = new double[grid.length];
        double[][] moments = new double[grid.length][];
        for (int k = 0; k < grid.length; k++) {
            double u = grid[k];
            double w = Math.exp(-2 * u);
            double a = n * w + 1e-4;
            double b = sx * w;
            double c = xx * w + 1e-4;
            double determinant = a * c - b * b;
            double intercept = (c * sy * w - b * xy * w) / determinant;
            double slope = (a * xy * w - b * sy * w) / determinant;
            log[k] = -n * u - 0.5 * yy * w + 0.5 * (intercept * sy * w + slope * xy * w) - 0.5 * Math.log(determinant)
                    - Math.log1p(Math.exp(2 * u) / 25) + u;
            moments[k] = new double[] {intercept, slope, u, c / determinant, a / determinant, 0};
        }
        double top = Arrays.stream(log).max().orElseThrow();
        double total = 0;
        double[][] result = new double[3][2];
        for (int k = 0; k < grid.length; k++) {
            double weight = Math.exp(log[k] - top);
            total += weight;
            for (int i = 0; i < 3; i++) {
                result[i][0] += weight * moments[k][i];
                result[i][1] += weight * (moments[k][i] * moments[k][i] + moments[k][3 + i]);
            }
        }
        for (double[] r : result) {
            r[0] /= total;
            r[1] = Math.sqrt(r[1] / total - r[0] * r[0]);
        }
        return result;
    }
}
