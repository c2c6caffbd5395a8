package org.ouroboros3d.format.json;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What Jackson could not bind, in words that name the configuration, the key and what was expected. */
final class JsonMistake {
    private JsonMistake() {}

    /**
     * {@return the exception of ours for one of Jackson's} What a record itself refuses is said in its own words.
     *
     * @param name what the object configures
     * @param root the object
     * @param words writes constants
     */
    static RuntimeException of(String name, JsonNode root, JsonMappingException e, ObjectMapper words) {
        if (e.getCause() instanceof RuntimeException own) {
            return own;
        }
        String owner = "";
        String key = "";
        JsonNode value = root;
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                value = value.path(step.getIndex());
            } else {
                owner = owner.isEmpty() ? key : owner + "." + key;
                key = step.getFieldName();
                value = value.path(key);
            }
        }
        String where = (owner.isEmpty() ? name : owner) + " configuration";
        if (e instanceof UnrecognizedPropertyException unknown) {
            List<String> known = unknown.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .toList();
            return new IllegalArgumentException(
                    where + ": there is no \"" + key + "\"; "
                            + NearestWord.of(key, known)
                                    .map(near -> "did you mean \"" + near + "\"? Known are ")
                                    .orElse("known are ")
                            + String.join(", ", known),
                    e);
        }
        if (value.isMissingNode() || value.isNull()) {
            return new IllegalArgumentException(where + " lacks \"" + key + "\"", e);
        }
        return new IllegalArgumentException(
                where + ": \"" + key + "\" must be " + expected(e, words) + ", got " + value, e);
    }

    private static String expected(JsonMappingException e, ObjectMapper words) {
        Class<?> type = e instanceof MismatchedInputException mismatch
                ? mismatch.getTargetType()
                : e.getCause() instanceof InputCoercionException range ? range.getTargetType() : Object.class;
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> words.convertValue(constant, String.class))
                            .toList();
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "an integer";
        }
        if (type == String.class || type == Path.class) {
            return "a string";
        }
        return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    }
}
