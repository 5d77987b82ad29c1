package io.divergence.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all examples share: --help, --seed, --out, errors in one line, exit code 2 for bad input. */
@Command(sortOptions = false, showDefaultValues = true, usageHelpWidth = 100)
abstract class Example implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1",
            description = "Seed of all random numbers: the same seed gives the same numbers.")
    private long seed;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Where to write the pictures (default: out/<name>).")
    private Path out;

    /** Runs the example. */
    abstract void show() throws IOException;

    @Override
    public final Integer call() throws IOException {
        show();
        if (out != null && Files.isDirectory(out)) {
            print("Files are in the folder %s", out);
        }
        console().flush();
        return 0;
    }

    final long seed() {
        return seed;
    }

    /** The folder of the pictures, made when it is first asked for. */
    final Path folder() throws IOException {
        if (out == null) {
            out = Path.of("out", spec.name());
        }
        return Files.createDirectories(out);
    }

    /** The one file that an example writes: what --out says, or a file of that name in its folder. */
    final Path target(String name) throws IOException {
        return out != null ? out : folder().resolve(name);
    }

    final PrintWriter console() {
        return spec.commandLine().getOut();
    }

    final void print(String format, Object... arguments) {
        console().println(String.format(Locale.ROOT, format, arguments));
    }

    /** The main method of all examples. The program only exits by itself when something failed: Maven may be its host. */
    static void main(Example example, String[] args) {
        int code = execute(example, new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8), args);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int execute(Example example, PrintWriter out, PrintWriter err, String... args) {
        System.setProperty("java.awt.headless", "true");
        CommandLine line = new CommandLine(example).setOut(out).setErr(err);
        line.setParameterExceptionHandler((e, arguments) -> complain(line, e.getMessage()));
        line.setExecutionExceptionHandler((e, commandLine, parsed) -> {
            if (e instanceof IllegalArgumentException) {
                return complain(line, e.getMessage());
            }
            if (e instanceof IOException) {
                return complain(line, "cannot read or write: " + e);
            }
            throw e;
        });
        return line.execute(args);
    }

    private static int complain(CommandLine line, String message) {
        line.getErr().println(line.getCommandName() + ": " + message.replaceAll("\\R\\s*", " ") + " (see --help)");
        return 2;
    }
}
