package org.ouroboros3d.collective;

/** The ranks cannot go on together: one has died, hangs or was started differently. The message names it. */
public final class CollectiveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what happened and what to do about it */
    public CollectiveException(String message) {
        super(message);
    }

    /** As above, with the failure underneath. */
    public CollectiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
