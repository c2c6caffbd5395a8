package org.ouroboros3d.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.load.ModelBuilder;
import org.ouroboros3d.load.ModelFolder;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.load.WeightInit;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeConfig;
import org.ouroboros3d.weights.Weights;

/**
 * A model whose weights are float32 leaves that training may change. Everything that is built on it sees the changes.
 */
public final class TrainableModel implements AutoCloseable {
    private final JsonNode config;
    private final ModelInfo info;
    private final Device device;
    private final TensorScope owned = TensorScope.detached();
    private final Map<ModelPart, Map<String, Tensor>> leaves = new EnumMap<>(ModelPart.class);
    private final GaussianRenderer renderer;
    private final Networks networks;

    private TrainableModel(JsonNode config, ModelInfo info, Device device, Function<ModelPart, Weights> initial) {
        this.config = config;
        this.info = info;
        this.device = device;
        this.renderer = new GaussianRenderer(info.geometry());
        boolean built = false;
        try (TensorScope scope = TensorScope.open()) {
            ModelBuilder.schema(config, info)
                    .forEach((part, schema) -> leaves.put(part, copies(initial.apply(part), schema.asked())));
            networks = new ModelBuilder(config, info, this::weights).build(renderer);
            built = true;
        } finally {
            if (!built) {
                close();
            }
        }
    }

    /**
     * {@return a model with random weights}
     *
     * @param config the sections of {@code model.json}
     * @param seed of the weights
     */
    public static TrainableModel initial(JsonNode config, long seed, Device device) {
        ModelInfo info = ModelInfo.fromJson(config, "model");
        try (TensorScope scope = TensorScope.open()) {
            Map<ModelPart, Weights> schema = ModelBuilder.schema(config, info);
            return new TrainableModel(
                    config, info, device, part -> random(part, schema.get(part), seed, device, scope));
        }
    }

    /**
     * {@return a model with the weights of a folder}
     *
     * @throws org.ouroboros3d.format.WeightsException if a file is missing or damaged, or does not fit
     */
    public static TrainableModel load(ModelFolder folder, Device device) {
        return load(folder, folder.config(), 0, device);
    }

    /**
     * {@return a model with the weights of a folder, and with random weights of the parts that the folder lacks}
     *
     * @param config that of the folder, perhaps with sections for more parts
     * @param seed of the random weights
     * @throws org.ouroboros3d.format.WeightsException if a file is missing or damaged, or does not fit
     */
    public static TrainableModel load(ModelFolder folder, JsonNode config, long seed, Device device) {
        ModelInfo info = ModelInfo.fromJson(config, folder.name());
        try (Arena files = Arena.ofConfined();
                TensorScope scope = TensorScope.open()) {
            Map<ModelPart, Weights> schema = ModelBuilder.schema(config, info);
            return new TrainableModel(
                    config,
                    info,
                    device,
                    part -> folder.config().has(part.key())
                            ? folder.weights(part, files, DType.FLOAT32, device, scope)
                            : random(part, schema.get(part), seed, device, scope));
        }
    }

    private static Weights random(ModelPart part, Weights schema, long seed, Device device, TensorScope owner) {
        return WeightInit.of(
                schema, new HostNoise(seed + part.key().hashCode()), "initial " + part.key(), device, owner);
    }

    private Map<String, Tensor> copies(Weights source, Map<String, long[]> keys) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        keys.forEach((key, shape) -> copies.put(key, owned.adopt(Shapes.clone(source.get(key, shape)))));
        source.requireAllUsed();
        return copies;
    }

    /** {@return the configuration, as {@code model.json} has it} */
    public JsonNode config() {
        return config;
    }

    /** {@return what the model is} */
    public ModelInfo info() {
        return info;
    }

    /** {@return where it computes} */
    public Device device() {
        return device;
    }

    /** {@return the sizes of the autoencoder} */
    public VaeConfig vae() {
        return VaeConfig.fromJson(config.path(ModelPart.VAE.key()));
    }

    /** {@return the sizes of the reconstructor} */
    public LgmConfig reconstructor() {
        return LgmConfig.fromJson(config.path(ModelPart.RECON_MODEL.key()));
    }

    /** {@return the networks, on the leaves} */
    public TrainingModules modules() {
        return new TrainingModules(networks, renderer.ccm(), false);
    }

    /** {@return a part's leaves, for networks of their own} */
    public Weights weights(ModelPart part) {
        return Weights.of(leaves.get(part), "training weights of " + part.key());
    }

    /** {@return all leaves, named {@code PART.KEY}} */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> named = new HashMap<>();
        leaves.forEach((part, keys) -> keys.forEach((key, leaf) -> named.put(part.key() + "." + key, leaf)));
        return named;
    }

    /** {@return the leaves of some parts, which collect gradients from now on; those of other parts do not} */
    public Parameters trained(Set<ModelPart> parts) {
        Map<String, Tensor> chosen = new HashMap<>();
        leaves.forEach((part, keys) -> keys.forEach((key, leaf) -> {
            leaf.requiresGrad(parts.contains(part));
            if (parts.contains(part)) {
                chosen.put(part.key() + "." + key, leaf);
            }
        }));
        return new Parameters(chosen);
    }

    /** Frees the weights. */
    @Override
    public void close() {
        owned.close();
        renderer.close();
    }
}
