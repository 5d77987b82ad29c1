package io.divergence.parallel;

import java.util.concurrent.locks.LockSupport;

/** A thread that takes part in one job after the other until it is told to end. */
final class Worker extends Thread {
    private final int index;
    /** Null where there are not as many processors as workers. */
    private final Spin spin;
    private volatile SharedJob job;
    private volatile boolean asleep;
    private volatile boolean ended;

    Worker(String name, int index, boolean spin) {
        super(name);
        this.index = index;
        this.spin = spin ? new Spin() : null;
        setDaemon(true);
    }

    /** Hands over a job; the one before must be finished or closed. */
    void accept(SharedJob next) {
        job = next;
        wake();
    }

    /** {@return whether it has ceased to look out for the next job, and must be woken} */
    boolean isAsleep() {
        return asleep;
    }

    /** Has the thread end when its job is done. */
    void end() {
        ended = true;
        wake();
    }

    private void wake() {
        if (asleep) {
            LockSupport.unpark(this);
        }
    }

    @Override
    public void run() {
        SharedJob last = null;
        while (true) {
            idle(last);
            SharedJob now = job;
            if (now != last) {
                now.join(index);
                last = now;
            } else if (ended) {
                return;
            }
        }
    }

    private void idle(SharedJob last) {
        if (spin != null) {
            spin.await(() -> job != last || ended);
        }
        asleep = true;
        while (job == last && !ended) {
            LockSupport.park(this);
            Thread.interrupted();
        }
        asleep = false;
    }
}
