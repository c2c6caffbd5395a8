package org.ouroboros3d.format.ply;

/** A PLY file that does not hold Gaussians: which one, what is wrong with it, and what the user can do. */
public final class PlyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String source;

    /**
     * @param source the file's path
     * @param fault what is wrong, without a final stop
     * @param remedy what to do about it, without a final stop
     */
    public PlyException(String source, String fault, String remedy) {
        this(source, fault, remedy, null);
    }

    /** As above, with the failure underneath. */
    public PlyException(String source, String fault, String remedy, Throwable cause) {
        super(source + ": " + fault + "; " + remedy, cause);
        this.source = source;
    }

    /** {@return the file's path} */
    public String source() {
        return source;
    }
}
