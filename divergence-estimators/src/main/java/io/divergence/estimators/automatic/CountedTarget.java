package io.divergence.estimators.automatic;

import io.divergence.parallel.BlockRunner;
import io.divergence.target.DifferentiableLogDensity;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A target whose evaluations are counted, recorded, watched for what is not finite, and end when the budget does. The target works
 * on copies of the points. One caller.
 */
final class CountedTarget implements AutoCloseable {
    /** Rows of a block: part of the contract of the same bits for any number of threads. */
    private static final int BLOCK = 16;

    private final DifferentiableLogDensity[] targets;
    private final int d;
    private long budget;
    private final long deadline;
    private final BlockRunner runner;
    private final ExecutorService watched;
    private final Recording recording;
    private long gradients;
    private long nonFinite;
    private double[] nonFinitePoint;
    private boolean changesPoints;

    CountedTarget(DifferentiableLogDensity target, long budget, long nanos, int threads, Recording recording) {
        d = target.dimension();
        this.budget = budget;
        this.recording = recording;
        deadline = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + nanos;
        runner = BlockRunner.of(threads);
        targets = new DifferentiableLogDensity[runner.workers()];
        for (int w = 0; w < targets.length; w++) {
            targets[w] = target.boundCopy();
        }
        watched = nanos == Long.MAX_VALUE ? null : Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "divergence-target");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** From here on gradients are counted, but not limited: what judges a fit is not part of it. */
    void endBudget() {
        budget = Long.MAX_VALUE;
    }

    int dimension() {
        return d;
    }

    long gradients() {
        return gradients;
    }

    long nonFinite() {
        return nonFinite;
    }

    double[] nonFinitePoint() {
        return nonFinitePoint;
    }

    boolean changesPoints() {
        return changesPoints;
    }

    /** Evaluates rows; what is NaN or +infinity becomes -infinity. */
    void evaluate(double[] z, int rows, double[] log, double[] gradient) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Interruption(Interruption.Cause.CANCELLED, null);
        }
        if (gradients + rows > budget) {
            throw new Interruption(Interruption.Cause.BUDGET, null);
        }
        if (!recording.replay(rows, d, log, gradient)) {
            call(z, rows, log, gradient);
            recording.add(rows, d, log, gradient);
        }
        gradients += rows;
        check(z, rows, log, gradient);
    }

    private void call(double[] z, int rows, double[] log, double[] gradient) {
        if (System.nanoTime() - deadline > 0 && deadline != Long.MAX_VALUE) {
            throw new Interruption(Interruption.Cause.TIME, null);
        }
        try {
            if (watched == null) {
                evaluateBlocks(z, rows, log, gradient);
                return;
            }
            // On arrays of its own: a target that comes back late writes to nothing that is still in use.
            double[][] own = {z.clone(), new double[rows], new double[rows * d]};
            watched.submit(() -> evaluateBlocks(own[0], rows, own[1], own[2])).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            System.arraycopy(own[1], 0, log, 0, rows);
            System.arraycopy(own[2], 0, gradient, 0, rows * d);
        } catch (TimeoutException e) {
            throw new Interruption(Interruption.Cause.TIME, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interruption(Interruption.Cause.CANCELLED, e);
        } catch (ExecutionException e) {
            throw new Interruption(Interruption.Cause.TARGET_FAILED, e.getCause());
        } catch (Interruption e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Interruption(Interruption.Cause.TARGET_FAILED, e);
        }
    }

    private void evaluateBlocks(double[] z, int rows, double[] log, double[] gradient) {
        double[] copy = Arrays.copyOf(z, rows * d);
        runner.run((rows + BLOCK - 1) / BLOCK, (worker, block) -> targets[worker].logDensityAndGradient(copy, block * BLOCK,
                Math.min(rows, (block + 1) * BLOCK), log, gradient));
        changesPoints |= !Arrays.equals(copy, 0, rows * d, z, 0, rows * d);
    }

    private void check(double[] z, int rows, double[] log, double[] gradient) {
        for (int k = 0; k < rows; k++) {
            boolean bad = Double.isNaN(log[k]) || log[k] == Double.POSITIVE_INFINITY;
            if (!bad && log[k] > Double.NEGATIVE_INFINITY) {
                for (int i = k * d; i < (k + 1) * d; i++) {
                    bad |= !(Math.abs(gradient[i]) <= Double.MAX_VALUE);
                }
            }
            if (bad) {
                if (nonFinite++ == 0) {
                    nonFinitePoint = Arrays.copyOfRange(z, k * d, (k + 1) * d);
                }
                log[k] = Double.NEGATIVE_INFINITY;
            }
        }
    }

    @Override
    public void close() {
        runner.close();
        if (watched != null) {
            watched.shutdownNow();
        }
    }
}
