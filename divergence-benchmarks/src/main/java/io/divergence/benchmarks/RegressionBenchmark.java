package io.divergence.benchmarks;

import io.divergence.estimators.structured.NewtonFit;
import io.divergence.estimators.structured.NewtonResult;
import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.random.RandomStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Newton's fit of a logistic regression with as many rows and columns as t4, on numbers of its own: milliseconds a fit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RegressionBenchmark {
    private static final int COLUMNS = 50;

    /** Rows. */
    @Param({"569", "10000"})
    public int rows;

    private double[] y;
    private double[] x;

    /** Draws the data. */
    @Setup
    public void draw() {
        RandomStream random = RandomStream.of(1);
        double[] beta = new double[COLUMNS];
        for (int j = 0; j < COLUMNS; j++) {
            beta[j] = 0.5 * random.nextGaussian();
        }
        y = new double[rows];
        x = new double[rows * COLUMNS];
        for (int n = 0; n < rows; n++) {
            double eta = 0;
            for (int j = 0; j < COLUMNS; j++) {
                x[n * COLUMNS + j] = j == 0 ? 1 : random.nextGaussian();
                eta += beta[j] * x[n * COLUMNS + j];
            }
            y[n] = random.nextDouble() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
        }
    }

    private GeneralizedLinearModel model() {
        return GeneralizedLinearModel.logistic(y, DesignMatrix.ofRows(x, COLUMNS)).withNormalPrior(1);
    }

    /** The mean-field fit, from the arrays on. */
    @Benchmark
    public NewtonResult meanField() {
        return NewtonFit.meanField(model()).run();
    }

    /** The full-rank fit, from the arrays on. */
    @Benchmark
    public NewtonResult fullRank() {
        return NewtonFit.fullRank(model()).run();
    }
}
