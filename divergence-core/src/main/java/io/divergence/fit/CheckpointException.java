package io.divergence.fit;

import java.io.IOException;

/** A checkpoint file that cannot be read: truncated, damaged, or of another version. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1;

    CheckpointException(String message) {
        super(message);
    }

    CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
