package io.divergence.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Runs examples with a folder of the test's own, and keeps what they print. */
abstract class ExampleRuns {
    @TempDir
    Path folder;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    final int execute(Example example, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--out", folder.toString()));
        all.addAll(Arrays.asList(arguments));
        return Example.execute(example, new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(new String[0]));
    }

    /** Runs an example that must succeed, name its folder and write these pictures. */
    final String run(Example example, List<String> pictures, String... arguments) throws IOException {
        assertEquals(0, execute(example, arguments), err::toString);
        assertTrue(out.toString().contains("Files are in the folder " + folder), "the folder must be named");
        for (String picture : pictures) {
            assertTrue(Files.size(folder.resolve(picture + ".png")) > 2000, picture);
            assertTrue(Files.readString(folder.resolve(picture + ".svg")).contains("<svg"), picture);
        }
        return out.toString();
    }
}
