package io.divergence.estimators.automatic;

import io.divergence.fit.CheckpointException;
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

/** A checkpoint as bytes: its version, what it holds, and a checksum. Apart from the checkpoint, since most fits write none. */
final class CheckpointStream {
    private static final int MAGIC = 0x44564146;
    private static final int VERSION = 1;
    private static final int LARGEST = 1 << 24;

    private CheckpointStream() {
    }

    static void write(AutomaticCheckpoint checkpoint, OutputStream out) throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32());
        DataOutputStream data = new DataOutputStream(checked);
        data.writeInt(MAGIC);
        data.writeInt(VERSION);
        data.writeLong(checkpoint.seed());
        byte[] text = checkpoint.settings().getBytes(StandardCharsets.UTF_8);
        data.writeInt(text.length);
        data.write(text);
        data.writeInt(checkpoint.answers().size());
        for (double[] answer : checkpoint.answers()) {
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

    static AutomaticCheckpoint read(InputStream in) throws IOException {
        try {
            return complete(in);
        } catch (EOFException e) {
            throw new CheckpointException("the checkpoint is cut off", e);
        }
    }

    private static AutomaticCheckpoint complete(InputStream in) throws IOException {
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
