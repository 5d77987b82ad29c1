package io.divergence.benchmarks;

import io.divergence.math.RowMatrix;
import io.divergence.math.Triangular;
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

/** Products of ten rows with D x D matrices, and a Cholesky factor: microseconds each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class MatrixBenchmark {
    private static final int ROWS = 10;

    /** The dimension D. */
    @Param({"10", "100", "1000"})
    public int d;

    private double[][] rows;
    private double[][] square;
    private double[][] result;
    private double[][] lower;
    private double[] diagonal;
    private double[] below;
    private double[] covariance;

    /** Fills the arrays. */
    @Setup
    public void fill() {
        RandomStream random = RandomStream.of(1);
        rows = normals(random, ROWS, d);
        square = normals(random, d, d);
        result = new double[ROWS][d];
        lower = new double[d][d];
        diagonal = normals(random, 1, d)[0];
        below = normals(random, 1, d * (d - 1) / 2)[0];
        covariance = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                covariance[i * d + j] = i == j ? 2 : 1.0 / (1 + Math.abs(i - j)) / d;
            }
        }
    }

    private static double[][] normals(RandomStream random, int rows, int columns) {
        double[][] matrix = new double[rows][columns];
        for (double[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = 1e-3 * random.nextGaussian();
            }
        }
        return matrix;
    }

    /** Ten rows times a square matrix. */
    @Benchmark
    public double[][] product() {
        RowMatrix.addProduct(rows, ROWS, square, d, d, result);
        return result;
    }

    /** Ten rows through a lower triangular matrix. */
    @Benchmark
    public double[][] lowerProduct() {
        RowMatrix.addLowerProduct(rows, ROWS, diagonal, below, 0, d, result);
        return result;
    }

    /** The lower triangle of a Gram matrix of ten rows. */
    @Benchmark
    public double[][] lowerGram() {
        RowMatrix.addLowerGram(rows, rows, ROWS, d, lower);
        return lower;
    }

    /** The Cholesky factor of a covariance matrix. */
    @Benchmark
    public double[] cholesky() {
        return Triangular.cholesky("covariance", covariance, d);
    }
}
