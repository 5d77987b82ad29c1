package io.divergence.examples.explore;

import io.divergence.estimate.Execution;
import io.divergence.fit.Checkpoint;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.FitStep;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Termination;
import java.util.concurrent.locks.LockSupport;

/**
 * One fit that can run, pause and take single steps. Between runs it is a checkpoint, from which a fit goes on bit for bit; while it runs, the
 * latest point is published a few hundred times a second, and everything else is computed from that point by whoever shows it.
 */
final class Runner {
    /** Where a run is. */
    record Point(long step, double[] phi) {
    }

    private static final long PUBLISH_NANOS = 4_000_000;
    private static final long NEAR = 4000;
    /** On few processors the page is drawn by those on which the fit runs: at full speed it rests for a third of the time. */
    private static final long REST_NANOS = Runtime.getRuntime().availableProcessors() < 4 ? PUBLISH_NANOS / 2 : 0;

    private final Setup setup;
    private final Fit fit;
    private final TraceLog trace;
    private final Runnable changed;
    private Checkpoint checkpoint;
    private Thread worker;
    private long published;
    private long due;
    private volatile double speed;
    private volatile boolean stopping;
    private volatile boolean rushing;
    private volatile boolean running;
    private volatile Point point;
    private volatile Termination.Diverged failure;

    /** Binds once, so that parts that do not go together are refused here. */
    Runner(Setup setup, double speed, Runnable changed) {
        this.setup = setup;
        this.speed = speed;
        this.changed = changed;
        setup.estimator().value().bind(setup.problem(), Execution.serial(setup.seed())).close();
        trace = new TraceLog(setup.family().value().parameterCount());
        fit = setup.fit().with(this::look);
        advance(0);
    }

    Setup setup() {
        return setup;
    }

    Point point() {
        return point;
    }

    TraceLog trace() {
        return trace;
    }

    /** Why it cannot go on, or null. */
    Termination.Diverged failure() {
        return failure;
    }

    boolean isRunning() {
        return running;
    }

    void setSpeed(double stepsPerSecond) {
        speed = stepsPerSecond;
        due = 0;
        Thread thread = worker;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Runs on a thread of its own until paused or until a step is reached. */
    synchronized void start(long last) {
        start(last, false);
    }

    /** Goes to a step without waiting between steps: at once if it is near, otherwise on a thread of its own. */
    synchronized void rush(long last) {
        if (last - point.step() <= NEAR) {
            step(last - point.step());
        } else {
            start(last, true);
        }
    }

    private void start(long last, boolean fast) {
        if (running || failure != null || point.step() >= last) {
            return;
        }
        stopping = false;
        rushing = fast;
        running = true;
        due = 0;
        worker = new Thread(() -> advance(last), "explore-run");
        worker.setDaemon(true);
        worker.start();
    }

    /** Stops, and returns when it has stopped. */
    synchronized void pause() {
        stopping = true;
        Thread thread = worker;
        if (thread != null) {
            LockSupport.unpark(thread);
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            worker = null;
        }
        stopping = false;
    }

    /** Takes so many steps at once, without waiting between them. */
    synchronized void step(long steps) {
        pause();
        if (failure == null && steps > 0) {
            double before = speed;
            speed = 0;
            advance(point.step() + steps);
            speed = before;
        }
    }

    private void advance(long last) {
        try {
            Fit run = fit.with(StoppingRules.steps(last));
            FitResult result = checkpoint == null ? run.run(setup.start().value()) : run.resume(checkpoint);
            checkpoint = result.checkpoint();
            point = new Point(result.steps(), result.phi());
            if (result.termination() instanceof Termination.Diverged diverged) {
                failure = diverged;
            }
        } finally {
            rushing = false;
            running = false;
            changed.run();
        }
    }

    private boolean look(FitStep step) {
        trace.record(step.step(), step.phi(), step.estimate());
        long now = System.nanoTime();
        double pace = rushing ? 0 : speed;
        if (pace > 0 && running && !stopping) {
            publish(step, now);
            long gap = (long) (1e9 / pace);
            due = Math.max(due + gap, now - gap);
            while (!stopping && speed == pace && due - System.nanoTime() > 0) {
                LockSupport.parkNanos(Math.min(due - System.nanoTime(), 50_000_000));
            }
        } else if (now - published > PUBLISH_NANOS) {
            publish(step, now);
            if (running && !rushing && !stopping && REST_NANOS > 0) {
                LockSupport.parkNanos(REST_NANOS);
                published = System.nanoTime();
            }
        }
        return !stopping;
    }

    private void publish(FitStep step, long now) {
        published = now;
        point = new Point(step.step(), step.phi().clone());
        changed.run();
    }
}
