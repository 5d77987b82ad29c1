package io.divergence.examples;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.estimators.diagnostic.Calibration;
import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.random.RandomStream;
import java.awt.Color;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether the posteriors of a fit are right on average, told from simulated data alone. */
@Command(name = "Calibrate", description = {"Simulation-based calibration of a logistic regression with two correlated covariates: parameters from the prior, data from",
    "them, the rank of the truth among draws of the fit. Full rank is calibrated; mean-field is too narrow."})
public final class Calibrate extends Example {
    private static final int ROWS = 60;
    private static final int DRAWS = 99;
    private static final String[] NAMES = {"intercept", "first", "second"};

    @Option(names = "--replications", defaultValue = "1000", description = "Simulated data sets, at least 20.")
    private int replications;

    private final double[] covariates = new double[2 * ROWS];

    Calibrate() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new Calibrate(), args);
    }

    private DesignMatrix design() {
        return DesignMatrix.ofRows(covariates, 2).withIntercept();
    }

    private double[] simulate(double[] beta, RandomGenerator rng) {
        double[] y = new double[ROWS];
        Arrays.setAll(y, i -> rng.nextDouble() < 1 / (1 + Math.exp(-beta[0] - beta[1] * covariates[2 * i] - beta[2] * covariates[2 * i + 1])) ? 1 : 0);
        return y;
    }

    /** Draws of the fit. */
    private double[] draws(double[] y, AutomaticFit.Family family, long seed) {
        AutomaticResult fit = AutomaticFit.of(GeneralizedLinearModel.logistic(y, design()).withNormalPrior(1)).with(family).withInitialPoint(0, 0, 0)
                .withStarts(1).run(seed);
        double[] rows = new double[3 * DRAWS];
        ((MultivariateNormal) fit.distribution()).sample(RandomStream.of(seed, 0x72616e6bL), rows, 0, DRAWS);
        return rows;
    }

    @Override
    void show() throws IOException {
        RandomStream rng = RandomStream.of(seed(), 0x78L);
        for (int i = 0; i < ROWS; i++) {
            covariates[2 * i] = rng.nextGaussian();
            covariates[2 * i + 1] = 0.95 * covariates[2 * i] + Math.sqrt(1 - 0.95 * 0.95) * rng.nextGaussian();
        }
        for (AutomaticFit.Family family : new AutomaticFit.Family[] {AutomaticFit.Family.FULL_RANK, AutomaticFit.Family.MEAN_FIELD}) {
            String name = family == AutomaticFit.Family.FULL_RANK ? "full rank" : "mean-field";
            Calibration calibration = Calibration.run(r -> new double[] {r.nextGaussian(), r.nextGaussian(), r.nextGaussian()}, this::simulate,
                    (y, seed) -> draws(y, family, seed), replications, seed());
            print("%s: %d replications, ranks among %d draws, %s", name, calibration.replications(), calibration.draws(),
                    calibration.isCalibrated() ? "no departure from uniform ranks is seen" : "ranks are not uniform");
            Table table = Table.of("parameter", "p-value", "mean rank", "spread");
            for (int i = 0; i < NAMES.length; i++) {
                table.row(NAMES[i], Table.brief(calibration.pValue(i)), Table.brief(calibration.meanRank(i)), Table.brief(calibration.spread(i)));
            }
            table.print(console());
            picture(name, calibration);
        }
        print("Spread: the mean square of rank/L - 1/2 over that of uniform ranks; above 1 the fit is too narrow.");
    }

    /** The empirical distribution of the ranks less the uniform one. */
    private void picture(String name, Calibration calibration) throws IOException {
        Plot plot = Plot.of("Ranks of the truth, " + name + ": distribution less the uniform one", "rank/L", "difference");
        Color[] colours = {Plot.BLUE, Plot.VERMILION, Plot.GREEN};
        int l = calibration.draws();
        double[] x = new double[l + 1];
        // Not quite equally spaced: XChart would label equally spaced points instead of round numbers.
        Arrays.setAll(x, k -> k / (double) l + 1e-4 * Math.sin(Math.PI * k / l));
        for (int i = 0; i < NAMES.length; i++) {
            double[] y = new double[l + 1];
            for (int rank : calibration.ranks(i)) {
                y[rank] += 1.0 / calibration.replications();
            }
            for (int k = 1; k <= l; k++) {
                y[k] += y[k - 1];
            }
            for (int k = 0; k <= l; k++) {
                y[k] -= (k + 1.0) / (l + 1);
            }
            plot.line(NAMES[i], x, y, colours[i], Plot.SOLID);
        }
        double band = calibration.band();
        plot.line("band of 95 %", new double[] {0, 1}, new double[] {band, band}, Plot.GREY, Plot.DASHED);
        plot.line("lower band", new double[] {0, 1}, new double[] {-band, -band}, Plot.GREY, Plot.DASHED, false);
        plot.range(0, 1, -0.3, 0.3).save(folder(), name.replace(' ', '-'));
    }
}
