package io.divergence.estimators.automatic;

import io.divergence.parallel.BlockRunner;
import io.divergence.parallel.BlockTask;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.StepDependent;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A target whose evaluations are counted, recorded, watched for what is not finite, and end when the budget does. The target works
 * on copies of the points. One caller.
 */
final class CountedTarget implements AutoCloseable {
    /** Rows of a block: part of the contract of the same bits for any number of threads. */
    private static final int BLOCK = 16;

    private final DifferentiableLogDensity target;
    private final DifferentiableLogDensity[] copies;
    private final int d;
    private final boolean differsByStep;
    private final long deadline;
    private final BlockRunner runner;
    private final ExecutorService watched;
    private final Recording recording;
    private long budget;
    private Future<?> pending;
    /** Whether blocks that are not yet begun are left out: the caller was interrupted, or its time is up. */
    private volatile boolean isAbandoned;
    private long evaluations;
    private long weighed;
    private long nonFinite;
    private double[] nonFinitePoint;
    private boolean changesPoints;

    CountedTarget(DifferentiableLogDensity target, long budget, long nanos, int threads, Recording recording) {
        this.target = target;
        d = target.dimension();
        this.budget = budget;
        this.recording = recording;
        deadline = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + nanos;
        copies = new DifferentiableLogDensity[threads];
        boundCopies();
        differsByStep = StepDependent.differsByStep(copies[0]);
        runner = BlockRunner.of(threads);
        watched = nanos == Long.MAX_VALUE ? null : Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "divergence-target");
            thread.setDaemon(true);
            return thread;
        });
    }

    private void boundCopies() {
        for (int w = 0; w < copies.length; w++) {
            copies[w] = target.boundCopy();
        }
    }

    /** Whether the target is another one at each step, until {@link #endSteps}. */
    boolean differsByStep() {
        return differsByStep;
    }

    /** From here on the target is that of a step. */
    void prepare(long step) {
        for (DifferentiableLogDensity copy : copies) {
            StepDependent.prepare(copy, step);
        }
    }

    /** From here on the target is what it is without steps: that of all data. */
    void endSteps() {
        if (differsByStep && !isAbandoned) {
            boundCopies();
        }
    }

    /** From here on gradients are counted, but not limited: what judges a fit is not part of it. */
    void endBudget() {
        budget = Long.MAX_VALUE;
    }

    int dimension() {
        return d;
    }

    /** All that the search has asked for. */
    long gradients() {
        return evaluations - weighed;
    }

    /** These, and what gave weights. */
    long evaluations() {
        return evaluations;
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

    /** Evaluates rows; what is NaN or +infinity becomes -infinity. Without gradients if there is no array for them. */
    void evaluate(double[] z, int rows, double[] log, double[] gradient) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Interruption(Interruption.Cause.CANCELLED, null);
        }
        if (gradients() + rows > budget) {
            throw new Interruption(Interruption.Cause.BUDGET, null);
        }
        if (!recording.replay(rows, d, log, gradient)) {
            call(z, rows, log, gradient);
            recording.add(rows, d, log, gradient);
        } else if (recording.isFirst()) {
            double[] now = new double[rows];
            call(z, rows, now, new double[rows * d]);
            recording.compare(now[0]);
        }
        evaluations += rows;
        for (int from = 0; from < rows; from += BLOCK) {
            check(z, from, Math.min(rows, from + BLOCK), log, gradient);
        }
    }

    /** Evaluates the draws of a fit for their weights: no gradients, and no part of the budget. */
    void weigh(double[] z, int rows, double[] log) {
        long left = budget;
        budget = Long.MAX_VALUE;
        try {
            evaluate(z, rows, log, null);
            weighed += rows;
        } finally {
            budget = left;
        }
    }

    /** Evaluates rows where no fit would: what is not finite, or fails there, is no mass, and no fault of the target. */
    void probe(double[] z, int rows, double[] log, double[] gradient) {
        long faults = nonFinite;
        double[] place = nonFinitePoint;
        try {
            evaluate(z, rows, log, gradient);
        } catch (Interruption e) {
            if (e.why() != Interruption.Cause.TARGET_FAILED) {
                throw e;
            }
            Arrays.fill(log, Double.NEGATIVE_INFINITY);
        }
        nonFinite = faults;
        nonFinitePoint = place;
    }

    private void call(double[] z, int rows, double[] log, double[] gradient) {
        if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline > 0) {
            throw new Interruption(Interruption.Cause.TIME, null);
        }
        double[] copy = Arrays.copyOf(z, rows * d);
        try {
            if (watched == null) {
                evaluateBlocks(copy, rows, log, gradient);
            } else {
                // On arrays of its own: a target that comes back late writes to nothing that is still in use.
                double[] ownLog = new double[rows];
                double[] own = gradient == null ? null : new double[rows * d];
                pending = watched.submit(() -> evaluateBlocks(copy, rows, ownLog, own));
                pending.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                System.arraycopy(ownLog, 0, log, 0, rows);
                if (own != null) {
                    System.arraycopy(own, 0, gradient, 0, rows * d);
                }
            }
        } catch (TimeoutException e) {
            isAbandoned = true;
            throw new Interruption(Interruption.Cause.TIME, e);
        } catch (InterruptedException e) {
            isAbandoned = true;
            Thread.currentThread().interrupt();
            throw new Interruption(Interruption.Cause.CANCELLED, e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
            throw failure(e);
        }
        for (int from = 0; from < rows; from += BLOCK) {
            changesPoints |= differ(copy, z, from * d, Math.min(rows, from + BLOCK) * d);
        }
    }

    /** A short loop, which is compiled sooner than that of Arrays.equals. */
    private static boolean differ(double[] a, double[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (a[i] != b[i] && !(Double.isNaN(a[i]) && Double.isNaN(b[i]))) {
                return true;
            }
        }
        return false;
    }

    private Interruption failure(Throwable e) {
        if (e instanceof Interruption own) {
            return own;
        }
        // A target that notices the interruption of its thread may say so with an exception of its own.
        boolean isCancelled = Thread.currentThread().isInterrupted();
        return new Interruption(isCancelled ? Interruption.Cause.CANCELLED : Interruption.Cause.TARGET_FAILED, e);
    }

    private void evaluateBlocks(double[] z, int rows, double[] log, double[] gradient) {
        runner.run((rows + BLOCK - 1) / BLOCK, new Evaluation(z, rows, log, gradient));
    }

    /** The evaluation of rows, block by block. */
    private final class Evaluation implements BlockTask {
        private final Thread caller = Thread.currentThread();
        private final double[] z;
        private final int rows;
        private final double[] log;
        private final double[] gradient;

        Evaluation(double[] z, int rows, double[] log, double[] gradient) {
            this.z = z;
            this.rows = rows;
            this.log = log;
            this.gradient = gradient;
        }

        @Override
        public void run(int worker, int block) {
            if (isAbandoned || caller.isInterrupted()) {
                throw new Interruption(Interruption.Cause.CANCELLED, null);
            }
            int from = block * BLOCK;
            int to = Math.min(rows, from + BLOCK);
            if (gradient == null) {
                copies[worker].logDensity(z, from, to, log);
            } else {
                copies[worker].logDensityAndGradient(z, from, to, log, gradient);
            }
        }
    }

    private void check(double[] z, int first, int to, double[] log, double[] gradient) {
        for (int k = first; k < to; k++) {
            boolean bad = Double.isNaN(log[k]) || log[k] == Double.POSITIVE_INFINITY;
            if (!bad && gradient != null && log[k] > Double.NEGATIVE_INFINITY) {
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

    /** Ends the threads: at once, or as soon as a target that does not return does. */
    @Override
    public void close() {
        if (watched == null) {
            runner.close();
            return;
        }
        isAbandoned = true;
        if (pending != null) {
            pending.cancel(true);
        }
        watched.execute(runner::close);
        watched.shutdown();
    }
}
