package io.divergence.benchmarks;

import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The problems of the comparison, each as a fit of 200 steps through the public API: microseconds a step. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class FitBenchmark {
    private static final int STEPS = 200;

    /** The task and the variant. */
    @Param({"t1:revkl", "t1:fwdchi2", "t1:fwdkl", "t1:revkl adaptive", "t1:fwdchi2 adaptive", "t2:reparam K=10", "t2:reparam K=100",
        "t2:reparam K=1000", "t2:reparam K=10000", "t2:reinforce K=100", "t2:snis K=100", "t2:snis_squared K=100"})
    public String problem;

    private Fit fit;
    private double[] start;

    /** Makes the fit. */
    @Setup
    public void make() {
        String[] parts = problem.split(":");
        String peers = System.getenv("PEERS");
        Task task = Tasks.of(parts[0], Path.of(peers == null ? "." : peers, "data")).stream()
                .filter(each -> each.variant().equals(parts[1])).findFirst().orElseThrow();
        fit = task.fit().get().with(StoppingRules.steps(STEPS));
        start = task.start().get();
    }

    /** One run of the fit. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public FitResult steps() {
        return fit.run(start);
    }
}
