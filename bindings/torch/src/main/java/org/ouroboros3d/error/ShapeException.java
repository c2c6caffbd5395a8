package org.ouroboros3d.error;

import java.util.Arrays;

/** An argument's shape does not fit; the message names the operation, the argument, what was expected and what came. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * @param operation what was called, e.g. {@code VaeEncoder.forward}
     * @param argument the argument's name
     * @param expected the expected shape in words, e.g. {@code [B, 3, H, W] with H and W multiples of 8}
     * @param actual the shape that was passed
     */
    public ShapeException(String operation, String argument, String expected, long[] actual) {
        super(operation + ": " + argument + " must be " + expected + ", not " + Arrays.toString(actual));
    }
}
