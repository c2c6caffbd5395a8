package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.safetensors.SafetensorsWriter;
import org.ouroboros3d.io.PartialPath;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Writes model folders in this project's layout: {@code model.json} and a file for each part. */
final class ModelFiles {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ModelFiles() {}

    /**
     * Writes a folder, all at once; an older one is replaced.
     *
     * @param config becomes {@code model.json}
     * @throws UncheckedIOException if it cannot be written; an older one is then as it was
     */
    static void write(Path folder, ObjectNode config, Map<ModelPart, Map<String, Tensor>> parts, DType precision) {
        ObjectNode written = config.deepCopy();
        if (!written.has("format_version")) {
            written.put("format_version", 1);
        }
        for (ModelPart part : ModelPart.values()) {
            if (!parts.containsKey(part)) {
                // A section without its file would make the folder incomplete.
                written.remove(part.key());
            }
        }
        try (PartialPath partial = PartialPath.beside(folder)) {
            Files.createDirectory(partial.path());
            parts.forEach((part, tensors) ->
                    writePart(partial.path().resolve(part.key() + ".safetensors"), tensors, precision));
            Files.writeString(partial.path().resolve("model.json"), JSON.writeValueAsString(written) + "\n");
            partial.moveIntoPlace();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written: " + e, e);
        }
    }

    private static void writePart(Path file, Map<String, Tensor> tensors, DType precision) {
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            List<TensorData> stored = new ArrayList<>();
            tensors.forEach((key, tensor) -> {
                Tensor onHost = Shapes.contiguous(tensor.detach().to(precision).to(Device.CPU));
                stored.add(TensorData.of(key, onHost.dtype(), onHost.segment(), onHost.shape()));
            });
            SafetensorsWriter.write(file, Map.of("format", "pt"), stored);
        }
    }
}
