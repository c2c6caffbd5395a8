package org.ouroboros3d.generate;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.tensor.Device;

/**
 * A loaded model: one image in, eight views and 3D Gaussians out.
 *
 * <p>All tensors live on one platform thread that this object owns. Every method may be called from any thread, virtual
 * ones included; generations run one after the other in the order of their calls.
 */
public final class Ouroboros3D implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ouroboros3D.class.getName());

    private final ExecutorService thread;
    private final LoadedModel model;
    private final ModelOptions options;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Ouroboros3D(ExecutorService thread, LoadedModel model, ModelOptions options) {
        this.thread = thread;
        this.options = options;
        this.model = model;
    }

    /**
     * {@return an opened model: the one in some folders, or the one that ships with the program when none is named}
     *
     * @param folders see {@link org.ouroboros3d.weights.ModelFolder}: ours, or SVD's and Ouroboros3D-SVD-LGM's together
     * @throws org.ouroboros3d.weights.WeightsException if a file is missing or damaged, or does not fit
     */
    public static Ouroboros3D open(Device device, Path... folders) {
        return open(device, ModelOptions.defaults(), folders);
    }

    /**
     * {@return an opened model, as the other, with options}
     *
     * @throws UnsupportedPrecisionException if the device has no instructions for the precision that is asked for
     */
    public static Ouroboros3D open(Device device, ModelOptions options, Path... folders) {
        Path[] named = folders.clone();
        Precision precision = options.precision();
        return start(options, () -> LoadedModel.open(device, precision, named));
    }

    private static Ouroboros3D start(ModelOptions options, Callable<LoadedModel> loading) {
        ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("ouroboros3d").daemon().factory());
        try {
            LoadedModel model = await(thread.submit(loading));
            LOG.log(
                    Level.DEBUG,
                    "opened {0} with {1} parameters on {2}",
                    model.info().name(),
                    model.parameters(),
                    model.device());
            return new Ouroboros3D(thread, model, options);
        } catch (RuntimeException | Error e) {
            thread.shutdown();
            throw e;
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

    /**
     * Turns an image into 3D.
     *
     * @param object a square picture of one object: RGBA, or RGB on white; {@link org.ouroboros3d.image.Recenter} makes
     *     it of a cut-out
     * @param progress told on the model's thread how the generation advances
     * @return views, renderings and Gaussians
     * @throws IllegalArgumentException if the picture is not square
     * @throws CancellationException if the calling thread is interrupted; the generation stops after its step
     * @throws IllegalStateException if this model was closed
     */
    public Generation generate(Image object, GenerationOptions options, ProgressListener progress) {
        if (object.width() != object.height()) {
            throw new IllegalArgumentException("the picture must be square, not " + object.width() + " × "
                    + object.height() + "; Recenter makes it so");
        }
        Generation generation = await(submit(() -> new GenerationRun(model, options).run(object, progress)));
        LOG.log(Level.DEBUG, "generated with {0}: seconds by stage {1}", options, generation.stageSeconds());
        return generation;
    }

    private <T> Future<T> submit(Callable<T> work) {
        try {
            return thread.submit(work);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("this model was closed", e);
        }
    }

    /** Frees the model after the generations that have been asked for. Closing again does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Future<?> freed = thread.submit(model::close);
        thread.shutdown();
        awaitUninterruptibly(freed);
    }

    /** An interrupted caller, whose run has just been cancelled, must not leave the model's memory behind. */
    private static void awaitUninterruptibly(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrapped(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while waiting for the model");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** The failure as the model's thread threw it; its own stack trace says where. */
    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        if (e.getCause() instanceof RuntimeException exception) {
            exception.addSuppressed(new IllegalStateException("called from here"));
            return exception;
        }
        return new IllegalStateException("the model's thread failed", e.getCause());
    }
}
