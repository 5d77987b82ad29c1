package io.divergence.fit;

import io.divergence.math.Checks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;

/**
 * The state of a fit, from which it goes on bit for bit: parameters, best parameters, and what optimizer and stopping rule
 * remember. As a file: the magic number "DVCP", a version, the length of the body, the body, and its CRC-32; doubles
 * by their bits.
 */
public final class Checkpoint {
    private static final int MAGIC = 0x44564350;
    private static final int VERSION = 1;
    private static final int HEADER = 12;

    private final String fingerprint;
    private final long step;
    private final double[] phi;
    private final double[] bestPhi;
    private final double[] loopState;
    private final double[] optimizerState;
    private final double[] stoppingState;
    private final double[] trace;

    Checkpoint(String fingerprint, long step, double[] phi, double[] bestPhi, double[] loopState,
            double[] optimizerState, double[] stoppingState, double[] trace) {
        this.fingerprint = fingerprint;
        this.step = step;
        this.phi = phi;
        this.bestPhi = bestPhi;
        this.loopState = loopState;
        this.optimizerState = optimizerState;
        this.stoppingState = stoppingState;
        this.trace = trace;
    }

    /** {@return what problem and settings it belongs to, in words} */
    public String fingerprint() {
        return fingerprint;
    }

    /** {@return how many steps were taken} */
    public long step() {
        return step;
    }

    double[] phi() {
        return phi;
    }

    double[] bestPhi() {
        return bestPhi;
    }

    double[] loopState() {
        return loopState;
    }

    double[] optimizerState() {
        return optimizerState;
    }

    double[] stoppingState() {
        return stoppingState;
    }

    Trace trace() {
        return new Trace(phi.length, trace.clone());
    }

    /**
     * Writes a file, whole or not at all: to a temporary file beside it first, which then takes its place.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Checks.notNull("file", file);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] text = fingerprint.getBytes(StandardCharsets.UTF_8);
            out.writeInt(text.length);
            out.write(text);
            out.writeLong(step);
            for (double[] array : new double[][] {phi, bestPhi, loopState, optimizerState, stoppingState, trace}) {
                out.writeInt(array.length);
                for (double value : array) {
                    out.writeLong(Double.doubleToRawLongBits(value));
                }
            }
        }
        byte[] body = bytes.toByteArray();
        ByteBuffer whole = ByteBuffer.allocate(HEADER + body.length + 8);
        whole.putInt(MAGIC).putInt(VERSION).putInt(body.length).put(body);
        CRC32 sum = new CRC32();
        sum.update(whole.array(), 0, HEADER + body.length);
        whole.putLong(sum.getValue());
        Path absolute = file.toAbsolutePath();
        Path temporary = Files.createTempFile(absolute.getParent(), absolute.getFileName().toString(), ".part");
        try {
            Files.write(temporary, whole.array());
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Reads a file.
     *
     * @throws CheckpointException if the file is not a whole, undamaged checkpoint of this version
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(Path file) throws IOException {
        Checks.notNull("file", file);
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < HEADER + 8) {
            throw new CheckpointException(file + ": truncated, " + bytes.length + " bytes");
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        if (whole.getInt() != MAGIC) {
            throw new CheckpointException(file + ": not a checkpoint");
        }
        int version = whole.getInt();
        if (version != VERSION) {
            throw new CheckpointException(file + ": version " + version + ", this library reads version " + VERSION);
        }
        int length = whole.getInt();
        if (length < 0 || bytes.length != (long) HEADER + length + 8) {
            throw new CheckpointException(file + ": truncated, or longer than it should be: " + bytes.length + " bytes");
        }
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, HEADER + length);
        if (ByteBuffer.wrap(bytes, HEADER + length, 8).getLong() != sum.getValue()) {
            throw new CheckpointException(file + ": damaged, the checksum differs");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, HEADER, length))) {
            String fingerprint = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            return new Checkpoint(fingerprint, in.readLong(), array(in), array(in), array(in), array(in), array(in),
                    array(in));
        } catch (IOException | RuntimeException e) {
            throw new CheckpointException(file + ": damaged", e);
        }
    }

    private static double[] array(DataInputStream in) throws IOException {
        double[] array = new double[in.readInt()];
        for (int i = 0; i < array.length; i++) {
            array[i] = Double.longBitsToDouble(in.readLong());
        }
        return array;
    }
}
