package org.ouroboros3d.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.ouroboros3d.format.json.JsonText;
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
 * @param cost what it took, beside the other keys; null where two reports of the same result are to be equal
 */
public record Report(
        String input,
        String model,
        long seed,
        Map<String, Object> settings,
        Map<String, String> versions,
        String device,
        long gaussians,

        @JsonUnwrapped @JsonInclude(JsonInclude.Include.NON_NULL)
        Cost cost) {
    /** Copies the maps, whose order is kept. */
    public Report {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /**
     * Time and memory, which no second run repeats.
     *
     * @param stageSeconds wall-clock time of each stage, in the order in which they ran
     * @param totalSeconds wall-clock time of the whole run
     * @param peakMemoryBytes the most memory that the process has had resident; empty where the system does not tell
     * @param deviceBytes memory in use on the device at the end, by all processes; LibTorch keeps what it has allocated, so that
     *     the peak of this run is within; empty on the host
     * @param hostToDeviceBytes copied in this run
     * @param deviceToHostBytes copied in this run
     */
    public record Cost(
            Map<String, Double> stageSeconds,
            double totalSeconds,
            OptionalLong peakMemoryBytes,
            OptionalLong deviceBytes,
            long hostToDeviceBytes,
            long deviceToHostBytes) {
        /** Copies the map, whose order is kept, and rounds seconds to three decimals: more would be noise. */
        public Cost {
            Map<String, Double> rounded = new LinkedHashMap<>(stageSeconds);
            rounded.replaceAll((stage, seconds) -> milliseconds(seconds));
            stageSeconds = Collections.unmodifiableMap(rounded);
            totalSeconds = milliseconds(totalSeconds);
        }
    }

    /** {@return this report without {@link #cost}} */
    public Report withoutCost() {
        return new Report(input, model, seed, settings, versions, device, gaussians, null);
    }

    /** {@return the report as JSON; what is not known is null} */
    public String toJson() {
        return JsonText.of(this) + "\n";
    }

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
