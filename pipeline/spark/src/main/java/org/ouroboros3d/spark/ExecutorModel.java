package org.ouroboros3d.spark;

import java.util.HashMap;
import java.util.Map;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.tensor.Device;

/** The models of this executor: one for each device, loaded by the first task that asks and shared by all. */
final class ExecutorModel {
    private static final Map<Key, Ouroboros3D> LOADED = new HashMap<>();

    private record Key(Device device, ModelSettings settings) {}

    private ExecutorModel() {}

    /** {@return the model, which stays until the executor ends} Tasks wait for one that is being loaded. */
    static Ouroboros3D get(Device device, ModelSettings settings) {
        synchronized (LOADED) {
            Key key = new Key(device, settings);
            if (!LOADED.containsKey(key)) {
                // Only a program with several jobs asks for another model; both would be in memory.
                closeAll();
                LOADED.put(key, Ouroboros3D.open(device, settings.options(), settings.paths()));
            }
            return LOADED.get(key);
        }
    }

    /** Frees the models of this process. */
    static void closeAll() {
        synchronized (LOADED) {
            LOADED.values().forEach(Ouroboros3D::close);
            LOADED.clear();
        }
    }
}
