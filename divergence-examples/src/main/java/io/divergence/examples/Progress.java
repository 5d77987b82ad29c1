package io.divergence.examples;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on the error stream, which only appears once two seconds have gone by. */
final class Progress implements AutoCloseable {
    private static final long PATIENCE = 2_000_000_000L;

    private final String task;
    private final long total;
    private final long start = System.nanoTime();
    private long done;
    private ProgressBar bar;

    private Progress(String task, long total) {
        this.task = task;
        this.total = total;
    }

    static Progress of(String task, long total) {
        return new Progress(task, total);
    }

    void step() {
        done++;
        if (bar == null && System.nanoTime() - start > PATIENCE) {
            bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(total).setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250).setMaxRenderedLength(100).build();
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
