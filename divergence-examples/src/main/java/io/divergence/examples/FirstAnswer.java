package io.divergence.examples;

import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.model.EightSchools;
import java.lang.management.ManagementFactory;

/** What a fresh virtual machine runs: one fit, printed; or, to compare, a word. Then it says what its main thread has taken. */
final class FirstAnswer {
    /** Before the nanoseconds of the main thread. */
    static final String CPU = "CPU time of the main thread: ";

    private FirstAnswer() {
    }

    /** Prints the word given, or the fit if there is none. */
    public static void main(String[] args) throws InterruptedException {
        System.out.println(args.length > 0 ? args[0] : AutomaticFit.of(EightSchools.nonCentered()).run(1));
        long id = Thread.currentThread().getId();
        // By another thread, so that the loading of the clock does not count.
        Thread clock = new Thread() {
            @Override
            public void run() {
                System.out.println(CPU + ManagementFactory.getThreadMXBean().getThreadCpuTime(id));
            }
        };
        clock.start();
        clock.join();
    }
}
