package io.divergence.distribution;

/** Arrays that one worker's copy of a distribution uses again at each call; they grow with the largest call. */
final class WorkerScratch {
    private final double[][] arrays;

    /** With so many arrays. */
    WorkerScratch(int count) {
        arrays = new double[count][0];
    }

    /** Array i of the scratch space, of at least this length; a new one if there is none: for an instance that threads share. */
    static double[] array(WorkerScratch scratch, int i, int length) {
        if (scratch == null) {
            return new double[length];
        }
        if (scratch.arrays[i].length < length) {
            scratch.arrays[i] = new double[length];
        }
        return scratch.arrays[i];
    }

    /** The factors' own copies for the worker. */
    static Distribution[] copies(Distribution... distributions) {
        Distribution[] copies = distributions.clone();
        for (int i = 0; i < copies.length; i++) {
            if (copies[i].boundCopy() instanceof Distribution copy) {
                copies[i] = copy;
            }
        }
        return copies;
    }
}
