package io.divergence.examples;

import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.model.EightSchools;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Where the classes of the library and of what it needs are, for programs that are started from here. */
final class ClassPath {
    /** One class of each library, in the order in which a build puts them. */
    private static final List<String> OTHERS = List.of("org.apache.commons.rng.UniformRandomProvider",
            "org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler", "org.ejml.data.DMatrixRMaj",
            "org.ejml.dense.row.CommonOps_DDRM", "org.apache.commons.math3.util.FastMath");

    private ClassPath() {
    }

    /** Directories and archives, as this program has them. */
    static List<Path> entries() throws IOException {
        List<Class<?>> classes = new ArrayList<>(List.of(FirstAnswer.class, AutomaticFit.class, EightSchools.class));
        List<Path> entries = new ArrayList<>();
        try {
            for (String name : OTHERS) {
                classes.add(Class.forName(name));
            }
            for (Class<?> c : classes) {
                Path entry = Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI());
                if (!entries.contains(entry)) {
                    entries.add(entry);
                }
            }
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IOException(e);
        }
        return entries;
    }

    /** The same entries, with archives made of the directories. */
    static List<Path> archives(Path folder) throws IOException {
        List<Path> archives = new ArrayList<>();
        for (Path entry : entries()) {
            archives.add(Files.isDirectory(entry) ? archive(entry, folder.resolve(archives.size() + ".jar")) : entry);
        }
        return archives;
    }

    private static Path archive(Path directory, Path file) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out)) {
            for (Path each : files) {
                jar.putNextEntry(new ZipEntry(directory.relativize(each).toString().replace(File.separatorChar, '/')));
                Files.copy(each, jar);
                jar.closeEntry();
            }
        }
        return file;
    }

    static String text(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
