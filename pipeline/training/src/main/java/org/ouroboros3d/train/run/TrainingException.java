package org.ouroboros3d.train.run;

/** A training run that cannot begin or go on: why, and what the user can do. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** What kind of failure it is. */
    public enum Reason {
        /** The configuration asks for something impossible, or the folder is not fit for it. */
        CONFIGURATION,
        /** A checkpoint is damaged, missing, or of another run. */
        CHECKPOINT,
        /** A loss or a gradient is not a finite number. */
        DIVERGED,
        /** Something could not be written. */
        STORAGE
    }

    /** @param message what happened and what to do about it */
    public TrainingException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** As above, with the failure underneath. */
    public TrainingException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** {@return the kind of failure} */
    public Reason reason() {
        return reason;
    }
}
