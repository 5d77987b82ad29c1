package io.divergence.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all examples share: options, exit codes, the folder for pictures. */
@Command(mixinStandardHelpOptions = true, version = "divergence 0.1.0-SNAPSHOT", showDefaultValues = true)
abstract class Example implements Callable<Integer> {

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "seed of all randomness")
    long seed;

    @Option(names = "--out", paramLabel = "FOLDER", description = "where pictures go; default: out/<name of the example>")
    private Path out;

    /** Runs an example as a program: the process ends with a code only if it is not zero, so that Maven can go on. */
    static void main(Example example, String... args) {
        int code = execute(example, args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs an example; returns 0, or 2 for bad arguments, or 1 for a failure. */
    static int execute(Example example, String... args) {
        System.setProperty("java.awt.headless", "true");
        Locale.setDefault(Locale.ROOT);
        CommandLine line = new CommandLine(example).setCommandName(example.getClass().getSimpleName());
        line.setExecutionExceptionHandler((e, command, result) -> {
            boolean argument = e instanceof IllegalArgumentException;
            command.getErr().println((argument ? "error: " : "failed: ") + e.getMessage());
            return argument ? 2 : 1;
        });
        return line.execute(args);
    }

    @Override
    public Integer call() throws Exception {
        run();
        return 0;
    }

    abstract void run() throws Exception;

    /** The folder for pictures, made if need be. */
    Path folder() throws IOException {
        Path folder = out == null ? Path.of("out", getClass().getSimpleName()) : out;
        return Files.createDirectories(folder);
    }

    void sayWhere() throws IOException {
        print("Pictures are in " + folder().toAbsolutePath());
    }

    static void print(Object line) {
        System.out.println(line);
    }

    /** A progress bar on the error stream, for what runs longer than two seconds. */
    static ProgressBar progress(String task, long steps) {
        return new ProgressBarBuilder().setTaskName(task).setInitialMax(steps).setUpdateIntervalMillis(500)
                .setMaxRenderedLength(70).build();
    }
}
