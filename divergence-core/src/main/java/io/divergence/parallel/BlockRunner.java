package io.divergence.parallel;

import io.divergence.math.Checks;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the blocks 0 .. n-1 of a step; a worker that is through with its own share helps with the next. A task stores what belongs to a block by the
 * block's index, and the caller reduces in the order of the blocks: so the bits of a result do not depend on the number of threads.
 *
 * <p>A task whose blocks together take less time than it takes to wake another thread is run by the caller alone: the time of the tasks
 * of each class, such as one lambda expression, is measured as it goes, from its very first block on, which is the caller's; and since the bits
 * are the same either way, nobody sees it but by the clock. Where there is a processor for each worker, one that has nothing to do looks
 * out for the next task for some 40 microseconds before it sleeps, so that tasks that follow each other closely need not wake it, and much shorter
 * ones are shared; it does so hardly ever where that has proved vain. The caller waits for those who have begun, never for one who has not.
 *
 * <p>The serial runner allocates nothing. A parallel runner owns daemon threads until it is closed. One caller.
 */
public final class BlockRunner implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    /** Below so many nanoseconds a task is not worth another thread; the library's tests set it to 0. */
    private static final long WORTHWHILE = Long.getLong("divergence.parallel.worthwhile", 150_000);
    /** How many times less if no other thread need be woken. */
    private static final int AWAKE = 5;
    /** Of how many kinds of tasks the times are remembered. */
    private static final int REMEMBERED = 16;

    private final int workers;
    private final long worthwhile;
    private final Class<?>[] kinds = new Class<?>[REMEMBERED];
    private final double[] nanosPerBlock = new double[REMEMBERED];
    /** The others beside the caller, whose index is 0; those that were needed so far; null for one worker. */
    private final Worker[] others;
    private final int name;
    private final Spin spin;
    private boolean isClosed;

    /** With the time in nanoseconds below which a task is run by the caller alone. */
    BlockRunner(int workers, long worthwhile) {
        this.workers = workers;
        this.worthwhile = worthwhile;
        others = workers == 1 ? null : new Worker[workers - 1];
        spin = workers == 1 ? null : new Spin();
        name = workers == 1 ? 0 : NAMES.incrementAndGet();
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
     * @throws IllegalStateException if the runner is closed and has several workers
     * @throws RuntimeException or Error: what the task threw, of the worker with the lowest index
     */
    public void run(int blocks, BlockTask task) {
        int active = Math.min(workers, blocks);
        if (active <= 1) {
            runAlone(0, blocks, task);
            return;
        }
        if (isClosed) {
            throw new IllegalStateException("the runner is closed: its threads have ended");
        }
        int known = indexOf(task.getClass());
        int first = 0;
        if (nanosPerBlock[known] == 0 && worthwhile > 0) {
            long start = System.nanoTime();
            task.run(0, first++);
            remember(known, start, 1);
        }
        long start = System.nanoTime();
        if (first == blocks - 1 || nanosPerBlock[known] * (blocks - first) < threshold(active)) {
            runAlone(first, blocks, task);
            remember(known, start, blocks - first);
            return;
        }
        for (int w = 1; w < active; w++) {
            start(w);
        }
        SharedJob job = new SharedJob(first, blocks, task, active);
        for (int w = 1; w < active; w++) {
            others[w - 1].accept(job);
        }
        start = System.nanoTime();
        int done = job.work(0);
        job.close();
        if (done > 0) {
            remember(known, start, done);
        }
        if (spins() && !job.isFinished()) {
            spin.await(job::isFinished);
        }
        job.await();
        job.throwFailure();
    }

    /** How long a task must take to be shared: less if the others look out for it. */
    private long threshold(int active) {
        for (int w = 1; w < active; w++) {
            if (others[w - 1] == null || others[w - 1].isAsleep()) {
                return worthwhile;
            }
        }
        return worthwhile / AWAKE;
    }

    private boolean spins() {
        return workers <= Runtime.getRuntime().availableProcessors();
    }

    /** A thread that cannot be started is not kept, and no job is handed over before all are there. */
    private void start(int index) {
        if (others[index - 1] == null) {
            Worker worker = new Worker("divergence-" + name + "-" + index, index, spins());
            worker.start();
            others[index - 1] = worker;
        }
    }

    /** Where the time of a kind is kept; one that is not known yet, or no longer, takes the place of an older one. */
    private int indexOf(Class<?> kind) {
        int i = 0;
        while (i < REMEMBERED - 1 && kinds[i] != null && kinds[i] != kind) {
            i++;
        }
        if (kinds[i] != kind) {
            kinds[i] = kind;
            nanosPerBlock[i] = 0;
        }
        return i;
    }

    /** The time of the first run, and of interrupted ones, is too long: they count for a quarter. */
    private void remember(int known, long start, int blocks) {
        double nanos = (System.nanoTime() - start) / (double) blocks;
        nanosPerBlock[known] = nanosPerBlock[known] == 0 ? nanos : 0.75 * nanosPerBlock[known] + 0.25 * nanos;
    }

    private static void runAlone(int first, int blocks, BlockTask task) {
        for (int block = first; block < blocks; block++) {
            task.run(0, block);
        }
    }

    /** Ends the threads, and returns when they have ended. */
    @Override
    public void close() {
        isClosed = true;
        if (others == null) {
            return;
        }
        for (Worker other : others) {
            if (other != null) {
                other.end();
            }
        }
        boolean interrupted = false;
        for (Worker other : others) {
            while (other != null && other.isAlive()) {
                try {
                    other.join();
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
