package io.divergence.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A virtual machine that is started for {@link FirstAnswer} alone.
 *
 * @param options of the machine
 * @param classPath of the program
 * @param arguments of the program
 */
record FreshMachine(List<String> options, String classPath, List<String> arguments) {

    /**
     * What one run took.
     *
     * @param clock milliseconds from the start of the process to its first line
     * @param mainThread milliseconds of processor time of its main thread
     */
    record Times(double clock, double mainThread) {
    }

    /** Starts the machine and waits for its end. */
    Times run() throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, FirstAnswer.class.getName()));
        command.addAll(arguments);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder text = new StringBuilder();
            double clock = Double.NaN;
            double mainThread = Double.NaN;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                clock = Double.isNaN(clock) ? (System.nanoTime() - begin) / 1e6 : clock;
                mainThread = line.startsWith(FirstAnswer.CPU) ? Long.parseLong(line.substring(FirstAnswer.CPU.length())) / 1e6 : mainThread;
                text.append(line).append('\n');
            }
            if (process.waitFor() != 0 || Double.isNaN(mainThread)) {
                throw new IOException(text.toString());
            }
            return new Times(clock, mainThread);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
