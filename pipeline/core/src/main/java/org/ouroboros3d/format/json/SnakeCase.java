package org.ouroboros3d.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The keys of our configurations are in snake_case, as those of the field's files; version 0.1 had camelCase. */
public final class SnakeCase {
    private static final System.Logger LOG = System.getLogger(SnakeCase.class.getName());
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z])([A-Z])");

    private SnakeCase() {}

    /**
     * {@return a copy whose keys are in snake_case at every depth} Former keys are accepted and logged as one warning.
     *
     * @param source what the configuration was read from, for messages
     * @throws IllegalArgumentException if a key is given in both spellings
     */
    public static JsonNode read(JsonNode node, String source) {
        List<String> renamed = new ArrayList<>();
        JsonNode copy = keys(node, source, renamed);
        if (!renamed.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: keys have other names now: {1}",
                    source,
                    String.join(", ", renamed));
        }
        return copy;
    }

    /** {@return a copy whose keys are in snake_case at every depth, of what the program itself has stored} */
    public static JsonNode stored(JsonNode node) {
        return keys(node, "stored settings", new ArrayList<>());
    }

    private static JsonNode keys(JsonNode node, String source, List<String> renamed) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> copy.add(keys(element, source, renamed)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String key = HUMP.matcher(entry.getKey())
                    .replaceAll(hump -> "_" + hump.group().toLowerCase(Locale.ROOT));
            if (!key.equals(entry.getKey())) {
                renamed.add(entry.getKey() + " is " + key);
            }
            if (copy.has(key)) {
                throw new IllegalArgumentException(
                        source + ": \"" + key + "\" is given twice, also by its former name");
            }
            copy.set(key, keys(entry.getValue(), source, renamed));
        }
        return copy;
    }
}
