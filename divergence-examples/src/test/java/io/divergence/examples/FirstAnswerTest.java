package io.divergence.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fresh virtual machine loads for its first fit: each class costs it a third of a millisecond, some of them much more. */
class FirstAnswerTest {
    /** There were 121 as this was written. */
    private static final int MOST_CLASSES = 125;
    private static final String FILE = "source: file:";

    /** Lines "[0.052s][info][class,load] name source: where". */
    private static List<String> loaded() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xlog:class+load", "-cp",
                ClassPath.text(ClassPath.entries()), FirstAnswer.class.getName()).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        List<String> lines = new ArrayList<>();
        for (String line : text.substring(0, text.indexOf("verdict: ")).split("\n")) {
            int at = line.indexOf("[class,load] ");
            if (at >= 0) {
                lines.add(line.substring(at + "[class,load] ".length()));
            }
        }
        return lines;
    }

    @Test
    void theFirstFitLoadsFewClasses() throws IOException, InterruptedException {
        List<String> lines = loaded();
        List<String> own = lines.stream().filter(line -> line.contains(FILE)).toList();
        assertTrue(own.size() > 50 && own.size() <= MOST_CLASSES, () -> own.size() + " classes:\n" + String.join("\n", own));
    }

    @Test
    void theFirstFitDoesWithoutWhatIsDearToLoad() throws IOException, InterruptedException {
        for (String line : loaded()) {
            String name = line.substring(0, Math.max(0, line.indexOf(' ')));
            assertTrue(!name.startsWith("org.apache.commons.math3.") && !name.endsWith(".CommonOps_DDRM"), line);
            assertTrue(!name.startsWith("java.util.Formatter") && !name.startsWith("java.util.regex."), line);
            assertTrue(!name.startsWith("io.divergence.") || !name.contains("Lambda"), line);
        }
    }

    @Test
    void theTimesOfAMachineAreTold() throws IOException {
        FreshMachine.Times times = new FreshMachine(List.of(), ClassPath.text(ClassPath.entries()), List.of("word")).run();
        assertTrue(times.clock() > 0 && times.mainThread() > 0, times.toString());
    }

    @Test
    void archivesOfTheDirectoriesHoldTheProgram(@TempDir Path folder) throws IOException {
        FreshMachine.Times times = new FreshMachine(List.of(), ClassPath.text(ClassPath.archives(folder)), List.of()).run();
        assertTrue(times.clock() > 0, times.toString());
    }
}
