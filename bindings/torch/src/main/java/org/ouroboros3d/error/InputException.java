package org.ouroboros3d.error;

/** An input that cannot be read or used: which one, what is wrong with it, and what the user can do. */
public class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String source;

    /**
     * @param source the path of the file or folder, or another name that the user knows the input by
     * @param fault what is wrong and where, without a final stop
     * @param remedy what to do about it, without a final stop
     */
    public InputException(String source, String fault, String remedy) {
        this(source, fault, remedy, null);
    }

    /** Overload that keeps the failure underneath. */
    public InputException(String source, String fault, String remedy, Throwable cause) {
        super(source + ": " + fault + "; " + remedy, cause);
        this.source = source;
    }

    /** {@return the path or name of the input} */
    public final String source() {
        return source;
    }
}
