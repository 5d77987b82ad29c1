package io.divergence.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The blocks of one task, which several workers take one after the other. Each worker begins with a share of its own, the same in each step,
 * whose numbers its processor still has in its cache, and then helps with those of others. Worker 0 closes the job when no block is left, and
 * waits for those who have begun; who comes later, finds it closed.
 */
final class SharedJob {
    private static final int CLOSED = Integer.MIN_VALUE;
    /** Counters are so far apart that no two are in one cache line, nor in a pair of them: workers would take it from each other at each block. */
    private static final int APART = 32;

    private final int first;
    private final int blocks;
    private final int shares;
    private final BlockTask task;
    /** The next block of each share, and room around them. */
    private final AtomicIntegerArray next;
    /** How many workers beside the first are at work; from CLOSED on, if no other may begin. */
    private final AtomicInteger present = new AtomicInteger();
    private final Throwable[] failures;
    private volatile Thread waiter;

    SharedJob(int first, int blocks, BlockTask task, int active) {
        this.first = first;
        this.blocks = blocks;
        shares = active;
        next = new AtomicIntegerArray((active + 1) * APART);
        for (int share = 0; share < active; share++) {
            next.setPlain(at(share), begin(share));
        }
        this.task = task;
        failures = new Throwable[active];
    }

    private int begin(int share) {
        return first + (int) ((long) (blocks - first) * share / shares);
    }

    private static int at(int share) {
        return (share + 1) * APART;
    }

    /** Works as one of the others, unless all is done already. */
    void join(int worker) {
        int others = present.get();
        while (others >= 0 && !present.compareAndSet(others, others + 1)) {
            others = present.get();
        }
        if (others < 0) {
            return;
        }
        try {
            work(worker);
        } finally {
            if (present.decrementAndGet() == CLOSED) {
                LockSupport.unpark(waiter);
            }
        }
    }

    /** Runs blocks until none is left, and returns how many it has run; keeps what the task throws. */
    int work(int worker) {
        int done = 0;
        try {
            for (int k = 0; k < shares; k++) {
                int share = (worker + k) % shares;
                int end = begin(share + 1);
                for (int block = next.getAndIncrement(at(share)); block < end; block = next.getAndIncrement(at(share))) {
                    task.run(worker, block);
                    done++;
                }
            }
        } catch (Throwable e) {
            // Checked ones as well, which other languages throw without saying so: no thread may end by them, and nobody leave early.
            failures[worker] = e;
        }
        return done;
    }

    /** Lets no other worker begin. Where a task has failed, blocks may be left that nobody will run. */
    void close() {
        present.addAndGet(CLOSED);
    }

    /** {@return whether all who have begun have ended, once the job is closed} */
    boolean isFinished() {
        return present.get() == CLOSED;
    }

    /** Waits for all who have begun, whatever happens: their scratch must not be in use when the caller goes on. */
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
