package org.ouroboros3d.data;

/** A data set, or an item of one, that cannot be used: which, what is wrong with it, and what the user can do. */
public final class DatasetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param source the file or folder
     * @param fault what is wrong, without a final stop
     * @param remedy what to do about it, without a final stop
     */
    public DatasetException(String source, String fault, String remedy) {
        this(source, fault, remedy, null);
    }

    /** As above, with the failure underneath. */
    public DatasetException(String source, String fault, String remedy, Throwable cause) {
        super(source + ": " + fault + "; " + remedy, cause);
    }
}
