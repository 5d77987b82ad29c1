package io.divergence.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The blocks of one task, which several workers take one after the other; the first of them waits for the others. Each worker begins with
 * a share of its own, the same in each step, whose numbers its processor still has in its cache, and then helps with those of others.
 */
final class SharedJob {
    private final int first;
    private final int blocks;
    private final int shares;
    private final BlockTask task;
    /** The next block of each share. */
    private final AtomicIntegerArray next;
    private final AtomicInteger unfinished;
    private final Throwable[] failures;
    private volatile Thread waiter;

    SharedJob(int first, int blocks, BlockTask task, int active) {
        this.first = first;
        this.blocks = blocks;
        shares = active;
        next = new AtomicIntegerArray(active);
        for (int share = 0; share < active; share++) {
            next.set(share, begin(share));
        }
        this.task = task;
        unfinished = new AtomicInteger(active);
        failures = new Throwable[active];
    }

    private int begin(int share) {
        return first + (int) ((long) (blocks - first) * share / shares);
    }

    /** Runs blocks until none is left; keeps what the task throws. */
    void work(int worker) {
        try {
            for (int k = 0; k < shares; k++) {
                int share = (worker + k) % shares;
                int end = begin(share + 1);
                for (int block = next.getAndIncrement(share); block < end; block = next.getAndIncrement(share)) {
                    task.run(worker, block);
                }
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
