package org.ouroboros3d.generate;

/**
 * Receives the events of one generation, one at a time and in their order, never on the model's thread unless the request
 * names an executor that runs tasks there. It may take its time, and use the model: the generation does not wait for it.
 */
@FunctionalInterface
public interface GenerationListener {
    /** A listener that does nothing. */
    GenerationListener SILENT = event -> {};

    /**
     * Called for every event. Whatever it throws, checked exceptions of other languages included, fails the generation with
     * it, unless that has ended already.
     */
    void on(GenerationEvent event);

    /** {@return a listener that tells {@code progress} of the steps alone} */
    static GenerationListener of(ProgressListener progress) {
        return event -> {
            if (event instanceof GenerationEvent.Step step) {
                progress.step(step.done(), step.total());
            }
        };
    }
}
