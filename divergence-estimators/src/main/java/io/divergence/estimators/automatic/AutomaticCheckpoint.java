package io.divergence.estimators.automatic;

import io.divergence.fit.CheckpointException;
import io.divergence.math.Checks;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int LARGEST = 1 << 24;

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
        CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32());
        DataOutputStream data = new DataOutputStream(checked);
        data.writeInt(MAGIC);
        data.writeInt(VERSION);
        data.writeLong(seed);
        byte[] text = settings.getBytes(StandardCharsets.UTF_8);
        data.writeInt(text.length);
        data.write(text);
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
     * @throws CheckpointException if it is none, cut off, damaged, or of another version
     */
    public static AutomaticCheckpoint readFrom(InputStream in) throws IOException {
        Checks.notNull("in", in);
        try {
            return read(in);
        } catch (EOFException e) {
            throw new CheckpointException("the checkpoint is cut off", e);
        }
    }

    private static AutomaticCheckpoint read(InputStream in) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
        DataInputStream data = new DataInputStream(checked);
        if (data.readInt() != MAGIC) {
            throw new CheckpointException("this is no checkpoint of an automatic fit");
        }
        int version = data.readInt();
        if (version != VERSION) {
            throw new CheckpointException("the checkpoint has version " + version + ", this library reads version " + VERSION);
        }
        long seed = data.readLong();
        byte[] text = new byte[count(data)];
        data.readFully(text);
        int count = count(data);
        List<double[]> answers = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            answers.add(numbers(data));
        }
        long sum = checked.getChecksum().getValue();
        if (data.readLong() != sum) {
            throw new CheckpointException("the checkpoint is damaged: its checksum does not match");
        }
        return new AutomaticCheckpoint(seed, new String(text, StandardCharsets.UTF_8), answers);
    }

    private static int count(DataInputStream data) throws IOException {
        int count = data.readInt();
        if (count < 0 || count > LARGEST) {
            throw new CheckpointException("the checkpoint is damaged: a count of " + count);
        }
        return count;
    }

    /** Grows as the numbers come: a damaged count takes no memory. */
    private static double[] numbers(DataInputStream data) throws IOException {
        int length = count(data);
        double[] numbers = new double[Math.min(length, 1 << 12)];
        for (int i = 0; i < length; i++) {
            if (i == numbers.length) {
                numbers = Arrays.copyOf(numbers, (int) Math.min(length, 2L * i));
            }
            numbers[i] = data.readDouble();
        }
        return numbers;
    }
}
