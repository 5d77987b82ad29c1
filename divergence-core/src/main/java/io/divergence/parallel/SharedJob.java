package io.divergence.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The blocks of one task, which several workers take one after the other; the first of them waits for the others. */
final class SharedJob {
    private final int blocks;
    private final BlockTask task;
    private final AtomicInteger next;
    private final AtomicInteger unfinished;
    private final Throwable[] failures;
    private volatile Thread waiter;

    SharedJob(int first, int blocks, BlockTask task, int active) {
        next = new AtomicInteger(first);
        this.blocks = blocks;
        this.task = task;
        unfinished = new AtomicInteger(active);
        failures = new Throwable[active];
    }

    /** Runs blocks until none is left; keeps what the task throws. */
    void work(int worker) {
        try {
            for (int block = next.getAndIncrement(); block < blocks; block = next.getAndIncrement()) {
                task.run(worker, block);
            }
        } catch (Throwable e) {
            // Checked ones as well, which other languages throw without saying so: no thread may end by them, and nobody leave early.
            failures[worker] = e;
        } finally {
            if (unfinished.decrementAndGet() == 0) {
                LockSupport.unpark(waiter);
            }
        }
    }

    boolean isFinished() {
        return unfinished.get() == 0;
    }

    /** Waits for all workers whatever happens: their scratch must not be in use when the caller goes on. */
    void await() {
        waiter = Thread.currentThread();
        boolean interrupted = false;
        while (!isFinished()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws what the worker with the lowest index threw, if any did. */
    void throwFailure() {
        for (Throwable failure : failures) {
            if (failure instanceof Error) {
                throw (Error) failure;
            }
            if (failure != null) {
                SharedJob.<RuntimeException>throwAny(failure);
            }
        }
    }

    /** Throws it as it is, checked or not. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAny(Throwable failure) throws E {
        throw (E) failure;
    }
}
