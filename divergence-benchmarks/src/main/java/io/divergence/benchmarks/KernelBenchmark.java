package io.divergence.benchmarks;

import io.divergence.math.ArrayMath;
import io.divergence.math.LogSumExp;
import io.divergence.math.Logarithms;
import io.divergence.math.QuadraticExponential;
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

/** Elementary functions and sums of blocks: nanoseconds a block of n. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class KernelBenchmark {
    /** Entries of a block. */
    @Param({"10", "100", "1024"})
    public int n;

    private final RandomStream random = RandomStream.of(1);
    private double[] x;
    private double[] positive;
    private double[] out;
    private double[] scratch;
    private double[] spare;

    /** Fills the arrays. */
    @Setup
    public void fill() {
        x = new double[n];
        positive = new double[n];
        out = new double[n];
        scratch = new double[n];
        spare = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = 5 * random.nextGaussian();
            positive[i] = Math.exp(x[i]);
        }
    }

    /** Math.exp in a loop. */
    @Benchmark
    public double[] exponentialOfTheJdk() {
        for (int i = 0; i < n; i++) {
            out[i] = Math.exp(x[i]);
        }
        return out;
    }

    /** The block kernel. */
    @Benchmark
    public double[] exponential() {
        ArrayMath.exp(n, x, out, scratch);
        return out;
    }

    /** Math.log in a loop. */
    @Benchmark
    public double[] logarithmOfTheJdk() {
        for (int i = 0; i < n; i++) {
            out[i] = Math.log(positive[i]);
        }
        return out;
    }

    /** The block kernel. */
    @Benchmark
    public double[] logarithm() {
        ArrayMath.log(n, positive, out, scratch);
        return out;
    }

    /** The block kernel for numbers in the middle of the range. */
    @Benchmark
    public boolean logarithmOfMiddle() {
        return Logarithms.ofMiddle(n, positive, out, scratch);
    }

    /** A standard normal density, but for its constant, on a uniform grid. */
    @Benchmark
    public double[] bellOnGrid() {
        QuadraticExponential.fill(n, -5, 10.0 / n, 1, 0, out, scratch, spare);
        return out;
    }

    /** log(1 + e^x). */
    @Benchmark
    public double[] softplus() {
        ArrayMath.log1pExp(n, x, out, scratch, spare);
        return out;
    }

    /** log SUM exp with Math.exp. */
    @Benchmark
    public double logSumExpOfTheJdk() {
        return LogSumExp.of(x, 0, n);
    }

    /** log SUM exp by the block kernel. */
    @Benchmark
    public double logSumExp() {
        return ArrayMath.logSumExp(n, x, out, scratch);
    }

    /** The sum by eight running sums. */
    @Benchmark
    public double sum() {
        return ArrayMath.sum(n, x);
    }

    /** The inner product by eight running sums. */
    @Benchmark
    public double dot() {
        return ArrayMath.dot(n, x, positive);
    }

    /** Standard normals. */
    @Benchmark
    public double[] normals() {
        for (int i = 0; i < n; i++) {
            out[i] = random.nextGaussian();
        }
        return out;
    }
}
