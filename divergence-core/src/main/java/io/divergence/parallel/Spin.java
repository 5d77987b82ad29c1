package io.divergence.parallel;

/** How long a thread looks again and again for what it waits for before it sleeps: not much longer than it takes to wake it. One thread. */
final class Spin {
    private static final long NANOS = 50_000;
    /** Looks between two looks at the clock. */
    private static final int LOOKS = 32;

    private int looks;
    private long until;

    /** {@return whether to look once more} */
    boolean goesOn() {
        if (looks++ % LOOKS != 0) {
            return true;
        }
        long now = System.nanoTime();
        if (looks == 1) {
            until = now + NANOS;
        }
        return now - until < 0;
    }
}
