package org.ouroboros3d.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Keeps account of which keys of a checkpoint a model took, and of what was wrong with them. */
final class WeightLedger {
    /** Makes the tensor of a key that the checkpoint has; it joins the innermost scope. */
    @FunctionalInterface
    interface Loader {
        Tensor load(String key, Role role);
    }

    private final String source;
    private final Map<String, long[]> shapes;
    private final Loader loader;
    private final TensorScope owner;
    private final Map<String, long[]> asked = new LinkedHashMap<>();
    private final Map<String, Role> roles = new HashMap<>();
    private final Map<String, String> faults = new LinkedHashMap<>();
    private final Set<String> ignored = new HashSet<>();

    /** With an owner, loaded tensors move there; without, they stay where they are. */
    WeightLedger(String source, Map<String, long[]> shapes, Loader loader, TensorScope owner) {
        this.source = source;
        this.shapes = shapes;
        this.loader = loader;
        this.owner = owner;
    }

    /** NaNs of a shape, which take no memory and can never pass for a result; in the innermost scope. */
    static Tensor nans(long... shape) {
        return Shapes.expand(Creation.full(Double.NaN, DType.FLOAT32, Device.CPU), shape);
    }

    boolean has(String key) {
        return shapes.containsKey(key);
    }

    void ignore(String key) {
        ignored.add(key);
    }

    Map<String, long[]> asked() {
        return Collections.unmodifiableMap(asked);
    }

    Role role(String key) {
        Role role = roles.get(key);
        if (role == null) {
            throw new IllegalArgumentException(source + ": nobody took " + key);
        }
        return role;
    }

    Tensor take(String key, Role role, long... expected) {
        asked.put(key, expected.clone());
        roles.put(key, role);
        long[] actual = shapes.get(key);
        if (actual == null) {
            faults.put(key, "missing: " + key + " " + Arrays.toString(expected));
        } else if (!Arrays.equals(actual, expected)) {
            faults.put(
                    key,
                    "wrong shape: " + key + " " + Arrays.toString(actual) + ", expected " + Arrays.toString(expected));
        }
        // After the first fault the model will not be used, so the rest of the file need not be read.
        if (!faults.isEmpty()) {
            return owned(() -> nans(expected));
        }
        return owner == null ? loader.load(key, role) : owned(() -> loader.load(key, role));
    }

    private Tensor owned(Supplier<Tensor> maker) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor tensor = maker.get();
            return owner == null ? scope.moveToOuter(tensor) : owner.adopt(tensor);
        }
    }

    void requireAllUsed(String prefix) {
        List<String> found = new ArrayList<>();
        faults.forEach((key, fault) -> {
            if (key.startsWith(prefix)) {
                found.add(fault);
            }
        });
        shapes.forEach((key, shape) -> {
            if (key.startsWith(prefix) && !asked.containsKey(key) && !ignored.contains(key)) {
                found.add("unexpected: " + WeightsException.printable(key) + " " + Arrays.toString(shape));
            }
        });
        if (!found.isEmpty()) {
            throw new WeightsException(
                    source,
                    null,
                    "not the weights of this model, " + found.size() + (found.size() == 1 ? " fault" : " faults")
                            + ":\n  " + String.join("\n  ", found));
        }
    }
}
