package org.ouroboros3d.data.mesh;

import org.ouroboros3d.error.InputException;

/** A mesh that cannot be read. Its own type, so that a batch goes on after it, and not after a folder that cannot be written. */
public final class MeshException extends InputException {
    private static final long serialVersionUID = 1;

    /** Arguments as those of {@link InputException}. */
    public MeshException(String source, String fault, String remedy) {
        super(source, fault, remedy);
    }

    /** Overload that keeps the failure underneath. */
    public MeshException(String source, String fault, String remedy, Throwable cause) {
        super(source, fault, remedy, cause);
    }
}
