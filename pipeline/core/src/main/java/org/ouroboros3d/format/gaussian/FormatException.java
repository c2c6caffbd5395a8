package org.ouroboros3d.format.gaussian;

/** A file of Gaussians that cannot be read or written: which one, what is wrong with it, and what the user can do. */
public final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param source the file's path
     * @param fault what is wrong and where, without a final stop
     * @param remedy what to do about it, without a final stop
     */
    public FormatException(String source, String fault, String remedy) {
        this(source, fault, remedy, null);
    }

    /** As above, with the failure underneath. */
    public FormatException(String source, String fault, String remedy, Throwable cause) {
        super(source + ": " + fault + "; " + remedy, cause);
    }
}
