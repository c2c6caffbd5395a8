package org.ouroboros3d.load;

/** A device does not have the memory that a model needs there. Nothing was loaded. */
public final class InsufficientMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long needed;
    private final long free;

    /**
     * Says what is missing.
     *
     * @param message what needs memory, how much of it, how much there is, and what to do
     * @param needed bytes
     * @param free bytes
     */
    public InsufficientMemoryException(String message, long needed, long free) {
        super(message);
        this.needed = needed;
        this.free = free;
    }

    /** {@return bytes that are needed} */
    public long needed() {
        return needed;
    }

    /** {@return bytes that are free} */
    public long free() {
        return free;
    }
}
