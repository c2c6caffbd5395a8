package org.ouroboros3d.format.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.MappedFile;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.torch.TorchGlobals.Storage;

/**
 * Reads what {@code torch.save} writes ({@code .pth}, {@code .pt}, {@code .bin}): the zip format since PyTorch 1.6 and
 * the legacy stream before it. The tensors are slices of the mapped file; no code of the file is ever run.
 *
 * <p>Nested dicts and lists become dotted keys ({@code state_dict.conv.weight}), scalars become metadata.
 */
public final class TorchReader {
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final Object MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long LEGACY_PROTOCOL = 1001;
    private static final String PICKLE = "data.pkl";
    private static final long MAX_PICKLE = 64L << 20;

    private TorchReader() {}

    /**
     * Maps a file.
     *
     * @param arena how long the mapping and the tensors' bytes stay valid
     * @throws WeightsException if the file is missing, damaged, or asks for anything but tensors
     */
    public static Checkpoint read(Path file, Arena arena) {
        return parse(file.toString(), MappedFile.map(file, arena));
    }

    /**
     * Reads a file that is in memory already.
     *
     * @param source what messages call it
     * @throws WeightsException if the bytes are damaged, or ask for anything but tensors
     */
    public static Checkpoint parse(String source, MemorySegment bytes) {
        boolean zip =
                bytes.byteSize() >= ZIP.length && MemorySegment.ofArray(ZIP).mismatch(bytes.asSlice(0, ZIP.length)) < 0;
        return zip ? readZip(source, bytes) : readLegacy(source, bytes);
    }

    private static Checkpoint readZip(String file, MemorySegment bytes) {
        Map<String, MemorySegment> entries = ZipDirectory.read(file, bytes);
        String root = rootOf(file, entries);
        MemorySegment order = entries.get(root + "byteorder");
        if (order != null && !isText(order, "little")) {
            throw new WeightsException(file, null, "its byte order is not little-endian");
        }
        MemorySegment pickle = entries.get(root + PICKLE);
        if (pickle.byteSize() > MAX_PICKLE) {
            throw new WeightsException(file, null, "its pickle has " + pickle.byteSize() + " bytes, over the limit");
        }
        Object state = Unpickler.read(new PickleInput(file, pickle), new HashMap<>());
        return PickledState.flatten(file, state, storage -> {
            String name = root + "data/" + storage.key();
            return exactly(file, storage, entries.get(name));
        });
    }

    /** The archive's single folder is named after the file that was saved, or "archive". */
    private static String rootOf(String file, Map<String, MemorySegment> entries) {
        List<String> pickles = entries.keySet().stream()
                .filter(name -> name.indexOf('/') > 0
                        && name.substring(name.indexOf('/') + 1).equals(PICKLE))
                .toList();
        if (pickles.size() != 1) {
            throw new WeightsException(
                    file, null, "a zip archive, but not of torch.save: it has " + pickles.size() + " data.pkl");
        }
        String pickle = pickles.getFirst();
        return pickle.substring(0, pickle.length() - PICKLE.length());
    }

    private static boolean isText(MemorySegment bytes, String text) {
        return bytes.mismatch(MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII))) < 0;
    }

    private static Checkpoint readLegacy(String file, MemorySegment bytes) {
        if (bytes.byteSize() == 0 || bytes.get(ValueLayout.JAVA_BYTE, 0) != (byte) 0x80) {
            throw new WeightsException(file, null, "not a PyTorch checkpoint: neither a zip archive nor a pickle");
        }
        PickleInput input = new PickleInput(file, bytes);
        if (!Unpickler.read(input, new HashMap<>()).equals(MAGIC)) {
            throw new WeightsException(file, null, "a pickle, but not one of torch.save");
        }
        if (!Unpickler.read(input, new HashMap<>()).equals(LEGACY_PROTOCOL)) {
            throw new WeightsException(file, null, "an unknown version of PyTorch's legacy format");
        }
        if (!(Unpickler.read(input, new HashMap<>()) instanceof Map<?, ?> system)
                || !Boolean.TRUE.equals(system.get("little_endian"))) {
            throw new WeightsException(file, null, "its byte order is not little-endian");
        }
        Map<String, Storage> storages = new HashMap<>();
        Object state = Unpickler.read(input, storages);
        if (!(Unpickler.read(input, new HashMap<>()) instanceof List<?> keys)) {
            throw new WeightsException(file, null, "its list of storages is missing");
        }
        Map<String, MemorySegment> located = locate(input, keys, storages);
        if (input.position() != bytes.byteSize()) {
            throw new WeightsException(
                    file,
                    null,
                    (bytes.byteSize() - input.position()) + " bytes after the last storage belong to nobody");
        }
        return PickledState.flatten(file, state, storage -> exactly(file, storage, located.get(storage.key())));
    }

    /** Behind the pickles lie the raw storages, in the order of the key list, each led by its number of elements. */
    private static Map<String, MemorySegment> locate(PickleInput input, List<?> keys, Map<String, Storage> storages) {
        Map<String, MemorySegment> located = new HashMap<>();
        for (Object key : keys) {
            if (!(key instanceof String name) || !storages.containsKey(name)) {
                throw input.fault("a storage that no tensor uses");
            }
            Storage storage = storages.get(name);
            long elements = input.int64();
            if (elements != storage.elements()) {
                throw input.fault(
                        "a storage of " + elements + " elements where " + storage.elements() + " are announced");
            }
            // Any number of elements beyond the file is caught by take; the clamp keeps the product in range.
            located.put(
                    name,
                    input.take(Math.min(elements, Long.MAX_VALUE >> 3)
                            * storage.dtype().byteSize()));
        }
        return located;
    }

    private static MemorySegment exactly(String file, Storage storage, MemorySegment bytes) {
        if (bytes == null) {
            throw new WeightsException(
                    file,
                    null,
                    "storage " + WeightsException.printable(storage.key())
                            + " is missing: the file is cut short or damaged");
        }
        if (bytes.byteSize() % storage.dtype().byteSize() != 0
                || bytes.byteSize() / storage.dtype().byteSize() != storage.elements()) {
            throw new WeightsException(
                    file,
                    null,
                    "storage " + WeightsException.printable(storage.key()) + " has " + bytes.byteSize() + " bytes, not "
                            + storage.elements() + " elements of " + storage.dtype());
        }
        return bytes;
    }
}
