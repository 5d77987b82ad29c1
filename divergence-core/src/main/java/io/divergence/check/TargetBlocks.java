package io.divergence.check;

import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A target as workers call it: blocks of rows, copies, and how long it takes. */
final class TargetBlocks {
    private static final int WORKERS = 4;
    private static final long WORKER_NANOS = 30_000_000;
    private static final long TIMING_NANOS = 10_000_000;
    private static final int TIMINGS = 5;

    private final LogDensity target;
    private final double[] z;
    private final int d;
    private final int count;

    TargetBlocks(LogDensity target, double[] z) {
        this.target = target;
        this.z = z;
        d = target.dimension();
        count = z.length / d;
    }

    /** A row alone, in the block, in the block turned round, and a second time: the same bits; nothing else is written. */
    void rows(Section s) {
        LogDensity density = target.boundCopy();
        double[] block = evaluate(density, z, 0, count);
        double[] turned = evaluate(density, turned(), 0, count);
        for (int k = 0; k < count; k++) {
            double[] point = Arrays.copyOfRange(z, k * d, (k + 1) * d);
            double alone = evaluate(density, point, 0, 1)[0];
            double again = evaluate(density, z, k, k + 1)[k];
            same(s, block[k], alone, "alone and in a block", point);
            same(s, turned[count - 1 - k], alone, "alone and in a block turned round", point);
            same(s, again, alone, "as row 0 and as row " + k, point);
        }
        untouched(s, density);
    }

    private static void same(Section s, double a, double b, String how, double[] point) {
        s.require(Double.compare(a, b) == 0, () -> "the log density at " + Checks.text(point) + " is " + b + " and " + a
                + ", " + how + ": a row must depend on nothing else");
    }

    private void untouched(Section s, LogDensity density) {
        double[] points = z.clone();
        double[] out = new double[count];
        Arrays.fill(out, 7);
        density.logDensity(points, count / 2, count / 2 + 1, out);
        s.require(Arrays.equals(points, z), () -> "the points were written to");
        for (int k = 0; k < count; k++) {
            int row = k;
            s.require(k == count / 2 || out[k] == 7, () -> "row " + row + " was written, though rows [" + count / 2 + ", "
                    + (count / 2 + 1) + ") were asked for");
        }
    }

    private static double[] evaluate(LogDensity density, double[] points, int from, int to) {
        double[] out = new double[to];
        density.logDensity(points, from, to, out);
        return out;
    }

    private double[] turned() {
        double[] turned = new double[z.length];
        for (int k = 0; k < count; k++) {
            System.arraycopy(z, k * d, turned, (count - 1 - k) * d, d);
        }
        return turned;
    }

    /** Several workers at once, each with its bound copy: the bits of one alone. A smoke test, which proves nothing. */
    void workers(Section s) {
        LogDensity single = target.boundCopy();
        double[] expected = new double[count];
        for (int k = 0; k < count; k++) {
            single.logDensity(z, k, k + 1, expected);
        }
        ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int w = 0; w < WORKERS; w++) {
                LogDensity copy = target.boundCopy();
                int shift = w;
                tasks.add(() -> work(copy, expected, shift));
            }
            for (Future<String> future : pool.invokeAll(tasks)) {
                String finding = future.get();
                s.require(finding == null, () -> finding);
            }
        } catch (ExecutionException e) {
            s.fail(() -> "threw " + e.getCause() + " with " + WORKERS + " workers: does boundCopy() give each a copy?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            s.fail(() -> "interrupted");
        } finally {
            pool.shutdownNow();
        }
    }

    /** Every worker begins at another row, so that two at once are at different points. */
    private String work(LogDensity copy, double[] expected, int shift) {
        double[] out = new double[count];
        long end = System.nanoTime() + WORKER_NANOS;
        do {
            for (int i = 0; i < count; i++) {
                int k = (i + shift) % count;
                copy.logDensity(z, k, k + 1, out);
                if (Double.compare(out[k], expected[k]) != 0) {
                    return "the log density at " + Checks.text(Arrays.copyOfRange(z, k * d, (k + 1) * d)) + " is " + out[k]
                            + " with " + WORKERS + " workers and " + expected[k]
                            + " with one: it is not thread-safe, and boundCopy() does not give each worker a copy";
                }
            }
        } while (System.nanoTime() < end);
        return null;
    }

    /** The median of a few timings, each after the ones before have warmed the code. */
    void time(List<CheckReport.Measurement> list) {
        LogDensity density = target.boundCopy();
        double[] out = new double[count];
        list.add(new CheckReport.Measurement("log density", median(() -> density.logDensity(z, 0, count, out)), "ns per point"));
        if (density instanceof DifferentiableLogDensity differentiable) {
            double[] gradient = new double[z.length];
            list.add(new CheckReport.Measurement("log density and gradient",
                    median(() -> differentiable.logDensityAndGradient(z, 0, count, out, gradient)), "ns per point"));
        }
    }

    private double median(Runnable block) {
        double[] times = new double[TIMINGS];
        for (int i = 0; i < TIMINGS; i++) {
            long start = System.nanoTime();
            long blocks = 0;
            long elapsed;
            do {
                block.run();
                blocks++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < TIMING_NANOS);
            times[i] = (double) elapsed / blocks / count;
        }
        Arrays.sort(times);
        return times[TIMINGS / 2];
    }
}
