package org.ouroboros3d.cli;

import java.util.Optional;
import java.util.function.Supplier;
import org.ouroboros3d.Ouroboros3D;

/** A model that is loaded when the first picture is ready for it, and serves all of a command. */
final class LazyModel implements AutoCloseable {
    private final Supplier<Ouroboros3D> loader;
    private Optional<Ouroboros3D> loaded = Optional.empty();

    LazyModel(Supplier<Ouroboros3D> loader) {
        this.loader = loader;
    }

    Ouroboros3D get(Progress progress, Stopwatch stopwatch) {
        if (loaded.isEmpty()) {
            progress.stage("Loading the model");
            loaded = Optional.of(stopwatch.time("load model", loader));
        }
        return loaded.get();
    }

    @Override
    public void close() {
        loaded.ifPresent(Ouroboros3D::close);
    }
}
