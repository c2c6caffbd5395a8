package org.ouroboros3d.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The body of a request for a prediction: a picture, or JSON with one. */
final class PredictionRequest {
    private static final Set<String> PICTURES = Set.of("image/png", "image/jpeg", "image/webp");
    private static final Pattern DATA_URL =
            Pattern.compile("data:(image/(?:png|jpeg|webp));base64,", Pattern.CASE_INSENSITIVE);

    private final byte[] picture;
    private final Map<String, String> options;

    private PredictionRequest(byte[] picture, Map<String, String> options) {
        this.picture = picture;
        this.options = options;
    }

    /** {@return the picture as a file's bytes} */
    byte[] picture() {
        return picture;
    }

    /** {@return the options by name} */
    Map<String, String> options() {
        return options;
    }

    /**
     * Reads a body.
     *
     * @param mediaType of the body, without parameters
     * @param query options beside the body
     * @throws ProblemException if it is of another kind, or damaged
     */
    static PredictionRequest of(String mediaType, byte[] body, Map<String, String> query) {
        if (PICTURES.contains(mediaType)) {
            return new PredictionRequest(body, query);
        }
        if (mediaType.equals(Json.MEDIA_TYPE)) {
            return ofJson(Json.parse(body), query);
        }
        throw new Problem(
                        415,
                        "the body must be image/png, image/jpeg, image/webp or application/json, not '" + mediaType
                                + "'; say so in Content-Type")
                .exception();
    }

    private static PredictionRequest ofJson(JsonNode root, Map<String, String> query) {
        JsonNode input = root.path("input");
        if (!input.isObject() || root.size() != 1) {
            throw new Problem(400, "the body must be {\"input\": {\"image\": \"data:image/png;base64,...\"}}")
                    .exception();
        }
        Map<String, String> options = new LinkedHashMap<>(query);
        String image = null;
        for (Map.Entry<String, JsonNode> field : input.properties()) {
            if (!field.getValue().isValueNode() || field.getValue().isNull()) {
                throw new Problem(400, field.getKey() + ": it must be a single value").exception();
            }
            String value = field.getValue().asText();
            if (field.getKey().equals("image")) {
                image = value;
            } else if (options.put(field.getKey(), value) != null) {
                throw new Problem(400, field.getKey() + ": it is given twice").exception();
            }
        }
        if (image == null) {
            throw new Problem(400, "image: it is missing; give a data URL").exception();
        }
        return new PredictionRequest(decoded(image), options);
    }

    private static byte[] decoded(String image) {
        Matcher url = DATA_URL.matcher(image);
        if (!url.lookingAt()) {
            throw new Problem(
                            400,
                            "image: it must be a data URL, data:image/png;base64,... or the same with jpeg or webp;"
                                    + " this server fetches nothing")
                    .exception();
        }
        try {
            return Base64.getDecoder().decode(image.substring(url.end()));
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "image: its data URL is no base64 (" + e.getMessage() + ")").exception();
        }
    }
}
