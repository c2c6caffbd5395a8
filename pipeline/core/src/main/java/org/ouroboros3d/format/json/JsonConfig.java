package org.ouroboros3d.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Typed access to one {@code config.json} object.
 *
 * <p>Every failure is an {@link IllegalArgumentException} that names the configuration, the key and what was expected,
 * so that a record's {@code fromJson} stays a plain list of keys.
 */
public final class JsonConfig {
    private final String name;
    private final JsonNode node;

    private JsonConfig(String name, JsonNode node) {
        this.name = name;
        this.node = node;
    }

    /**
     * Wraps a JSON object.
     *
     * @param name what the object configures, for messages, such as {@code "UNet"}
     * @param node the object
     */
    public static JsonConfig of(String name, JsonNode node) {
        Objects.requireNonNull(name, "name");
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException(name + " configuration must be a JSON object, got " + node);
        }
        return new JsonConfig(name, node);
    }

    /**
     * Checks that every key is known.
     *
     * @return this
     */
    public JsonConfig only(String... keys) {
        List<String> known = List.of(keys);
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(name + " configuration: there is no \"" + key + "\"; "
                        + nearest(key, known)
                                .map(near -> "did you mean \"" + near + "\"? Known are ")
                                .orElse("known are ")
                        + String.join(", ", known));
            }
        });
        return this;
    }

    /** {@return the known key that a third of the letters, at most, make of an unknown one} */
    private static Optional<String> nearest(String key, List<String> known) {
        return known.stream()
                .filter(other -> Math.abs(key.length() - other.length()) <= slack(other))
                .filter(other -> edits(key, other) <= slack(other))
                .min(Comparator.comparingInt(other -> edits(key, other)));
    }

    private static int slack(String word) {
        return Math.max(1, word.length() / 3);
    }

    /** Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] row = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[to.length()];
    }

    /** {@return whether {@code key} is present with a value other than null} */
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** {@return the integer at {@code key}} */
    public int integer(String key) {
        return asInteger(key, value(key));
    }

    /** {@return the integer at {@code key}, or {@code absent} where the key is missing or null} */
    public int integer(String key, int absent) {
        return has(key) ? integer(key) : absent;
    }

    /** {@return the integer of 64 bits at {@code key}, or {@code absent} where the key is missing or null} */
    public long longInteger(String key, long absent) {
        if (!has(key)) {
            return absent;
        }
        JsonNode value = value(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw mistake(key, "an integer", value);
        }
        return value.longValue();
    }

    /** {@return the number at {@code key}} */
    public double number(String key) {
        JsonNode value = value(key);
        if (!value.isNumber()) {
            throw mistake(key, "a number", value);
        }
        return value.doubleValue();
    }

    /** {@return the number at {@code key}, or {@code absent} where the key is missing or null} */
    public double number(String key, double absent) {
        return has(key) ? number(key) : absent;
    }

    /** {@return the boolean at {@code key}, or {@code absent} where the key is missing or null} */
    public boolean flag(String key, boolean absent) {
        if (!has(key)) {
            return absent;
        }
        JsonNode value = value(key);
        if (!value.isBoolean()) {
            throw mistake(key, "true or false", value);
        }
        return value.booleanValue();
    }

    /** {@return the string at {@code key}, or {@code absent} where the key is missing or null} */
    public String text(String key, String absent) {
        if (!has(key)) {
            return absent;
        }
        JsonNode value = value(key);
        if (!value.isTextual()) {
            throw mistake(key, "a string", value);
        }
        return value.textValue();
    }

    /** {@return the constant whose lower-case name is at {@code key}, or {@code absent} where that is missing or null} */
    public <E extends Enum<E>> E constant(Class<E> type, String key, E absent) {
        return has(key) ? constant(type, key, value(key)) : absent;
    }

    /** {@return the constants whose lower-case names are in the array at {@code key}} */
    public <E extends Enum<E>> List<E> constants(Class<E> type, String key) {
        List<E> result = new ArrayList<>();
        for (JsonNode element : array(key)) {
            result.add(constant(type, key, element));
        }
        return List.copyOf(result);
    }

    private <E extends Enum<E>> E constant(Class<E> type, String key, JsonNode value) {
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        return type.getEnumConstants()[words.indexOf(word(key, words, value))];
    }

    /** {@return the string at {@code key}, one of some, or {@code absent} where that is missing or null} */
    public String word(String key, List<String> words, String absent) {
        return has(key) ? word(key, words, value(key)) : absent;
    }

    private String word(String key, List<String> words, JsonNode value) {
        if (!value.isTextual() || !words.contains(value.textValue())) {
            throw mistake(key, "one of " + words, value);
        }
        return value.textValue();
    }

    /** {@return the integers of the array at {@code key}} */
    public List<Integer> integers(String key) {
        List<Integer> result = new ArrayList<>();
        for (JsonNode element : array(key)) {
            result.add(asInteger(key, element));
        }
        return List.copyOf(result);
    }

    /** {@return the booleans of the array at {@code key}} */
    public List<Boolean> flags(String key) {
        List<Boolean> result = new ArrayList<>();
        for (JsonNode element : array(key)) {
            if (!element.isBoolean()) {
                throw mistake(key, "an array of true and false", element);
            }
            result.add(element.booleanValue());
        }
        return List.copyOf(result);
    }

    /** {@return the numbers of the array at {@code key}} */
    public List<Double> numbers(String key) {
        List<Double> result = new ArrayList<>();
        for (JsonNode element : array(key)) {
            if (!element.isNumber()) {
                throw mistake(key, "an array of numbers", element);
            }
            result.add(element.doubleValue());
        }
        return List.copyOf(result);
    }

    /** {@return the strings of the array at {@code key}} */
    public List<String> texts(String key) {
        List<String> result = new ArrayList<>();
        for (JsonNode element : array(key)) {
            if (!element.isTextual()) {
                throw mistake(key, "an array of strings", element);
            }
            result.add(element.textValue());
        }
        return List.copyOf(result);
    }

    /** {@return whether {@code key} holds an array} */
    public boolean isArray(String key) {
        return node.path(key).isArray();
    }

    /** {@return the object at {@code key}} */
    public JsonNode object(String key) {
        JsonNode value = value(key);
        if (!value.isObject()) {
            throw mistake(key, "an object", value);
        }
        return value;
    }

    /** {@return the objects of the array at {@code key}} */
    public List<JsonNode> objects(String key) {
        List<JsonNode> result = new ArrayList<>();
        array(key).forEach(result::add);
        return List.copyOf(result);
    }

    private JsonNode array(String key) {
        JsonNode value = value(key);
        if (!value.isArray()) {
            throw mistake(key, "an array", value);
        }
        return value;
    }

    private int asInteger(String key, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw mistake(key, "an integer", value);
        }
        return value.intValue();
    }

    private JsonNode value(String key) {
        if (!has(key)) {
            throw new IllegalArgumentException(name + " configuration lacks \"" + key + "\"");
        }
        return node.get(key);
    }

    private IllegalArgumentException mistake(String key, String expected, JsonNode actual) {
        return new IllegalArgumentException(
                name + " configuration: \"" + key + "\" must be " + expected + ", got " + actual);
    }
}
