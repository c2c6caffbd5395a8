package org.ouroboros3d.cli;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.export.Stopwatch;
import org.ouroboros3d.tensor.NativeThreads;

/** A model that is loaded once, for all pictures of a command: when the first is ready for it, or while that is read. */
final class LazyModel implements AutoCloseable {
    private final Supplier<Ouroboros3D> loader;
    private Optional<CompletableFuture<Ouroboros3D>> loading = Optional.empty();
    private Optional<Ouroboros3D> loaded = Optional.empty();

    LazyModel(Supplier<Ouroboros3D> loader) {
        this.loader = loader;
    }

    /** Begins to load in the background. A failure shows where the model is asked for. */
    void begin() {
        if (loading.isEmpty()) {
            // Libraries that are loaded meanwhile read the environment, which is not written beside that.
            NativeThreads.prepare();
            loading = Optional.of(CompletableFuture.supplyAsync(
                    loader,
                    task -> Thread.ofPlatform().name("model-loading").daemon().start(task)));
        }
    }

    Ouroboros3D get(Progress progress, Stopwatch stopwatch) {
        if (loaded.isEmpty()) {
            progress.stage("Loading the model");
            loaded = Optional.of(
                    stopwatch.time("load model", () -> loading.isPresent() ? await(loading.get()) : loader.get()));
        }
        return loaded.get();
    }

    private static Ouroboros3D await(CompletableFuture<Ouroboros3D> loading) {
        try {
            return loading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while the model was loaded");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new IllegalStateException("the model cannot be loaded", e.getCause());
            }
        }
    }

    /** Waits for a model that is still being loaded: the process should not end while native code is at work. */
    @Override
    public void close() {
        if (loaded.isPresent()) {
            loaded.get().close();
        } else if (loading.isPresent()) {
            // One that failed has nothing to close.
            loading.get()
                    .handle((model, failure) -> Optional.ofNullable(model))
                    .join()
                    .ifPresent(Ouroboros3D::close);
        }
    }
}
