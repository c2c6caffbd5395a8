package org.ouroboros3d.error;

/** A native function answered with an error status. The message names the function, its arguments and the cause. */
public final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String function;
    private final int status;

    /**
     * @param function the native function or operator, e.g. {@code aten::conv2d}
     * @param status the status that it returned, never 0
     * @param message arguments and cause
     */
    public NativeException(String function, int status, String message) {
        super(function + ": " + message);
        this.function = function;
        this.status = status;
    }

    /** {@return the native function or operator that failed} */
    public String function() {
        return function;
    }

    /** {@return the status that the function returned} */
    public int status() {
        return status;
    }
}
