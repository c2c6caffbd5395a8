package org.ouroboros3d.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsReader;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/**
 * A reference run of one module: its weights, inputs and outputs in a safetensors file ({@code *.golden.safetensors}).
 *
 * <p>Tensors are named {@code weights.KEY} with the state dict's own key, {@code input.NAME} and {@code output.NAME};
 * the metadata names the {@code module} and holds its {@code config} as JSON. Every tensor handed out is a copy in the
 * innermost {@link org.ouroboros3d.tensor.TensorScope}, in host memory.
 */
public final class GoldenFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WEIGHTS = "weights.";

    private final Path path;
    private final Checkpoint content;
    private final JsonNode config;

    private GoldenFile(Path path, Checkpoint content, JsonNode config) {
        this.path = path;
        this.content = content;
        this.config = config;
    }

    /**
     * Maps a golden file; it is unmapped when this object is garbage.
     *
     * @throws WeightsException if the file is missing, damaged, or not a golden file
     */
    public static GoldenFile read(Path path) {
        Checkpoint content = SafetensorsReader.read(path, Arena.ofAuto());
        if (!content.metadata().containsKey("module")) {
            throw new WeightsException(
                    path.toString(), null, "not a golden file: its metadata does not name a \"module\"");
        }
        return new GoldenFile(path, content, parse(path, content.metadata().get("config")));
    }

    private static JsonNode parse(Path path, String config) {
        if (config == null) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(config);
        } catch (JsonProcessingException e) {
            throw new WeightsException(path.toString(), null, "its config is not JSON: " + e.getOriginalMessage());
        }
    }

    /** {@return where the file is} */
    public Path path() {
        return path;
    }

    /** {@return the module that was run} */
    public String module() {
        return metadata("module");
    }

    /** {@return the module's configuration, in the reference's own key names; a missing node when there is none} */
    public JsonNode config() {
        return config;
    }

    /**
     * {@return a text of the metadata}
     *
     * @throws WeightsException if there is none of this name
     */
    public String metadata(String key) {
        String text = content.metadata().get(key);
        if (text == null) {
            throw new WeightsException(path.toString(), null, "its metadata has no \"" + key + "\"");
        }
        return text;
    }

    /** {@return the module's weights under their own keys in host memory, floating-point ones as float32} */
    public Weights weights() {
        return weights(Device.CPU);
    }

    /**
     * {@return the module's weights under their own keys on {@code device}, floating-point ones as float32, laid out as a
     * model's that is loaded}
     */
    public Weights weights(Device device) {
        Map<String, Tensor> tensors = weightTensors(device);
        tensors.replaceAll((key, tensor) -> ChannelsLast.weight(tensor));
        return Weights.of(tensors, path.toString());
    }

    /** {@return the same tensors in row-major order, by key} */
    public Map<String, Tensor> weightTensors(Device device) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        content.only(WEIGHTS)
                .tensors()
                .forEach((key, data) -> tensors.put(key, weight(data).to(device)));
        return tensors;
    }

    private static Tensor weight(TensorData data) {
        return data.dtype().isFloatingPoint() ? copy(data).to(DType.FLOAT32) : copy(data);
    }

    private static Tensor copy(TensorData data) {
        return Shapes.clone(data.toTensor());
    }

    /** {@return whether the file has the input {@code name}} */
    public boolean hasInput(String name) {
        return content.tensors().containsKey("input." + name);
    }

    /** {@return whether the file has the output {@code name}} */
    public boolean hasOutput(String name) {
        return content.tensors().containsKey("output." + name);
    }

    /** {@return the keys of all weights} */
    public Set<String> weightKeys() {
        return content.only(WEIGHTS).tensors().keySet();
    }

    /** {@return the names of all reference outputs} */
    public Set<String> outputs() {
        return content.only("output.").tensors().keySet();
    }

    /**
     * {@return an input as it is stored; images may be bytes (see the file's {@code notes})}
     *
     * @throws WeightsException if there is none of this name
     */
    public Tensor input(String name) {
        return tensor("input." + name);
    }

    /**
     * {@return a reference output as it is stored}
     *
     * @throws WeightsException if there is none of this name
     */
    public Tensor output(String name) {
        return tensor("output." + name);
    }

    /** {@return how far a tensor is from the reference output of this name, judged as usual} */
    public Comparison compare(String name, Tensor actual) {
        return Comparison.of(name, actual, output(name));
    }

    /** {@return how far a tensor is from the reference output of this name} */
    public Comparison compare(String name, Comparison.Limit limit, Tensor actual) {
        return Comparison.of(name, actual, output(name), limit.tolerance(), limit.measure(), limit.why());
    }

    private Tensor tensor(String key) {
        TensorData data = content.tensors().get(key);
        if (data == null) {
            throw new WeightsException(path.toString(), key, "not in this file");
        }
        return copy(data);
    }

    /**
     * {@return another golden file of the same folder}
     *
     * @param fileName a plain name, usually from this file's metadata
     * @throws WeightsException if the name leads elsewhere, or the file cannot be read
     */
    public GoldenFile sibling(String fileName) {
        return read(siblingPath(fileName));
    }

    /**
     * {@return the path of a file in the same folder}
     *
     * @throws WeightsException if the name leads elsewhere
     */
    public Path siblingPath(String fileName) {
        if (!fileName.matches("[A-Za-z0-9._-]+")) {
            throw new WeightsException(
                    path.toString(), null, "\"" + fileName + "\" is not the name of a file beside it");
        }
        return path.toAbsolutePath().resolveSibling(fileName);
    }
}
