package org.ouroboros3d.image;

/** A picture that cannot be read or used: which one, what is wrong with it, and what the user can do. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String source;

    /**
     * @param source the file's path, or another name the user knows the picture by
     * @param fault what is wrong, without a final stop
     * @param remedy what to do about it, without a final stop
     */
    public ImageException(String source, String fault, String remedy) {
        this(source, fault, remedy, null);
    }

    /** As above, with the failure underneath. */
    public ImageException(String source, String fault, String remedy, Throwable cause) {
        super(source + ": " + fault + "; " + remedy, cause);
        this.source = source;
    }

    /** {@return the file's path, or the name that the picture was given} */
    public String source() {
        return source;
    }
}
