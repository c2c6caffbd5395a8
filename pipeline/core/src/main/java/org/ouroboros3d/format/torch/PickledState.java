package org.ouroboros3d.format.torch;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.Extent;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.torch.TorchGlobals.Storage;
import org.ouroboros3d.format.torch.TorchGlobals.Tuple;
import org.ouroboros3d.format.torch.TorchGlobals.View;

/**
 * Turns an unpickled object into a flat checkpoint: nested dicts and lists become dotted keys, tensors become slices of
 * their storages, and everything else becomes text.
 */
final class PickledState {
    /** Finds the bytes of a storage. */
    @FunctionalInterface
    interface Storages {
        /**
         * {@return exactly the elements of {@code storage}}
         *
         * @throws WeightsException if the file does not hold them
         */
        MemorySegment find(Storage storage);
    }

    private static final int MAX_DEPTH = 32;

    /** Shared references could make a small pickle flatten into an endless number of entries. */
    private static final int MAX_ENTRIES = 1_000_000;

    private static final int MAX_KEY = 1024;

    private final String file;
    private final Storages storages;
    private final Map<String, String> scalars = new LinkedHashMap<>();
    private final Map<String, TensorData> tensors = new LinkedHashMap<>();
    private int visited;

    private PickledState(String file, Storages storages) {
        this.file = file;
        this.storages = storages;
    }

    static Checkpoint flatten(String file, Object root, Storages storages) {
        PickledState state = new PickledState(file, storages);
        if (!(root instanceof Map)) {
            throw new WeightsException(file, null, "its pickle is not a dict of tensors");
        }
        state.visit("", root, 0);
        return new Checkpoint(file, state.scalars, state.tensors);
    }

    private void visit(String key, Object value, int depth) {
        if (depth > MAX_DEPTH || ++visited > MAX_ENTRIES) {
            throw new WeightsException(
                    file,
                    null,
                    "its pickle nests deeper than " + MAX_DEPTH + " levels or has more than " + MAX_ENTRIES
                            + " entries");
        }
        if (key.length() > MAX_KEY) {
            throw new WeightsException(file, key, "its name is longer than " + MAX_KEY + " characters");
        }
        String prefix = key.isEmpty() ? "" : key + ".";
        switch (value) {
            case Map<?, ?> dict -> dict.forEach((name, item) -> visit(prefix + name, item, depth + 1));
            case List<?> list -> visitAll(prefix, list, depth);
            case View view -> keep(tensors, key, slice(key, view));
            case Tuple tuple -> visitAll(prefix, tuple.items(), depth);
            case TorchGlobals.None none -> keep(scalars, key, "None");
            default -> keep(scalars, key, value.toString());
        }
    }

    private void visitAll(String prefix, List<?> items, int depth) {
        for (int i = 0; i < items.size(); i++) {
            visit(prefix + i, items.get(i), depth + 1);
        }
    }

    private <T> void keep(Map<String, T> map, String key, T value) {
        if (map.put(key, value) != null) {
            throw new WeightsException(file, key, "two entries of its pickle have this name");
        }
    }

    private TensorData slice(String key, View view) {
        Storage storage = view.storage();
        long[] shape = toArray(view.shape());
        long[] strides = toArray(view.strides());
        int width = storage.dtype().byteSize();
        try {
            long span = Extent.span(shape, strides);
            // An empty tensor may lie anywhere; an expanded one would let a small file announce any size.
            long end = span == 0 ? 0 : Math.addExact(view.offset(), span);
            if (end > storage.elements() || Extent.elements(shape) > storage.elements()) {
                throw new WeightsException(
                        file,
                        key,
                        "shape " + view.shape() + " with strides " + view.strides() + " and offset " + view.offset()
                                + " does not fit its storage of " + storage.elements() + " elements");
            }
            MemorySegment bytes = storages.find(storage);
            long start = span == 0 ? 0 : view.offset() * width;
            return TensorData.strided(key, storage.dtype(), shape, strides, bytes.asSlice(start, span * width));
        } catch (ArithmeticException e) {
            throw new WeightsException(
                    file, key, "shape " + view.shape() + " with strides " + view.strides() + " does not fit 64 bits");
        }
    }

    private static long[] toArray(List<Long> sizes) {
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }
}
