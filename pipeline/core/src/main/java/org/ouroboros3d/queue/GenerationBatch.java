package org.ouroboros3d.queue;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.sample.SamplerInput;

/**
 * Requests that one loop computes together, as their options are equal but for the seed.
 *
 * <p>One that is not wanted any more ends at once for who asked, and its object stays in the loop: taking it out would
 * cost the others time, and change their rounding.
 *
 * @param requests at least one; all have ended their waiting
 */
public record GenerationBatch(List<GenerationRequest> requests) {
    public GenerationBatch {
        requests = List.copyOf(requests);
    }

    /** {@return whether two requests may share a loop} */
    static boolean fit(GenerationRequest a, GenerationRequest b) {
        return shared(a).equals(shared(b));
    }

    private static GenerationOptions shared(GenerationRequest request) {
        return request.task().options().withSeed(0);
    }

    /** {@return the options of all; the seed is that of the first} */
    public GenerationOptions options() {
        return requests.getFirst().task().options();
    }

    /** {@return the pictures, each with its seed} */
    public List<SamplerInput.Subject> subjects() {
        return requests.stream()
                .map(GenerationRequest::task)
                .map(task ->
                        new SamplerInput.Subject(task.object(), task.options().seed()))
                .toList();
    }

    /** Tells who asked how the loop advances. */
    public void progress(int done) {
        requests.forEach(request -> request.progress(done));
    }

    /**
     * Asks before every step whether to go on.
     *
     * @param done steps that are finished
     * @throws CancellationException if nobody wants a result any more
     */
    public void requireWanted(int done) {
        long wanted =
                requests.stream().filter(request -> request.isWanted(done)).count();
        if (wanted == 0) {
            throw new CancellationException("stopped after step " + done);
        }
    }

    /** Gives everyone their result. */
    void succeed(List<Generation> results) {
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).succeed(results.get(i));
        }
    }

    /** Gives everyone who still waits for a result the reason why there is none. */
    void fail(Throwable reason) {
        requests.forEach(request -> request.fail(reason));
    }
}
