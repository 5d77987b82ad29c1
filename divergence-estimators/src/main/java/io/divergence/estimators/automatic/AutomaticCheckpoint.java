package io.divergence.estimators.automatic;

import io.divergence.fit.CheckpointException;
import io.divergence.math.Checks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * What a fit needs to go on from where it ended: its seed, and all that its target has answered; all else follows from them. Immutable.
 */
public final class AutomaticCheckpoint {
    private final long seed;
    private final String settings;
    private final List<double[]> answers;

    AutomaticCheckpoint(long seed, String settings, List<double[]> answers) {
        this.seed = seed;
        this.settings = settings;
        this.answers = List.copyOf(answers);
    }

    /** {@return the seed of the fit} */
    public long seed() {
        return seed;
    }

    /** What a fit must have in common with the one of this checkpoint to go on from it. */
    String settings() {
        return settings;
    }

    List<double[]> answers() {
        return answers;
    }

    /** Writes it; the stream is not closed. */
    public void writeTo(OutputStream out) throws IOException {
        Checks.notNull("out", out);
        CheckpointStream.write(this, out);
    }

    /**
     * Reads one.
     *
     * @throws CheckpointException if it is none, cut off, damaged, or of another version
     */
    public static AutomaticCheckpoint readFrom(InputStream in) throws IOException {
        Checks.notNull("in", in);
        return CheckpointStream.read(in);
    }
}
