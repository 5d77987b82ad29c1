package io.divergence.examples;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.optimize.Adam;
import io.divergence.target.DifferentiableLogDensity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The cost of one step of reverse KL against the dimension: time, and the memory of the arrays. */
@Command(name = "CostPerStep", description = {"The cost of one step (path estimator, K samples, Adam) against the dimension.",
    "Full rank grows as D^2, mean field as D."})
public final class CostPerStep extends Example {
    @Option(names = "--samples", paramLabel = "K", defaultValue = "10", description = "Samples of a step.")
    private int samples;

    @Option(names = "--full-rank", paramLabel = "D", split = ",", defaultValue = "1,10,32,100,316,1000", description = "Dimensions of full rank.")
    private int[] fullRank;

    @Option(names = "--mean-field", paramLabel = "D", split = ",", defaultValue = "1,10,100,1000,10000,100000",
            description = "Dimensions of the mean field.")
    private int[] meanField;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "1", description = "Time for each line, after as long a warm-up.")
    private double seconds;

    CostPerStep() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new CostPerStep(), args);
    }

    /** A standard normal target, so that the cost is that of the family and the estimator. */
    private record Standard(int dimension) implements DifferentiableLogDensity {
        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            for (int k = from; k < to; k++) {
                double sum = 0;
                for (int i = k * dimension; i < (k + 1) * dimension; i++) {
                    sum += z[i] * z[i];
                }
                out[k] = -0.5 * sum;
            }
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            logDensity(z, from, to, out);
            for (int i = from * dimension; i < to * dimension; i++) {
                gradient[i] = -z[i];
            }
        }
    }

    @Override
    void show() throws IOException {
        StringBuilder text = new StringBuilder("""
                # The cost of one step

                Made by `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.CostPerStep -Dexec.args="--out docs"`, one thread.
                Reverse KL to a standard normal target by the path estimator, a step of Adam. *Growth* is the exponent of D between two lines;
                *heap* is what the arrays of the objective, the estimate and the optimizer take, beside the parameters' own size.

                """);
        text.append(String.format(Locale.ROOT, "K = %d samples a step.%n%n| family | D | parameters | time of a step | growth | heap | parameters alone |%n"
                + "|---|---|---|---|---|---|---|%n", samples));
        for (boolean full : new boolean[] {true, false}) {
            double before = Double.NaN;
            int last = 0;
            for (int d : full ? fullRank : meanField) {
                VariationalFamily family = full ? FullRankFamily.gaussian(d) : MeanFieldFamily.gaussian(d);
                double[] cost = measure(family);
                double growth = Math.log(cost[0] / before) / Math.log((double) d / last);
                String line = String.format(Locale.ROOT, "| %s | %d | %d | %s | %s | %s | %s |", full ? "full rank" : "mean field", d,
                        family.parameterCount(), time(cost[0]), Double.isNaN(before) ? "" : String.format(Locale.ROOT, "%.2f", growth), bytes(cost[1]),
                        bytes(8.0 * family.parameterCount()));
                text.append(line).append('\n');
                print("%s", line);
                before = cost[0];
                last = d;
            }
        }
        Path file = folder().resolve("COST.md");
        Files.writeString(file, text.toString());
        print("The table is in the file %s", file);
    }

    /** Seconds of a step, and bytes. */
    private double[] measure(VariationalFamily family) {
        int n = family.parameterCount();
        double before = used();
        double[] phi = new double[n];
        Adam adam = Adam.withDefaults();
        double[] state = new double[adam.stateSize(n)];
        adam.init(phi, state);
        GradientEstimate out = new GradientEstimate(n);
        try (Objective objective = PathEstimator.withDefaults().withSamples(samples).bind(
                new Problem(new Standard(family.dimension()), family, Divergences.reverseKl()), new Execution(seed(), 1))) {
            double heap = used() - before;
            long step = 0;
            double elapsed = 0;
            for (int phase = 0; phase < 2; phase++) {
                long start = System.nanoTime();
                long first = step;
                do {
                    objective.evaluate(step, phi, out);
                    adam.step(step, out.gradient(), phi, state);
                    step++;
                } while (System.nanoTime() - start < seconds * 1e9);
                elapsed = (System.nanoTime() - start) / 1e9 / (step - first);
            }
            return new double[] {elapsed, Math.max(0, heap)};
        }
    }

    private static double used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static String time(double seconds) {
        return seconds < 1e-3 ? String.format(Locale.ROOT, "%.2f us", seconds * 1e6) : String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
    }

    private static String bytes(double b) {
        return b < 1e6 ? String.format(Locale.ROOT, "%.1f kB", b / 1e3) : String.format(Locale.ROOT, "%.1f MB", b / 1e6);
    }
}
