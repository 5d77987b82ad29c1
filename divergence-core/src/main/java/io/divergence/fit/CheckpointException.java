package io.divergence.fit;

import java.io.IOException;

/** A checkpoint file that cannot be read: truncated, damaged, or of another version. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1;

    /** Creates one with what is wrong. */
    public CheckpointException(String message) {
        super(message);
    }

    /** Creates one with what is wrong, and why. */
    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
