package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.tensor.Device;

/**
 * One model, loaded several times to serve side by side.
 *
 * @param all the copies
 */
record ServingModels(List<Ouroboros3D> all) implements AutoCloseable {
    ServingModels {
        all = List.copyOf(all);
    }

    /** Loads a model so many times; when one of them fails, those before are closed. */
    static ServingModels open(int count, Device device, ModelOptions options, Path... folders) {
        List<Ouroboros3D> loaded = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                loaded.add(Ouroboros3D.open(device, options, folders));
            }
            return new ServingModels(loaded);
        } catch (RuntimeException | Error e) {
            try (ServingModels opened = new ServingModels(loaded)) {
                throw e;
            }
        }
    }

    /** Closes every copy, also where one fails. */
    @Override
    public void close() {
        if (!all.isEmpty()) {
            try (Ouroboros3D last = all.getLast();
                    ServingModels others = new ServingModels(all.subList(0, all.size() - 1))) {
                // Closing is all.
            }
        }
    }
}
