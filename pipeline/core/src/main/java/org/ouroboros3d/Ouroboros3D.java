package org.ouroboros3d;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.ouroboros3d.generate.DeadlineExceededException;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationListener;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.generate.QueueFullException;
import org.ouroboros3d.graph.StepGraphs;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.InsufficientMemoryException;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.load.UnsupportedPrecisionException;
import org.ouroboros3d.matting.GrabCutMatting;
import org.ouroboros3d.matting.ImagePreparation;
import org.ouroboros3d.matting.PreparedImage;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.queue.ModelThread;
import org.ouroboros3d.queue.WaitingCaller;
import org.ouroboros3d.run.ModelRunner;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LeakDetector;

/**
 * A loaded model: one image in, eight views and 3D Gaussians out.
 *
 * <p>All tensors live on one platform thread that this object owns. Every method may be called from any thread, virtual
 * ones included; generations run one after the other in the order of their calls, or together if
 * {@link ModelOptions#maxBatch} and the free memory allow it.
 *
 * <p>A CUDA device computes behind the thread that enqueues its work, by one step at most: whatever stops a generation
 * stops it before another step is enqueued, and the device still computes the one that was.
 *
 * <p>When the JVM ends, a generation that runs is stopped after its step, and those that wait are cancelled, unless {@link
 * ModelOptions#withShutdownDrain} gives them time. A model that is lost unclosed is reported, see {@link LeakDetector}.
 */
public final class Ouroboros3D implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ouroboros3D.class.getName());
    private static final int WARM_UP_RUNS = 2;

    private final ModelThread thread;
    private final LoadedModel model;
    private final ModelOptions options;
    private final Optional<StepGraphs> graphs;
    private final ImagePreparation preparation = new ImagePreparation(new GrabCutMatting());
    private final LeakDetector.Watch watch = LeakDetector.watchAlways(this, "a model");

    private Ouroboros3D(ModelThread thread, LoadedModel model, ModelOptions options, Optional<StepGraphs> graphs) {
        this.thread = thread;
        this.model = model;
        this.options = options;
        this.graphs = graphs;
    }

    /**
     * {@return an opened model: the one in some folders, or the one that ships with the program when none is named}
     *
     * @param folders see {@link org.ouroboros3d.load.ModelFolder}: ours, or SVD's and Ouroboros3D-SVD-LGM's together
     * @throws org.ouroboros3d.format.WeightsException if a file is missing or damaged, or does not fit
     */
    public static Ouroboros3D open(Device device, Path... folders) {
        return open(device, ModelOptions.defaults(), folders);
    }

    /**
     * {@return an opened model, as the other, with options}
     *
     * @throws UnsupportedPrecisionException if the device has no instructions for the precision that is asked for
     * @throws InsufficientMemoryException if the device has too little free memory for one generation as the model is best
     *     sampled, as far as that is known
     * @throws IllegalArgumentException if CUDA graphs are asked for on the host
     * @throws org.ouroboros3d.error.NativeLibraryException if CUDA graphs are asked for and cannot be made at all
     */
    public static Ouroboros3D open(Device device, ModelOptions options, Path... folders) {
        if (options.cudaGraphs()) {
            StepGraphs.requireCuda(device);
        }
        Path[] named = folders.clone();
        ModelThread thread =
                ModelThread.start(options.maxWaiting(), options.maxBatch(), options.metrics(), options.shutdownDrain());
        try {
            LoadedModel model = thread.call(() -> LoadedModel.open(device, options, named));
            LOG.log(
                    Level.DEBUG,
                    "opened {0} with {1} parameters on {2} in {3}",
                    model.info().name(),
                    model.parameters(),
                    model.device(),
                    options.precision());
            return new Ouroboros3D(thread, model, options, thread.call(() -> graphs(model, options)));
        } catch (RuntimeException | Error e) {
            thread.shutdown(() -> {});
            thread.awaitEnd(Optional.empty());
            throw e;
        }
    }

    /** After the model was loaded: what that takes off the device's memory is no concern of graphs. */
    private static Optional<StepGraphs> graphs(LoadedModel model, ModelOptions options) {
        if (!options.cudaGraphs()) {
            return Optional.empty();
        }
        boolean made = false;
        try {
            Optional<StepGraphs> graphs = Optional.of(StepGraphs.on(model.device()));
            made = true;
            return graphs;
        } finally {
            if (!made) {
                model.close();
            }
        }
    }

    /** {@return what the model is} */
    public ModelInfo info() {
        return model.info();
    }

    /** {@return how many numbers the model's weights are} */
    public long parameters() {
        return model.parameters();
    }

    /** {@return where the model computes} */
    public Device device() {
        return model.device();
    }

    /** {@return what the model's networks compute in} */
    public Precision precision() {
        return options.precision();
    }

    /** {@return whether each network's weights are on the device only while it computes} */
    public boolean offload() {
        return options.offload();
    }

    /** {@return how many views are decoded together, at most: 14 as published, or fewer where memory was short} */
    public int decodeChunk() {
        return model.decodeChunk();
    }

    /**
     * {@return the square image that a model takes, made of any image of one object} It is decoded, turned upright, cut out
     * unless its alpha channel is a mask, and recentered, on the calling thread and not on the model's; a few at a time, since
     * each takes memory.
     *
     * @throws org.ouroboros3d.error.InputException if it is no sound PNG, JPEG or WebP image, or no object can be told from its
     *     background
     */
    public PreparedImage prepare(Path file) {
        return preparation.prepare(file);
    }

    /** {@return {@link #prepare(Path)} of an encoded file's bytes} */
    public PreparedImage prepare(byte[] bytes) {
        return preparation.prepare(bytes);
    }

    /**
     * {@return {@link #prepare(Path)} of an encoded file's bytes, read to their end}
     *
     * @throws IOException if the stream cannot be read
     */
    public PreparedImage prepare(InputStream stream) throws IOException {
        return preparation.prepare(stream);
    }

    /** {@return {@link #prepare(Path)} of an image of any kind} */
    public PreparedImage prepare(BufferedImage image) {
        return preparation.prepare(image);
    }

    /**
     * Turns an image into 3D.
     *
     * @param image a square image of one object, such as {@link #prepare} makes: RGBA, or RGB on white
     * @return views, renderings and Gaussians
     * @throws IllegalArgumentException if the image shows nothing, see {@link GenerationRequest}
     * @throws CancellationException if the calling thread is interrupted, or the JVM ends; the generation stops after its
     *     step
     * @throws QueueFullException if too many generations wait already
     * @throws IllegalStateException if this model was closed, or the calling thread is the model's own
     */
    public Generation generate(Image image, GenerationOptions options) {
        return generate(GenerationRequest.of(image, options));
    }

    /**
     * Turns an image into 3D and tells how it advances.
     *
     * @param progress called on the calling thread; what it throws stops the generation and is thrown here
     */
    public Generation generate(Image image, GenerationOptions options, ProgressListener progress) {
        return generate(GenerationRequest.of(image, options).withListener(GenerationListener.of(progress)));
    }

    /**
     * Turns an image into 3D in time, or not at all.
     *
     * @param request whose listener is called on the calling thread, unless it names an executor
     * @throws DeadlineExceededException if the deadline passes before the last step has been enqueued; as soon as that
     *     happens if the generation is still waiting, and before its next step if it runs
     */
    public Generation generate(GenerationRequest request) {
        if (!request.listenerExecutor().equals(GenerationRequest.VIRTUAL_THREADS)) {
            return ModelThread.await(submit(request));
        }
        WaitingCaller caller = new WaitingCaller();
        return caller.await(submit(request.withListenerExecutor(caller)));
    }

    /**
     * Asks for a generation and does not wait.
     *
     * @return its result to come. Cancelling it, whether or not it may be interrupted, stops it before its next step, or
     *     keeps it from starting; it fails with what {@link #generate} throws
     * @throws QueueFullException if too many generations wait already
     * @throws IllegalStateException if this model was closed
     */
    public CompletableFuture<Generation> submit(GenerationRequest request) {
        return thread.submit(request, new ModelRunner(model, graphs)).result();
    }

    /**
     * Makes the first answer as fast as those after it: generates from a plain image and drops the result. Twice, since much
     * of what the first run used is compiled during the second.
     *
     * @param options as later requests will have them
     */
    public void warmUp(GenerationOptions options) {
        int size = info().imageSize();
        byte[] gray = new byte[3 * size * size];
        Arrays.fill(gray, (byte) 128);
        Image image = Image.of(size, size, 3, gray);
        for (int run = 0; run < WARM_UP_RUNS; run++) {
            generate(image, options);
        }
    }

    /** {@return how many generations wait, those that run left out} */
    public int waiting() {
        return thread.waiting();
    }

    /** {@return whether this model takes requests} */
    public boolean isOpen() {
        return thread.isOpen();
    }

    /**
     * Frees the model after the generations that have been asked for, and waits for that. Closing again does nothing.
     *
     * @throws IllegalStateException on the model's own thread
     */
    @Override
    public void close() {
        shutdown();
        thread.awaitEnd(Optional.empty());
    }

    /**
     * Frees the model after the generations that have been asked for, as far as they end within a time; the others are
     * cancelled, and what runs is waited for until its step ends.
     *
     * @return whether no generation was cancelled
     * @throws IllegalStateException on the model's own thread
     */
    public boolean close(Duration limit) {
        shutdown();
        return thread.awaitEnd(Optional.of(limit));
    }

    /**
     * Takes no more requests, cancels those that there are and frees the model when the step that runs has ended, without
     * waiting for it; {@link #close()} does.
     *
     * @return how many generations were cancelled
     */
    public int shutdownNow() {
        shutdown();
        return thread.cancelAll();
    }

    private void shutdown() {
        LeakDetector.closed(watch);
        // Of the fields alone: this object may be gone when the model is freed.
        LoadedModel freed = model;
        Optional<StepGraphs> released = graphs;
        thread.shutdown(() -> {
            released.ifPresent(StepGraphs::close);
            freed.close();
        });
    }
}
