package io.divergence.parallel;

import java.util.function.BooleanSupplier;

/**
 * How a thread looks again and again for what it waits for before it sleeps: not much longer than it takes to wake it, and hardly ever
 * where that was in vain the last times, since then the processors have other work. One thread.
 */
final class Spin {
    private static final long NANOS = 40_000;
    /** Looks between two looks at the clock. */
    private static final int LOOKS = 32;
    /** After so many times in vain it is tried only now and then. */
    private static final int PATIENCE = 3;
    private static final int RARELY = 32;

    private int inVain;

    /** Looks until what is waited for has come, or for a while. */
    void await(BooleanSupplier come) {
        if (inVain >= PATIENCE && inVain++ % RARELY != 0) {
            return;
        }
        long start = System.nanoTime();
        do {
            for (int i = 0; i < LOOKS; i++) {
                if (come.getAsBoolean()) {
                    inVain = 0;
                    return;
                }
                Thread.onSpinWait();
            }
        } while (System.nanoTime() - start < NANOS);
        inVain = inVain >= PATIENCE ? inVain : inVain + 1;
    }
}
