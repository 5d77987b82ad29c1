package io.divergence.target;

import io.divergence.random.RandomStream;

/**
 * Which rows of the data a step sees. An epoch is S = ceil(N/B) steps; its rows are a permutation that follows from (seed, epoch),
 * cut at floor((b N + u)/S), b = 0 .. S, with a random u in [0, S): S batches of floor(N/S) or ceil(N/S) rows, at most B. Their mean
 * size is N/S at every step, since SUM_u floor((x + u)/S) = x for whole x (Hermite's identity).
 *
 * <p>Mutable; one caller.
 */
final class Minibatches {
    /** Keeps permutations apart from the noise of a fit with the same seed. */
    private static final long PURPOSE = 0x5ab5a3b1e5L;

    private final int rows;
    private final int count;
    private final RandomStream rng;
    private final int[] order;
    private long epoch = -1;
    private long shift;
    private int from;
    private int to;

    Minibatches(int rows, int count, long seed) {
        this.rows = rows;
        this.count = count;
        rng = RandomStream.of(seed, PURPOSE);
        order = new int[rows];
    }

    /** The number S of batches of an epoch: 1 if there are no rows. */
    static int count(int rows, int batch) {
        return rows == 0 ? 1 : (int) (((long) rows + batch - 1) / batch);
    }

    void seek(long step) {
        long wanted = step / count;
        if (wanted != epoch) {
            shuffle(wanted);
        }
        long batch = step % count;
        from = cut(batch);
        to = cut(batch + 1);
    }

    private int cut(long batch) {
        return (int) ((batch * rows + shift) / count);
    }

    private void shuffle(long wanted) {
        epoch = wanted;
        rng.seek(wanted, 0);
        shift = below(count);
        for (int i = 0; i < rows; i++) {
            int j = (int) below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    /** A number uniform on [0, bound): the numbers above the last full multiple of the bound are drawn again. */
    private long below(int bound) {
        while (true) {
            long bits = rng.nextLong() >>> 1;
            long value = bits % bound;
            if (bits - value + (bound - 1) >= 0) {
                return value;
            }
        }
    }

    /** The permutation: live. */
    int[] order() {
        return order;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }
}
