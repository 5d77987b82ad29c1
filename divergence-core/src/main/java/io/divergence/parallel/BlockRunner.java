package io.divergence.parallel;

import io.divergence.math.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the blocks 0 .. n-1 of a step, worker w of W doing the blocks w, w + W, w + 2 W ... A task stores what
 * belongs to a block by the block's index, and the caller reduces in the order of the blocks: so the bits of a
 * result do not depend on the number of threads.
 *
 * <p>A task whose blocks together take less time than it takes to wake another thread is run by the caller alone: the time of each task
 * is measured as it goes, and since the bits are the same either way, nobody sees it but by the clock.
 *
 * <p>The serial runner allocates nothing. A parallel runner owns daemon threads until it is closed. One caller.
 */
public final class BlockRunner implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    /** Below so many nanoseconds a task is not worth another thread; the library's tests set it to 0. */
    private static final long WORTHWHILE = Long.getLong("divergence.parallel.worthwhile", 150_000);
    /** How many tasks' times are remembered. */
    private static final int REMEMBERED = 8;

    private final int workers;
    private final long worthwhile;
    private final BlockTask[] tasks = new BlockTask[REMEMBERED];
    private final double[] nanosPerBlock = new double[REMEMBERED];
    private final ExecutorService executor;
    /** Written by the caller alone: the pool starts a thread where a task is submitted. */
    private final List<Thread> threads = new ArrayList<>();

    /** With the time in nanoseconds below which a task is run by the caller alone. */
    BlockRunner(int workers, long worthwhile) {
        this.workers = workers;
        this.worthwhile = worthwhile;
        int name = NAMES.incrementAndGet();
        AtomicInteger thread = new AtomicInteger();
        executor = workers == 1 ? null : Executors.newFixedThreadPool(workers - 1, task -> {
            Thread t = new Thread(task, "divergence-" + name + "-" + thread.incrementAndGet());
            t.setDaemon(true);
            threads.add(t);
            return t;
        });
    }

    /**
     * Returns a runner.
     *
     * @param threads how many threads work, the caller's own among them
     * @throws IllegalArgumentException if threads is below 1
     */
    public static BlockRunner of(int threads) {
        return new BlockRunner(Checks.atLeast("threads", threads, 1), WORTHWHILE);
    }

    /** {@return how many workers there are} */
    public int workers() {
        return workers;
    }

    /**
     * Runs a task on every block and returns when all are done.
     *
     * @throws RuntimeException or Error: what the task threw, of the worker with the lowest index
     */
    public void run(int blocks, BlockTask task) {
        int active = Math.min(workers, blocks);
        if (active <= 1) {
            stripe(0, 1, blocks, task);
            return;
        }
        int known = indexOf(task);
        long start = System.nanoTime();
        if (nanosPerBlock[known] * blocks < worthwhile) {
            stripe(0, 1, blocks, task);
            remember(known, start, blocks);
            return;
        }
        List<Future<?>> others = new ArrayList<>(active - 1);
        for (int w = 1; w < active; w++) {
            int worker = w;
            others.add(executor.submit(() -> stripe(worker, active, blocks, task)));
        }
        Throwable failure = null;
        try {
            stripe(0, active, blocks, task);
            remember(known, start, (blocks + active - 1) / active);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        for (Future<?> other : others) {
            Throwable caught = await(other);
            failure = failure == null ? caught : failure;
        }
        if (failure instanceof Error) {
            throw (Error) failure;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** Where the time of a task is kept; a task that is not known yet, or no longer, takes the place of an older one. */
    private int indexOf(BlockTask task) {
        int i = 0;
        while (i < REMEMBERED - 1 && tasks[i] != null && tasks[i] != task) {
            i++;
        }
        if (tasks[i] != task) {
            tasks[i] = task;
            nanosPerBlock[i] = 0;
        }
        return i;
    }

    /** The time of the first run, and of interrupted ones, is too long: they count for a quarter. */
    private void remember(int known, long start, int blocks) {
        double nanos = (System.nanoTime() - start) / (double) blocks;
        nanosPerBlock[known] = nanosPerBlock[known] == 0 ? nanos : 0.75 * nanosPerBlock[known] + 0.25 * nanos;
    }

    private static void stripe(int worker, int stride, int blocks, BlockTask task) {
        for (int block = worker; block < blocks; block += stride) {
            task.run(worker, block);
        }
    }

    /** Waits for a worker whatever happens: its scratch must not be in use when the caller goes on. */
    private static Throwable await(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the threads, and returns when they have ended. */
    @Override
    public void close() {
        if (executor == null) {
            return;
        }
        executor.shutdown();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
