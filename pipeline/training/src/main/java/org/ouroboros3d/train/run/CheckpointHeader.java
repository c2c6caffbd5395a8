package org.ouroboros3d.train.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a checkpoint says of the run that wrote it.
 *
 * @param stage that was trained
 * @param step how many steps were done
 * @param seed of the run
 * @param seconds spent on these steps
 * @param settings everything that decides what a step does, as JSON
 * @param model the model's configuration, as JSON
 */
record CheckpointHeader(String stage, long step, long seed, double seconds, String settings, String model) {
    static final String FORMAT = "ouroboros3d-training";
    static final String VERSION = "1";

    Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("format_version", VERSION);
        metadata.put("stage", stage);
        metadata.put("step", Long.toString(step));
        metadata.put("seed", Long.toString(seed));
        metadata.put("seconds", Double.toString(seconds));
        metadata.put("settings", settings);
        metadata.put("model", model);
        return metadata;
    }

    /** @throws IllegalArgumentException if an entry is missing or wrong */
    static CheckpointHeader of(Map<String, String> metadata) {
        if (!FORMAT.equals(metadata.get("format")) || !VERSION.equals(metadata.get("format_version"))) {
            throw new IllegalArgumentException("it is no training checkpoint of version " + VERSION);
        }
        return new CheckpointHeader(
                required(metadata, "stage"),
                Long.parseLong(required(metadata, "step")),
                Long.parseLong(required(metadata, "seed")),
                Double.parseDouble(required(metadata, "seconds")),
                required(metadata, "settings"),
                required(metadata, "model"));
    }

    private static String required(Map<String, String> metadata, String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new IllegalArgumentException("its metadata lack \"" + key + "\"");
        }
        return value;
    }
}
