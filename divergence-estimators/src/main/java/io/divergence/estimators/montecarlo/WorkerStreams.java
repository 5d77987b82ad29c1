package io.divergence.estimators.montecarlo;

import io.divergence.random.RandomStream;

/** A random stream of the same seed for each worker; as with {@link WorkerRows}, so far apart that no two share a cache line. */
final class WorkerStreams {
    /** Every other one lies between two, and is not used. */
    private final RandomStream[] streams;

    WorkerStreams(int workers, long seed) {
        streams = new RandomStream[2 * workers];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = RandomStream.of(seed);
        }
    }

    /** {@return the stream of a worker, at the first number of a block} */
    RandomStream at(int worker, long step, int block) {
        RandomStream stream = streams[2 * worker];
        stream.seek(step, block);
        return stream;
    }
}
