package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.train.TrainableModel;

/** Networks that are small enough to be trained for some steps in a test. */
public final class SmallModel {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SmallModel() {}

    public static Path file() {
        try {
            return Path.of(SmallModel.class.getResource("/train/model.json").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return its sections, also where this class is in a jar} */
    public static JsonNode config() throws IOException {
        try (InputStream in = SmallModel.class.getResourceAsStream("/train/model.json")) {
            return JSON.readTree(in);
        }
    }

    /** Writes a folder of such a model with random weights, which can be generated with. */
    public static void writeTo(Path folder) throws IOException {
        try (TrainableModel model = TrainableModel.initial(config(), 1, Device.CPU);
                AveragedModel untrained = new AveragedModel(model, Map.of())) {
            ModelFiles.write(folder, (ObjectNode) config(), untrained.parts(), DType.FLOAT32);
        }
    }

    /** A configuration of four steps, changed by some more JSON. */
    static TrainingConfig training(String stage, String changes) throws IOException {
        return TrainingConfig.fromJson(json(stage, changes), Path.of("."));
    }

    /** The same as it stands in a file. */
    static ObjectNode json(String stage, String changes) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("stage", stage);
        node.put("model", file().toString());
        node.put("steps", 4);
        node.put("batch_size", 2);
        node.put("checkpoint_every", 100);
        node.put("sample_every", 100);
        node.put("train_image_encoder", true);
        node.set(
                "optimizer", JSON.readTree("{\"learning_rate\": 1e-3, \"warmup_steps\": 2, \"schedule\": \"cosine\"}"));
        node.setAll((ObjectNode) JSON.readTree(changes));
        return node;
    }
}
