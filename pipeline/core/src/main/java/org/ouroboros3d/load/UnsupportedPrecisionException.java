package org.ouroboros3d.load;

/** A model was to compute in a floating type for which its device has no instructions. */
public final class UnsupportedPrecisionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedPrecisionException(String message) {
        super(message);
    }
}
