package org.ouroboros3d.format.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.format.Extent;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.tensor.DType;

/**
 * The only names that a checkpoint's pickle may refer to, and what calling them makes: dicts and descriptions of
 * tensors. Nothing is ever looked up by name or executed.
 */
final class TorchGlobals {
    /** Something that a pickle may name. */
    sealed interface Name permits Function, StorageType {}

    /** The callables. */
    enum Function implements Name {
        ORDERED_DICT,
        REBUILD_TENSOR,
        REBUILD_PARAMETER,
        SIZE
    }

    /** A storage class such as {@code torch.FloatStorage}. */
    record StorageType(DType dtype) implements Name {}

    /** A block of elements outside the pickle. */
    record Storage(String key, DType dtype, long elements) {}

    /** A view of a storage; offset, shape and strides in elements. */
    record View(Storage storage, long offset, List<Long> shape, List<Long> strides) {}

    /** An immutable sequence. */
    record Tuple(List<Object> items) {}

    /** Python's None, which a Java collection could not tell from absence. */
    enum None {
        NONE
    }

    private static final Map<String, Name> ALLOWED = Map.ofEntries(
            Map.entry("collections.OrderedDict", Function.ORDERED_DICT),
            Map.entry("torch._utils._rebuild_tensor_v2", Function.REBUILD_TENSOR),
            Map.entry("torch._utils._rebuild_parameter", Function.REBUILD_PARAMETER),
            Map.entry("torch.Size", Function.SIZE),
            Map.entry("torch.FloatStorage", new StorageType(DType.FLOAT32)),
            Map.entry("torch.DoubleStorage", new StorageType(DType.FLOAT64)),
            Map.entry("torch.HalfStorage", new StorageType(DType.FLOAT16)),
            Map.entry("torch.BFloat16Storage", new StorageType(DType.BFLOAT16)),
            Map.entry("torch.LongStorage", new StorageType(DType.INT64)),
            Map.entry("torch.IntStorage", new StorageType(DType.INT32)),
            Map.entry("torch.ShortStorage", new StorageType(DType.INT16)),
            Map.entry("torch.CharStorage", new StorageType(DType.INT8)),
            Map.entry("torch.ByteStorage", new StorageType(DType.UINT8)),
            Map.entry("torch.BoolStorage", new StorageType(DType.BOOL)));

    private final PickleInput input;
    private final Map<String, Storage> storages;

    /**
     * @param input for messages
     * @param storages collects the storages that the pickle mentions, by key
     */
    TorchGlobals(PickleInput input, Map<String, Storage> storages) {
        this.input = input;
        this.storages = storages;
    }

    Name find(String module, String name) {
        Name known = ALLOWED.get(module + "." + name);
        if (known == null) {
            throw new WeightsException(
                    input.file(),
                    null,
                    "refused: its pickle asks for " + WeightsException.printable(module + "." + name)
                            + ", and only tensors, dicts, lists and scalars are built from a checkpoint;"
                            + " if you trust the file, save its state_dict() alone, or convert it to safetensors");
        }
        return known;
    }

    /** {@return what calling {@code callee} with {@code arguments} makes} */
    Object call(Object callee, Object arguments) {
        if (!(callee instanceof Function function) || !(arguments instanceof Tuple tuple)) {
            throw input.fault("a call of something that is not a function");
        }
        List<Object> items = tuple.items();
        return switch (function) {
            case ORDERED_DICT -> orderedDict(items);
            case REBUILD_TENSOR -> view(items);
            case REBUILD_PARAMETER -> argument(items, 0, View.class);
            case SIZE -> new Tuple(sequence(argument(items, 0, Object.class)));
        };
    }

    /** {@return the storage that a persistent id stands for} */
    Storage storage(Object id) {
        if (!(id instanceof Tuple tuple)
                || tuple.items().isEmpty()
                || !"storage".equals(tuple.items().getFirst())) {
            throw input.fault("a persistent id that is not a storage");
        }
        List<Object> items = tuple.items();
        if (items.size() > 5 && items.get(5) != None.NONE) {
            throw input.fault("a storage that is a view of another one, as PyTorch before 0.4 wrote them");
        }
        long elements = argument(items, 4, Long.class);
        if (elements < 0) {
            throw input.fault("a storage of " + elements + " elements");
        }
        Storage storage = new Storage(
                argument(items, 2, String.class),
                argument(items, 1, StorageType.class).dtype(),
                elements);
        Storage earlier = storages.putIfAbsent(storage.key(), storage);
        if (earlier != null && !earlier.equals(storage)) {
            throw input.fault("a storage that is described in two ways");
        }
        return storage;
    }

    private Map<Object, Object> orderedDict(List<Object> items) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (!items.isEmpty()) {
            for (Object pair : sequence(items.getFirst())) {
                List<Object> entry = sequence(pair);
                put(dict, argument(entry, 0, Object.class), argument(entry, 1, Object.class));
            }
        }
        return dict;
    }

    /** Adds to a dict; only plain scalars are keys, so that hashing never walks a hostile structure. */
    void put(Map<Object, Object> dict, Object key, Object value) {
        if (!(key instanceof String || key instanceof Long || key instanceof Boolean || key instanceof Double)) {
            throw input.fault("a dict key that is neither a text nor a number");
        }
        dict.put(key, value);
    }

    private View view(List<Object> items) {
        List<Long> shape = sizes(argument(items, 2, Tuple.class));
        List<Long> strides = sizes(argument(items, 3, Tuple.class));
        if (shape.size() != strides.size() || shape.size() > Extent.MAX_RANK) {
            throw input.fault("a tensor with " + shape.size() + " sizes and " + strides.size() + " strides");
        }
        long offset = argument(items, 1, Long.class);
        if (offset < 0) {
            throw input.fault("a tensor at the negative offset " + offset);
        }
        return new View(argument(items, 0, Storage.class), offset, shape, strides);
    }

    private List<Long> sizes(Tuple tuple) {
        return tuple.items().stream()
                .map(item -> {
                    if (item instanceof Long size && size >= 0) {
                        return size;
                    }
                    throw input.fault("a tensor whose shape or strides are not natural numbers");
                })
                .toList();
    }

    private List<Object> sequence(Object value) {
        return switch (value) {
            case Tuple tuple -> tuple.items();
            case List<?> list -> List.copyOf(list);
            default -> throw input.fault("a sequence is missing");
        };
    }

    private <T> T argument(List<Object> items, int index, Class<T> type) {
        if (index >= items.size() || !type.isInstance(items.get(index))) {
            throw input.fault("argument " + index + " of a call is not a " + type.getSimpleName());
        }
        return type.cast(items.get(index));
    }
}
