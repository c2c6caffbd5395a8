package org.ouroboros3d.generate;

/** Asked before every step of a generation. */
@FunctionalInterface
interface StopSignal {
    /**
     * Throws if no further step should be computed.
     *
     * @param done steps that are finished
     * @param total steps of the generation
     */
    void check(int done, int total);
}
