package org.ouroboros3d.generate;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.ouroboros3d.image.Image;

/**
 * A generation to ask a model for; {@link #of} is all that is needed.
 *
 * @param image a square image of one object: RGBA, or RGB on white; {@code Ouroboros3D.prepare} makes it of a photograph
 * @param options how to generate
 * @param deadline after which no result is wanted
 * @param priority requests of a higher one start before those of a lower; equal ones in the order of their calls
 * @param previews whether {@link GenerationEvent.Step} carries a rendering
 * @param listener of its events
 * @param listenerExecutor runs the listener, with one task at a time
 */
public record GenerationRequest(
        Image image,
        GenerationOptions options,
        Deadline deadline,
        int priority,
        boolean previews,
        GenerationListener listener,
        Executor listenerExecutor) {
    /** A new virtual thread for each task, so that a listener which blocks holds up nobody else. */
    public static final Executor VIRTUAL_THREADS =
            task -> Thread.ofVirtual().name("ouroboros3d-listener").start(task);

    /** A side that no object can be told on. */
    private static final int MIN_SIDE = 8;

    /**
     * Checks that everything is there and that the image is one that a model can see something in.
     *
     * @throws IllegalArgumentException if the image is not square, smaller than 8 × 8 or transparent everywhere
     */
    public GenerationRequest {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(deadline, "deadline; use Deadline.NONE for none");
        Objects.requireNonNull(listener, "listener; use GenerationListener.SILENT for none");
        Objects.requireNonNull(listenerExecutor, "listenerExecutor");
        if (image.width() != image.height()) {
            throw new IllegalArgumentException("the image must be square, not " + image.width() + " × " + image.height()
                    + "; Ouroboros3D.prepare makes it so");
        }
        if (image.width() < MIN_SIDE) {
            throw new IllegalArgumentException(
                    "the image must be at least " + MIN_SIDE + " × " + MIN_SIDE + " pixels, not " + image);
        }
        if (image.isTransparent()) {
            throw new IllegalArgumentException("the image is transparent everywhere, so that it shows no object");
        }
    }

    /** {@return a request without deadline, previews and listener, of priority 0} */
    public static GenerationRequest of(Image image, GenerationOptions options) {
        return new GenerationRequest(
                image, options, Deadline.NONE, 0, false, GenerationListener.SILENT, VIRTUAL_THREADS);
    }

    /** {@return this request with another deadline} */
    public GenerationRequest withDeadline(Deadline value) {
        return new GenerationRequest(image, options, value, priority, previews, listener, listenerExecutor);
    }

    /** {@return this request with another priority} */
    public GenerationRequest withPriority(int value) {
        return new GenerationRequest(image, options, deadline, value, previews, listener, listenerExecutor);
    }

    /** {@return this request with or without renderings of its steps} */
    public GenerationRequest withPreviews(boolean value) {
        return new GenerationRequest(image, options, deadline, priority, value, listener, listenerExecutor);
    }

    /** {@return this request with another listener} */
    public GenerationRequest withListener(GenerationListener value) {
        return new GenerationRequest(image, options, deadline, priority, previews, value, listenerExecutor);
    }

    /**
     * {@return this request with another executor for its listener}
     *
     * @param value one that runs tasks on the thread that hands them over makes the generation wait for the listener, which
     *     must not wait for the same model then
     */
    public GenerationRequest withListenerExecutor(Executor value) {
        return new GenerationRequest(image, options, deadline, priority, previews, listener, value);
    }
}
