package io.divergence.estimators.automatic;

import io.divergence.math.Checks;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * What a fit needs to go on from where it ended: its seed, and all that its target has answered; all else follows from them. Immutable.
 */
public final class AutomaticCheckpoint {
    private static final int MAGIC = 0x44564146;
    private static final int VERSION = 1;
    private static final int LARGEST = 1 << 28;

    private final long seed;
    private final List<double[]> answers;

    AutomaticCheckpoint(long seed, List<double[]> answers) {
        this.seed = seed;
        this.answers = List.copyOf(answers);
    }

    /** {@return the seed of the fit} */
    public long seed() {
        return seed;
    }

    List<double[]> answers() {
        return answers;
    }

    /** Writes it; the stream is not closed. */
    public void writeTo(OutputStream out) throws IOException {
        Checks.notNull("out", out);
        CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32());
        DataOutputStream data = new DataOutputStream(checked);
        data.writeInt(MAGIC);
        data.writeInt(VERSION);
        data.writeLong(seed);
        data.writeInt(answers.size());
        for (double[] answer : answers) {
            data.writeInt(answer.length);
            for (double x : answer) {
                data.writeDouble(x);
            }
        }
        data.flush();
        long sum = checked.getChecksum().getValue();
        data.writeLong(sum);
        data.flush();
    }

    /**
     * Reads one.
     *
     * @throws IOException if it is damaged, or of another version
     */
    public static AutomaticCheckpoint readFrom(InputStream in) throws IOException {
        Checks.notNull("in", in);
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
        DataInputStream data = new DataInputStream(checked);
        if (data.readInt() != MAGIC) {
            throw new IOException("this is no checkpoint of an automatic fit");
        }
        int version = data.readInt();
        if (version != VERSION) {
            throw new IOException("the checkpoint has version " + version + ", this library reads version " + VERSION);
        }
        long seed = data.readLong();
        int count = data.readInt();
        List<double[]> answers = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            int length = data.readInt();
            if (length < 0 || length > LARGEST) {
                throw new IOException("the checkpoint is damaged: an answer of " + length + " numbers");
            }
            double[] answer = new double[length];
            for (int i = 0; i < length; i++) {
                answer[i] = data.readDouble();
            }
            answers.add(answer);
        }
        long sum = checked.getChecksum().getValue();
        if (data.readLong() != sum) {
            throw new IOException("the checkpoint is damaged: its checksum does not match");
        }
        return new AutomaticCheckpoint(seed, answers);
    }
}
