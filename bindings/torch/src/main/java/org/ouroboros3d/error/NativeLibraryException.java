package org.ouroboros3d.error;

import java.nio.file.Path;
import java.util.List;

/** A native library is missing, too old, built for another machine, or incomplete; the message says which and what to do. */
public final class NativeLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Path> pathsTried;

    /**
     * @param message one sentence: the fault and the remedy
     * @param pathsTried files and folders that were looked at, in order
     */
    public NativeLibraryException(String message, List<Path> pathsTried) {
        super(message + (pathsTried.isEmpty() ? "" : " (tried: " + pathsTried + ")"));
        this.pathsTried = List.copyOf(pathsTried);
    }

    /**
     * @param message one sentence: the fault and the remedy
     * @param pathsTried files and folders that were looked at, in order
     * @param cause what the loader said
     */
    public NativeLibraryException(String message, List<Path> pathsTried, Throwable cause) {
        this(message, pathsTried);
        initCause(cause);
    }

    /** {@return the files and folders that were looked at, in order} */
    public List<Path> pathsTried() {
        return pathsTried;
    }
}
