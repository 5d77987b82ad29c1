package io.divergence.benchmarks;

import java.nio.file.Path;

/** Fits the regression of a task once and ends: its process is what the user of a command waits for. Arguments: t4|t4real mf|fr. */
public final class FirstAnswer {

    private FirstAnswer() {
    }

    /** Fits once. */
    public static void main(String[] args) {
        if (!(Regression.first(args[0], Path.of(System.getenv("PEERS"), "data"), args[1]).elbo() < 0)) {
            throw new IllegalStateException("no ELBO");
        }
    }
}
