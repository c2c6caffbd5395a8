package org.ouroboros3d.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.ouroboros3d.io.AtomicFile;

/**
 * What was run and what it took: report.json.
 *
 * @param input the picture
 * @param model the model's name or folder, and whether it is trained
 * @param seed of the noise
 * @param settings everything else that decides the result, by name: numbers, booleans, texts and lists of these
 * @param versions of this project, the JVM and the native libraries, by name
 * @param device where it ran
 * @param gaussians how many Gaussians the model file holds, or the 3D model if there is no such file
 * @param stageSeconds wall-clock time of each stage, in the order in which they ran
 * @param totalSeconds wall-clock time of the whole run
 * @param peakMemoryBytes the most memory that the process has had resident; empty where the system does not tell
 * @param deviceBytes memory in use on the device at the end, by all processes; LibTorch keeps what it has allocated, so that
 *     the peak of this run is within; empty on the host
 * @param hostToDeviceBytes copied in this run
 * @param deviceToHostBytes copied in this run
 */
public record Report(
        String input,
        String model,
        long seed,
        Map<String, Object> settings,
        Map<String, String> versions,
        String device,
        long gaussians,
        Map<String, Double> stageSeconds,
        double totalSeconds,
        OptionalLong peakMemoryBytes,
        OptionalLong deviceBytes,
        long hostToDeviceBytes,
        long deviceToHostBytes) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Copies the maps, whose order is kept. */
    public Report {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        stageSeconds = Collections.unmodifiableMap(new LinkedHashMap<>(stageSeconds));
    }

    /** {@return the report as JSON; what is not known is null} */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("input", input);
        root.put("model", model);
        root.put("seed", seed);
        root.set("settings", JSON.valueToTree(settings));
        versions.forEach(root.putObject("versions")::put);
        root.put("device", device);
        root.put("gaussians", gaussians);
        ObjectNode stages = root.putObject("stageSeconds");
        stageSeconds.forEach((stage, seconds) -> stages.put(stage, milliseconds(seconds)));
        root.put("totalSeconds", milliseconds(totalSeconds));
        put(root, "peakMemoryBytes", peakMemoryBytes);
        put(root, "deviceBytes", deviceBytes);
        root.put("hostToDeviceBytes", hostToDeviceBytes);
        root.put("deviceToHostBytes", deviceToHostBytes);
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }

    private static void put(ObjectNode root, String name, OptionalLong value) {
        value.ifPresentOrElse(known -> root.put(name, known), () -> root.putNull(name));
    }

    /** Seconds to three decimals: more would be noise. */
    private static double milliseconds(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }

    /**
     * Writes the report, replacing the file at once or not at all.
     *
     * @throws java.io.UncheckedIOException when the folder cannot be written
     */
    public void write(Path file) {
        byte[] json = toJson().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(json));
    }
}
