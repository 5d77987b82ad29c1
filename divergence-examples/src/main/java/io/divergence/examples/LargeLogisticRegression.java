package io.divergence.examples;

import io.divergence.estimators.structured.NewtonFit;
import io.divergence.estimators.structured.NewtonResult;
import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A logistic regression of many rows, fitted by Newton's method with exact expectations: the time of the first fit and of warm ones. */
@Command(name = "LargeLogisticRegression", description = {"Logistic regression with priors N(0, 1): both normal families by Newton's method on the exact ELBO.",
    "Data are read from raw little-endian float64 files, or simulated. Each q is written to a CSV file: means, then standard deviations or",
    "the lower Cholesky factor row by row."})
public final class LargeLogisticRegression extends Example {
    @Option(names = "--x", paramLabel = "FILE", description = "The design matrix, row by row.")
    private Path x;

    @Option(names = "--y", paramLabel = "FILE", description = "The responses, 0 or 1; they say how many rows there are.")
    private Path y;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "10000", description = "Rows of simulated data.")
    private int rows;

    @Option(names = "--columns", paramLabel = "D", defaultValue = "50", description = "Columns of simulated data.")
    private int columns;

    @Option(names = "--tolerance", paramLabel = "NATS", defaultValue = "1e-3", description = "What may remain to be gained.")
    private double tolerance;

    @Option(names = "--threads", paramLabel = "T", defaultValue = "1", description = "Threads; the numbers do not depend on them.")
    private int threads;

    @Option(names = "--repeats", paramLabel = "R", defaultValue = "30", description = "Fits after the first; 0 for a single answer.")
    private int repeats;

    LargeLogisticRegression() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new LargeLogisticRegression(), args);
    }

    @Override
    void show() throws IOException {
        if ((x == null) != (y == null)) {
            throw new IllegalArgumentException("--x and --y must be given together, or neither");
        }
        long start = System.nanoTime();
        GeneralizedLinearModel model = x == null ? ExampleData.generatedLogistic(rows, columns) : read();
        print("%d rows, %d columns; made ready in %.1f ms", model.design().rows(), model.dimension(), (System.nanoTime() - start) / 1e6);
        fit("mean-field", NewtonFit.meanField(model));
        fit("full-rank", NewtonFit.fullRank(model));
    }

    private GeneralizedLinearModel read() throws IOException {
        double[] responses = numbers(y);
        double[] entries = numbers(x);
        if (responses.length == 0 || entries.length == 0 || entries.length % responses.length != 0) {
            throw new IllegalArgumentException(x + " has " + entries.length + " numbers: must be a multiple of the " + responses.length
                    + " of " + y);
        }
        return GeneralizedLinearModel.logistic(responses, DesignMatrix.ofRows(entries, entries.length / responses.length)).withNormalPrior(1);
    }

    private static double[] numbers(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(numbers);
        return numbers;
    }

    private void fit(String name, NewtonFit description) throws IOException {
        NewtonFit fit = description.withTolerance(tolerance).withThreads(threads);
        long start = System.nanoTime();
        NewtonResult result = fit.run();
        double first = (System.nanoTime() - start) / 1e6;
        print("%s: ELBO %.9f +- %.1e, %d iterations, first fit %.1f ms", name, result.elbo(), result.elboError(), result.iterations(), first);
        print("  %s", result.termination().words());
        if (repeats > 0) {
            double[] times = new double[repeats];
            for (int i = 0; i < repeats; i++) {
                start = System.nanoTime();
                fit.run();
                times[i] = (System.nanoTime() - start) / 1e6;
            }
            double[] warm = Arrays.copyOfRange(times, repeats / 2, repeats);
            Arrays.sort(warm);
            print("  warm fits (the last %d): median %.2f ms, %.2f to %.2f ms", warm.length, warm[warm.length / 2], warm[0], warm[warm.length - 1]);
        }
        write(name, result);
    }

    private void write(String name, NewtonResult result) throws IOException {
        double[] mean = result.mean();
        int d = mean.length;
        StringBuilder text = new StringBuilder("# means, then ").append(name.equals("full-rank") ? "the lower Cholesky factor row by row" : "standard deviations")
                .append('\n').append(line(mean));
        double[] factor = result.cholesky();
        if (name.equals("full-rank")) {
            for (int i = 0; i < d; i++) {
                text.append(line(Arrays.copyOfRange(factor, i * d, i * d + i + 1)));
            }
        } else {
            text.append(line(result.sds()));
        }
        Files.writeString(folder().resolve(name + ".csv"), text.toString());
    }

    private static String line(double[] numbers) {
        return Arrays.stream(numbers).mapToObj(v -> String.format(Locale.ROOT, "%.17g", v)).collect(Collectors.joining(",")) + "\n";
    }
}
