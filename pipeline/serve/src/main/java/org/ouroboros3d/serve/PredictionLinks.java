package org.ouroboros3d.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a prediction is found.
 *
 * @param id its name, 128 random bits
 * @param key which its links carry where the server asks for a token, so that what cannot send headers, such as a frame or an
 *     image, can follow them; good for this prediction alone
 */
record PredictionLinks(String id, Optional<String> key) {
    static final String ROOT = "/predictions";
    static final String KEY = "key";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 16;

    /** {@return links of a new prediction} */
    static PredictionLinks create(boolean withKey) {
        return new PredictionLinks(random(), withKey ? Optional.of(random()) : Optional.empty());
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** {@return whether somebody has the key} */
    boolean opensWith(String candidate) {
        return key.isPresent()
                && MessageDigest.isEqual(
                        key.get().getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the path of the prediction itself} */
    String self() {
        return ROOT + "/" + id + query("");
    }

    private String at(String name, String query) {
        return ROOT + "/" + id + "/" + name + query(query);
    }

    private String query(String own) {
        String carried = key.map(secret -> KEY + "=" + secret).orElse("");
        String joined = own.isEmpty() || carried.isEmpty() ? own + carried : own + "&" + carried;
        return joined.isEmpty() ? "" : "?" + joined;
    }

    String file(Artifact artifact) {
        return at(artifact.fileName(), artifact == Artifact.GAUSSIANS ? Representation.OPTION + "=gaussians" : "");
    }

    ObjectNode output() {
        ObjectNode json = Json.object();
        for (Artifact artifact : Artifact.values()) {
            json.put(artifact == Artifact.GAUSSIANS ? "gaussians.glb" : artifact.fileName(), file(artifact));
        }
        return json;
    }

    ObjectNode urls() {
        ObjectNode json = Json.object();
        json.put("get", self());
        json.put("events", at("events", ""));
        json.put("cancel", at("cancel", ""));
        return json;
    }
}
