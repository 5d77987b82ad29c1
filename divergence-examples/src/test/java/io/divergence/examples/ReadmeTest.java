package io.divergence.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every program in README.md compiles and prints what stands below it, and the main example prints the first block. With
 * {@code -Ddivergence.readme=update} the blocks that differ are written anew; the sentences around them are for a human to read.
 */
@ResourceLock(Resources.SYSTEM_OUT)
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");

    @TempDir
    private Path folder;

    @Test
    void everyDocumentedOutputIsWhatTheProgramPrints() throws Exception {
        Markdown readme = Markdown.of(Files.readAllLines(README));
        Map<Markdown.Block, String> present = outputs(readme);
        assertTrue(present.size() >= 4, "the outputs of the main example and of three programs");
        Map<Markdown.Block, String> changed = new LinkedHashMap<>();
        StringBuilder differences = new StringBuilder();
        present.forEach((block, text) -> OutputComparison.difference(block.text(), text).ifPresent(difference -> {
            changed.put(block, text);
            differences.append("%nREADME.md, block of line %d: %s".formatted(block.first() + 1, difference));
        }));
        if ("update".equals(System.getProperty("divergence.readme"))) {
            Files.writeString(README, String.join("\n", readme.with(changed)) + "\n");
        } else {
            assertTrue(changed.isEmpty(), differences + "%nIf that is right: -Ddivergence.readme=update".formatted());
        }
    }

    /** Returns what is printed now, for each block of output. A program without such a block must print nothing. */
    private Map<Markdown.Block, String> outputs(Markdown readme) throws Exception {
        Map<Markdown.Block, String> outputs = new LinkedHashMap<>();
        outputs.put(readme.blocks().get(0), quickstart());
        List<Markdown.Block> programs = readme.blocks().stream().filter(block -> block.language().equals("java")).toList();
        Snippets snippets = Snippets.compile(folder, programs.stream().map(Markdown.Block::text).toList());
        for (int i = 0; i < programs.size(); i++) {
            Markdown.Block program = programs.get(i);
            int next = readme.blocks().indexOf(program) + 1;
            String text = snippets.run(i);
            if (next < readme.blocks().size() && readme.blocks().get(next).language().isEmpty()
                    && readme.follows(program, readme.blocks().get(next))) {
                outputs.put(readme.blocks().get(next), text);
            } else {
                assertEquals("", text, () -> "the output of the program of line " + (program.first() + 1) + " is not documented");
            }
        }
        return outputs;
    }

    /** The output of the main example but for its last line, which names the folder of the pictures. */
    private String quickstart() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertEquals(0, Example.execute(new Quickstart(), new PrintWriter(out, true), new PrintWriter(err, true),
                "--out", folder.toString()), err::toString);
        return out.toString().lines().filter(line -> !line.startsWith("Files are in the folder")).collect(Collectors.joining("\n"));
    }

    private static final String DOCUMENTED = """
            reverse KL after 406 steps: mu = -1.0954096980128645 +- 4.8E-14 (the gradient's norm 4.6E-10)
            parameter   mean [s]   5%
            ------------------------
            x[3]       0.039    -1.49
            forward KL = 3.460208184715258E-21 +- 0.009
            1179 gradients, 0.482 s
            """;

    @ParameterizedTest
    @CsvSource({"reverse, forward", "KL, kl", "406, 407", "-1.09540, -1.09541", "-1.0954096, 1.0954096", "+- 4.8E-14, +- 4.9E-13",
        "norm 4.6E-10, norm 4.5E-11", "[s], [min]", "5%, 6%", "x[3], x[4]", "0.039, 0.041", "-1.49, -1.47", "3.4602081, 3.4602181", "E-21, E-20",
        "0.009, 0.011", "1179, 1180", "' gradients,', ''", "0.482 s, 0.482 m", "-1.49, -1.49 0.0"})
    void theComparisonSeesAChange(String before, String after) {
        String changed = DOCUMENTED.replaceFirst(Pattern.quote(before), after);
        assertTrue(!changed.equals(DOCUMENTED), before);
        assertTrue(OutputComparison.difference(DOCUMENTED, changed).isPresent(), changed);
        assertTrue(OutputComparison.difference(changed, DOCUMENTED).isPresent(), changed);
    }

    @ParameterizedTest
    @CsvSource({"-1.0954096980128645, -1.0954096980127", "+- 4.8E-14, +- 1.1E-14", "norm 4.6E-10, norm 9.2E-10", "0.482 s, 12 s",
        "0.039, 0.040", "-1.49, ' -1.48'", "------------------------, -----", "3.460208184715258E-21, 3.4602082E-21"})
    void theComparisonForgivesRoundingTimesAndSpaces(String before, String after) {
        String changed = DOCUMENTED.replaceFirst(Pattern.quote(before), after);
        assertTrue(!changed.equals(DOCUMENTED), before);
        assertEquals("", OutputComparison.difference(DOCUMENTED, changed).orElse(""));
    }

    @Test
    void theComparisonSeesAMissingLine() {
        assertTrue(OutputComparison.difference(DOCUMENTED, DOCUMENTED.replaceFirst("x.*\n", "")).isPresent());
        assertTrue(OutputComparison.difference(DOCUMENTED, DOCUMENTED + "more\n").isPresent());
    }
}
