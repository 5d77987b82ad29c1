package io.divergence.estimators.montecarlo;

/** An array for each worker, so far apart that their processors do not take a cache line from each other at every write. */
final class WorkerRows {
    /** As long as two cache lines. */
    private static final int APART = 16;

    /** Every other one lies between two; it is kept, so that no garbage collection moves them together. */
    private final double[][] rows;

    WorkerRows(int workers, int length) {
        rows = new double[2 * workers][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[i % 2 == 0 ? length : APART];
        }
    }

    /** {@return the array of a worker} */
    double[] of(int worker) {
        return rows[2 * worker];
    }
}
