package org.ouroboros3d.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.json.JsonFile;

/** Reads a checkpoint that is split over several files, as its {@code *.index.json} says. */
final class ShardedReader {
    private ShardedReader() {}

    /**
     * Maps every shard that the index names.
     *
     * @throws WeightsException if the index is malformed, names a file elsewhere, or disagrees with a shard
     */
    static Checkpoint read(Path index, Arena arena) {
        String source = index.toString();
        JsonNode map = JsonFile.read(index).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new WeightsException(source, null, "it has no \"weight_map\" object");
        }
        Map<String, Checkpoint> shards = new HashMap<>();
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String name = shardName(source, entry.getKey(), entry.getValue());
            Checkpoint shard = shards.computeIfAbsent(
                    name, n -> CheckpointReader.read(index.toAbsolutePath().resolveSibling(n), arena));
            TensorData tensor = shard.tensors().get(entry.getKey());
            if (tensor == null) {
                throw new WeightsException(
                        source, entry.getKey(), "it is not in " + name + ", where the index puts it");
            }
            tensors.put(entry.getKey(), tensor);
        }
        shards.values().forEach(shard -> requireListed(source, shard, tensors));
        return new Checkpoint(source, Map.of(), tensors);
    }

    private static String shardName(String source, String key, JsonNode node) {
        String name = node.asText();
        boolean plain = node.isTextual() && name.matches("[A-Za-z0-9._-]+") && !name.endsWith(".json");
        if (!plain) {
            throw new WeightsException(
                    source,
                    key,
                    "its shard is not the name of a weights file beside the index: "
                            + WeightsException.printable(node.toString()));
        }
        return name;
    }

    private static void requireListed(String source, Checkpoint shard, Map<String, TensorData> listed) {
        for (String key : shard.tensors().keySet()) {
            if (!listed.containsKey(key)) {
                throw new WeightsException(source, key, "it is in " + shard.source() + " but not in the index");
            }
        }
    }
}
