package org.ouroboros3d.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a weights file holds, whatever its format.
 *
 * @param source the file, for messages
 * @param metadata text entries: safetensors' {@code __metadata__}, or the scalars of a pickled checkpoint
 * @param tensors by key, in the file's order; their bytes live as long as the arena that the file was mapped into
 */
public record Checkpoint(String source, Map<String, String> metadata, Map<String, TensorData> tensors) {
    /** Takes unmodifiable copies. */
    public Checkpoint {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** {@return the same tensors with {@code prefix} put before every key} */
    public Checkpoint under(String prefix) {
        Map<String, TensorData> renamed = new LinkedHashMap<>();
        tensors.values().forEach(t -> renamed.put(prefix + t.name(), t.renamed(prefix + t.name())));
        return new Checkpoint(source, metadata, renamed);
    }

    /** {@return the tensors whose key begins with {@code prefix}, which is cut off} */
    public Checkpoint only(String prefix) {
        Map<String, TensorData> kept = new LinkedHashMap<>();
        tensors.values().stream()
                .filter(t -> t.name().startsWith(prefix))
                .map(t -> t.renamed(t.name().substring(prefix.length())))
                .forEach(t -> kept.put(t.name(), t));
        return new Checkpoint(source, metadata, kept);
    }
}
