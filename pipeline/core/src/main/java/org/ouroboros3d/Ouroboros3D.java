package org.ouroboros3d;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.ouroboros3d.generate.Deadline;
import org.ouroboros3d.generate.DeadlineExceededException;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.generate.QueueFullException;
import org.ouroboros3d.graph.StepGraphs;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.InsufficientMemoryException;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.load.UnsupportedPrecisionException;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.queue.GenerationRequest;
import org.ouroboros3d.queue.ModelThread;
import org.ouroboros3d.run.ModelRunner;
import org.ouroboros3d.tensor.Device;

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
 * <p>When the JVM ends, a generation that runs is stopped after its step, and those that wait are cancelled.
 */
public final class Ouroboros3D implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ouroboros3D.class.getName());

    private final ModelThread thread;
    private final LoadedModel model;
    private final ModelOptions options;
    private final Optional<StepGraphs> graphs;

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
        ModelThread thread = ModelThread.start(options.maxWaiting(), options.maxBatch());
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
            thread.close(() -> {});
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
     * Turns an image into 3D.
     *
     * @param object a square picture of one object: RGBA, or RGB on white; {@link org.ouroboros3d.image.Recenter} makes
     *     it of a cut-out
     * @param progress told on the model's thread how the generation advances
     * @return views, renderings and Gaussians
     * @throws IllegalArgumentException if the picture is not square
     * @throws CancellationException if the calling thread is interrupted, or the JVM ends; the generation stops after its
     *     step
     * @throws QueueFullException if too many generations wait already
     * @throws IllegalStateException if this model was closed
     */
    public Generation generate(Image object, GenerationOptions options, ProgressListener progress) {
        return generate(object, options, Deadline.NONE, progress);
    }

    /**
     * Turns an image into 3D in time, or not at all.
     *
     * @throws DeadlineExceededException if the deadline passes before the last step has been enqueued; as soon as that
     *     happens if the generation is still waiting, and before its next step if it runs
     */
    public Generation generate(Image object, GenerationOptions options, Deadline deadline, ProgressListener progress) {
        return ModelThread.await(submit(object, options, deadline, progress));
    }

    /**
     * Asks for a generation and does not wait.
     *
     * @return its result to come. Cancelling it, whether or not it may be interrupted, stops it before its next step, or
     *     keeps it from starting; {@code get} throws what {@link #generate} throws inside of an
     *     {@link java.util.concurrent.ExecutionException}
     * @throws IllegalArgumentException if the picture is not square
     * @throws QueueFullException if too many generations wait already
     * @throws IllegalStateException if this model was closed
     */
    public Future<Generation> submit(
            Image object, GenerationOptions options, Deadline deadline, ProgressListener progress) {
        if (object.width() != object.height()) {
            throw new IllegalArgumentException("the picture must be square, not " + object.width() + " × "
                    + object.height() + "; Recenter makes it so");
        }
        return thread.submit(
                new GenerationRequest.Task(object, options, progress), deadline, new ModelRunner(model, graphs));
    }

    /** Frees the model after the generations that have been asked for. Closing again does nothing. */
    @Override
    public void close() {
        thread.close(() -> {
            graphs.ifPresent(StepGraphs::close);
            model.close();
        });
    }
}
