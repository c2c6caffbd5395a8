package org.ouroboros3d.output;

/** A video that could not be written: which one, what failed, and what the user can do. */
public final class VideoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param file the file's path
     * @param fault what failed, without a final stop
     * @param remedy what to do about it, without a final stop
     */
    public VideoException(String file, String fault, String remedy) {
        super(file + ": " + fault + "; " + remedy);
    }
}
