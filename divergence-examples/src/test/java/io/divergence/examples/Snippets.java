package io.divergence.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Statements of a document, compiled each as the main method of a class, with the imports that a reader would let his editor add. */
final class Snippets {
    private static final String IMPORTS = Stream.of("java.util", "io.divergence.check", "io.divergence.distribution",
            "io.divergence.divergence", "io.divergence.estimate", "io.divergence.family", "io.divergence.fit", "io.divergence.model",
            "io.divergence.optimize", "io.divergence.target", "io.divergence.transform", "io.divergence.estimators.automatic",
            "io.divergence.estimators.closedform", "io.divergence.estimators.diagnostic", "io.divergence.estimators.evaluate",
            "io.divergence.estimators.exact", "io.divergence.estimators.matching", "io.divergence.estimators.montecarlo",
            "io.divergence.estimators.optima", "io.divergence.estimators.quadrature", "io.divergence.estimators.sample",
            "io.divergence.estimators.structured")
            .map(name -> "import " + name + ".*;").collect(Collectors.joining("\n"));

    private final Path classes;

    private Snippets(Path classes) {
        this.classes = classes;
    }

    /** Compiles all snippets at once into a folder; the first one that does not compile fails the test. */
    static Snippets compile(Path folder, List<String> snippets) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (int i = 0; i < snippets.size(); i++) {
            String text = "%s%npublic class Snippet%d {%npublic static void main(String[] args) throws Exception {%n%s%n}%n}%n"
                    .formatted(IMPORTS, i, snippets.get(i));
            sources.add(Files.writeString(folder.resolve("Snippet" + i + ".java"), text));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean good = compiler.getTask(complaints, files, null, List.of("-d", folder.toString(), "-proc:none", "-nowarn",
                    "-encoding", "UTF-8", "-classpath", System.getProperty("java.class.path")), null,
                    files.getJavaFileObjectsFromPaths(sources)).call();
            assertTrue(good, complaints::toString);
        }
        return new Snippets(folder);
    }

    /** Runs one of them and returns what it prints to System.out. */
    String run(int index) throws IOException, ReflectiveOperationException {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
                PrintStream capture = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            loader.loadClass("Snippet" + index).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
