package io.divergence.benchmarks;

import java.nio.file.Path;

/** placeholder. */
final class Regression {

    private Regression() {
    }

    static void run(String task, Path data) {
        System.err.println("Compare: " + task + " is skipped");
    }
}
