package org.ouroboros3d.generate;

/** A generation did not end before its {@link Deadline}. */
public final class DeadlineExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int stepsDone;
    private final int steps;

    /**
     * Says how far it came.
     *
     * @param stepsDone steps that were finished, 0 if it never started
     * @param steps of the whole generation
     */
    public DeadlineExceededException(int stepsDone, int steps) {
        super(
                stepsDone == 0
                        ? "the deadline passed before the first of " + steps + " steps"
                        : "the deadline passed after " + stepsDone + " of " + steps + " steps");
        this.stepsDone = stepsDone;
        this.steps = steps;
    }

    /** {@return steps that were finished} */
    public int stepsDone() {
        return stepsDone;
    }

    /** {@return steps of the whole generation} */
    public int steps() {
        return steps;
    }
}
