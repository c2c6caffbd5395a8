package org.ouroboros3d.data.mesh;

/** A mesh that cannot be read: which file, what is wrong with it, and what the user can do. */
public final class MeshException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param source the file's path
     * @param fault what is wrong, without a final stop
     * @param remedy what to do about it, without a final stop
     */
    public MeshException(String source, String fault, String remedy) {
        this(source, fault, remedy, null);
    }

    /** As above, with the failure underneath. */
    public MeshException(String source, String fault, String remedy, Throwable cause) {
        super(source + ": " + fault + "; " + remedy, cause);
    }
}
