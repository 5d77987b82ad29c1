package io.divergence.examples;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.Points;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.StoppingRules;
import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Schedule;
import io.divergence.random.RandomStream;
import io.divergence.target.DataTerms;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.SubsampledTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A logistic regression by minibatches, and on all rows at each step, by the rows that they have read. */
@Command(name = "MinibatchFit", description = {"A Bayesian logistic regression of many rows, fitted by a normal distribution of full covariance from batches of rows,",
    "beside the same fit from all rows at each step, by the passes over the data that they use."})
public final class MinibatchFit extends Example {
    @Option(names = "--rows", defaultValue = "10000", description = "Rows of the data, which are made up.")
    private int rows;

    @Option(names = "--columns", defaultValue = "10", description = "Coefficients.")
    private int columns;

    @Option(names = "--batches", split = ",", defaultValue = "100,1000", description = "Sizes of the batches.")
    private int[] batches;

    @Option(names = "--epochs", defaultValue = "60", description = "Passes over the data.")
    private int epochs;

    private double[] x;
    private double[] y;

    MinibatchFit() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new MinibatchFit(), args);
    }

    private void makeData() {
        RandomStream rng = RandomStream.of(seed());
        x = new double[rows * columns];
        y = new double[rows];
        for (int n = 0; n < rows; n++) {
            double eta = 0;
            for (int j = 0; j < columns; j++) {
                x[n * columns + j] = j == 0 ? 1 : rng.nextGaussian();
                eta += x[n * columns + j] * (j % 2 == 0 ? 0.5 : -0.8) / (1 + 0.3 * j);
            }
            y[n] = rng.nextDouble() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
        }
    }

    /** log(1/(1 + e^-s eta)), s = 1 or -1, of one row. */
    private DataTerms terms() {
        return DataTerms.of(columns, rows, (n, beta) -> {
            double eta = y[n] > 0 ? eta(n, beta) : -eta(n, beta);
            return eta > 0 ? -Math.log1p(Math.exp(-eta)) : eta - Math.log1p(Math.exp(eta));
        }, (n, beta, gradient) -> {
            double residual = y[n] - 1 / (1 + Math.exp(-eta(n, beta)));
            for (int j = 0; j < columns; j++) {
                gradient[j] = residual * x[n * columns + j];
            }
        });
    }

    private double eta(int n, double[] beta) {
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            sum += x[n * columns + j] * beta[j];
        }
        return sum;
    }

    @Override
    void show() throws IOException {
        makeData();
        DifferentiableLogDensity full = GeneralizedLinearModel.logistic(y, DesignMatrix.ofRows(x, columns)).withNormalPrior(5);
        LogDensity prior = LogDensities.of(columns, b -> {
            double sum = 0;
            for (double v : b) {
                sum -= 0.5 * v * v / 25 + Math.log(5) + 0.5 * Math.log(2 * Math.PI);
            }
            return sum;
        }, (b, g) -> {
            for (int j = 0; j < columns; j++) {
                g[j] = -b[j] / 25;
            }
        });
        print("%d rows, %d coefficients with normal priors of sd 5; one pass reads each row once.", rows, columns);
        Table table = Table.of("rows a step", "steps a pass", "steps", "ELBO after 1 pass", "after half", "at the end");
        Plot plot = Plot.of("ELBO by passes over the data", "passes", "nats below the best");
        List<double[][]> curves = new ArrayList<>();
        List<String> names = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k <= batches.length; k++) {
            int batch = k < batches.length ? batches[k] : rows;
            SubsampledTarget target = SubsampledTarget.of(prior, terms(), batch, seed());
            double[][] curve = fit(target, full);
            curves.add(curve);
            names.add(batch == rows ? "all rows" : batch + " rows");
            table.row(batch, target.stepsPerEpoch(), (long) epochs * target.stepsPerEpoch(), Table.fixed(curve[1][1]), Table.fixed(curve[1][curve[1].length / 2]),
                    Table.fixed(curve[1][curve[1].length - 1]));
            for (double value : curve[1]) {
                best = Math.max(best, value);
            }
        }
        table.print(console());
        for (int k = 0; k < curves.size(); k++) {
            double[] below = curves.get(k)[1].clone();
            for (int i = 0; i < below.length; i++) {
                below[i] = best - below[i] + 1e-3;
            }
            plot.line(names.get(k), curves.get(k)[0], below);
        }
        plot.logarithmicY().save(folder(), "minibatch-fit");
    }

    /**
     * The ELBO, by all rows and matched points, at the end of each pass. The entropy is in closed form: with the path estimator the noise of a batch
     * drives the scales towards zero, where its own noise, of the order of their inverse, takes over.
     */
    private double[][] fit(SubsampledTarget target, DifferentiableLogDensity full) {
        FullRankFamily family = FullRankFamily.gaussian(columns);
        int steps = target.stepsPerEpoch();
        double[][] curve = new double[2][epochs + 1];
        GradientEstimate out = new GradientEstimate(family.parameterCount());
        double[] phi0 = new double[family.parameterCount()];
        for (int i = columns; i < 2 * columns; i++) {
            phi0[i] = Math.log(0.1);
        }
        ReparameterizationEstimator judge = ReparameterizationEstimator.withDefaults().withSamples(4 * columns).with(Points.MATCHED).withClosedFormEntropy();
        try (Objective exact = judge.bind(new Problem(full, family, Divergences.reverseKl()), Execution.serial(1));
                Progress progress = Progress.of("passes", epochs)) {
            exact.evaluate(0, phi0, out);
            curve[1][0] = -out.value();
            Fit.of(target, family, Divergences.reverseKl()).with(ReparameterizationEstimator.withDefaults().withSamples(4).withClosedFormEntropy()).withSeed(seed())
                    .with(Adam.withDefaults().withSchedule(Schedule.cosine(0.05, (long) epochs * steps)))
                    .with(StoppingRules.steps((long) epochs * steps)).with(step -> {
                        if (step.step() > 0 && step.step() % steps == 0) {
                            int pass = (int) (step.step() / steps);
                            exact.evaluate(0, step.phi(), out);
                            curve[0][pass] = pass;
                            curve[1][pass] = -out.value();
                            progress.step();
                        }
                        return true;
                    }).run(phi0);
        }
        return curve;
    }
}
