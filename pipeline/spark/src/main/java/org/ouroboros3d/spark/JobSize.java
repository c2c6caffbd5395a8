package org.ouroboros3d.spark;

/** Into how many tasks a job is divided. */
final class JobSize {
    /** More burden the driver. */
    private static final int MOST_TASKS = 20_000;

    private JobSize() {}

    /**
     * {@return the number of tasks: each is as small as can be, so that little is lost with an executor, and counters, which
     * Spark shows when a task ends, move}
     *
     * @param things to go through
     * @param together of them in a task
     */
    static int tasks(int things, int together) {
        return Math.clamp(Math.ceilDiv(things, together), 1, MOST_TASKS);
    }
}
