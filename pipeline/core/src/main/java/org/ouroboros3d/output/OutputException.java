package org.ouroboros3d.output;

/** A folder that results cannot be written to: which one, why, and what the user can do. */
public final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param folder the folder's path
     * @param fault what is wrong, without a final stop
     * @param remedy what to do about it, without a final stop
     */
    public OutputException(String folder, String fault, String remedy) {
        this(folder, fault, remedy, null);
    }

    /** As above, with the failure underneath. */
    public OutputException(String folder, String fault, String remedy, Throwable cause) {
        super(folder + ": " + fault + "; " + remedy, cause);
    }
}
