package io.divergence.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Our side of the comparison: prints a line of comma-separated values for each variant of a task, in the form of the other programs:
 * task, variant, peer, metric, median, smallest, largest, unit, runs.
 *
 * <p>Arguments: the task, and a variant, or none for all of them, each in a process of its own, as a user's fit would be: what one
 * fit teaches the compiler is not what another needs. Environment: PEERS, the folder whose subfolder data holds the
 * problems' numbers; PEER_RUNS (5) and PEER_SECONDS (0.5), the number and length of runs; WARM_SECONDS (1.5), the length of the
 * warm-up. The clock is the CPU time of the thread; one thread.
 */
public final class Compare {

    private Compare() {
    }

    /** Runs the variants of a task. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            throw new IllegalArgumentException("usage: Compare t1|t2|t3|t4|t4real [variant]");
        }
        String peers = System.getenv("PEERS");
        Path data = Path.of(peers == null ? "." : peers, "data");
        String task = args[0];
        if (task.startsWith("t4")) {
            if (args.length == 1) {
                Regression.run(task, data);
            } else {
                Regression.warm(task, data, args[1]);
            }
            return;
        }
        List<Task> tasks = Tasks.of(task, data);
        if (tasks.isEmpty()) {
            System.err.println("Compare: " + task + " is skipped: no data in the folder of the peers");
        }
        for (Task each : tasks) {
            if (args.length == 1) {
                inOwnProcess(Compare.class, task, each.variant());
            } else if (each.variant().equals(args[1])) {
                measure(task, each.variant(), each.steps(), true);
            }
        }
        for (Map.Entry<String, LongConsumer> each : Tasks.changing(task).entrySet()) {
            if (args.length == 1) {
                inOwnProcess(Compare.class, task, each.getKey());
            } else if (each.getKey().equals(args[1])) {
                measure(task, each.getKey(), each.getValue(), false);
            }
        }
    }

    /** Runs a main of this module in a new process, with this one's settings, and waits for its end. */
    static void inOwnProcess(Class<?> main, String task, String variant) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), task, variant));
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            System.err.println("Compare: " + task + " " + variant + " failed with status " + status);
        }
    }

    static void emit(String task, String variant, String metric, String unit, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        System.out.println(String.join(",", task, variant, "divergence", metric, Numbers.text(Numbers.median(sorted)),
                Numbers.text(sorted[0]), Numbers.text(sorted[sorted.length - 1]), unit, Integer.toString(sorted.length)));
    }

    /**
     * Steps by second, and what a step allocates, both as the difference of a long and a short run, so that what a fit costs once is off
     * the clock as it is for the others. The number of steps is found while warming up.
     */
    private static void measure(String task, String variant, LongConsumer run, boolean countsBytes) {
        double seconds = setting("PEER_SECONDS", 0.5);
        double warm = setting("WARM_SECONDS", 1.5);
        long steps = 4;
        double spent = 0;
        double rate = 0;
        while (spent < warm) {
            double time = seconds(run, steps);
            spent += time;
            rate = steps / time;
            steps = (long) Math.max(4, Math.min(2.0 * steps, rate * seconds));
        }
        long wanted = (long) Math.max(20, rate * seconds);
        long few = Math.max(4, wanted / 8);
        double[] rates = new double[(int) setting("PEER_RUNS", 5)];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = wanted / (seconds(run, few + wanted) - seconds(run, few));
        }
        emit(task, variant, "steps_per_s", "1/s", rates);
        if (countsBytes) {
            long more = Math.max(8, wanted / 4);
            long once = bytes(run, more);
            emit(task, variant, "bytes_per_step", "B", new double[] {(bytes(run, 2 * more) - once) / (double) more});
        }
    }

    private static double seconds(LongConsumer run, long steps) {
        long before = cpu();
        run.accept(steps);
        return (cpu() - before) / 1e9;
    }

    private static long bytes(LongConsumer run, long steps) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        run.accept(steps);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    static double setting(String name, double otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : Double.parseDouble(value);
    }
}
