package org.ouroboros3d.queue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationEvent;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.sample.SamplerInput;

/**
 * Requests that one loop computes together, as their options are equal but for the seed.
 *
 * <p>A cancelled or late one ends immediately; its object stays in the loop, since removing it would cost the others time
 * and change their rounding.
 *
 * @param requests at least one; all have started
 */
public record GenerationBatch(List<QueuedGeneration> requests) {
    public GenerationBatch {
        requests = List.copyOf(requests);
    }

    /** {@return whether two requests may share a loop} */
    static boolean fit(QueuedGeneration a, QueuedGeneration b) {
        return shared(a).equals(shared(b));
    }

    private static GenerationOptions shared(QueuedGeneration queued) {
        return queued.request().options().withSeed(0);
    }

    /** {@return the options of all; the seed is that of the first} */
    public GenerationOptions options() {
        return requests.getFirst().request().options();
    }

    /** {@return the images, each with its seed} */
    public List<SamplerInput.Subject> subjects() {
        return requests.stream()
                .map(QueuedGeneration::request)
                .map(request -> new SamplerInput.Subject(
                        request.image(), request.options().seed()))
                .toList();
    }

    /** {@return whether a request asks for a rendering after every step} */
    public boolean wantsPreviews() {
        return requests.stream().map(QueuedGeneration::request).anyMatch(GenerationRequest::previews);
    }

    /** Tells all that a stage begins. */
    public void stage(String name) {
        requests.forEach(request -> request.tell(new GenerationEvent.Stage(name)));
    }

    /** Tells all that {@code done} steps are finished. */
    public void progress(int done) {
        progress(done, object -> Optional.empty());
    }

    /**
     * Tells all that {@code done} steps are finished.
     *
     * @param preview of a request's object, by its index; not asked where it is not wanted
     */
    public void progress(int done, IntFunction<Optional<Image>> preview) {
        int total = options().steps();
        for (int i = 0; i < requests.size(); i++) {
            QueuedGeneration queued = requests.get(i);
            Optional<Image> image = queued.request().previews() ? preview.apply(i) : Optional.empty();
            queued.tell(new GenerationEvent.Step(done, total, image));
        }
    }

    /**
     * Checks before every step whether to go on.
     *
     * @param done steps that are finished
     * @throws CancellationException if all requests have ended
     */
    public void requireWanted(int done) {
        // Every request is looked at, so that each that is late is told now.
        long wanted =
                requests.stream().filter(request -> request.isWanted(done)).count();
        if (wanted == 0) {
            throw new CancellationException("stopped after step " + done);
        }
    }

    /** Gives each its result. */
    void succeed(List<Generation> results) {
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).succeed(results.get(i));
        }
    }

    /** Gives each that has not ended the reason why there is no result. */
    void fail(Throwable reason) {
        requests.forEach(request -> request.fail(reason));
    }
}
