package org.ouroboros3d.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.weights.StateDict;
import org.ouroboros3d.weights.Weights;

/** Opens the files of a model, checks that its networks need just those and that a device can hold them, and loads them. */
final class ModelLoader {
    private static final System.Logger LOG = System.getLogger(ModelLoader.class.getName());
    private static final double GIGA = 1e9;

    private final Device device;
    private final ModelOptions options;
    private final FreeMemory memory;

    /**
     * Prepares.
     *
     * @throws UnsupportedPrecisionException if the device has no instructions for the precision
     */
    ModelLoader(Device device, ModelOptions options, FreeMemory memory) {
        options.precision().requireFastOn(device);
        this.device = device;
        this.options = options;
        this.memory = memory;
    }

    /** Loads the weights of folders; see {@link ModelFolder} for the layouts. */
    LoadedModel fromFolders(Path... folders) {
        ModelFolder folder = ModelFolder.open(folders);
        try {
            return fromFolder(folder);
        } catch (IllegalArgumentException e) {
            // Sizes that do not fit together: the configuration is the user's input like the weights are.
            throw new WeightsException(folder.name(), null, e.getMessage());
        }
    }

    private LoadedModel fromFolder(ModelFolder folder) {
        ModelInfo info = ModelInfo.fromJson(folder.config(), folder.name());
        ModelNetworks networks = new ModelNetworks(folder.config(), info);
        for (ModelPart part : networks.parts()) {
            folder.config(part);
            folder.file(part);
        }
        return open(networks, folder::read);
    }

    /** Loads the model that ships with the program. */
    LoadedModel builtIn() {
        JsonNode config = BuiltInModel.config();
        ModelInfo info = ModelInfo.fromJson(config, "built-in model");
        return open(new ModelNetworks(config, info), BuiltInModel::read);
    }

    private LoadedModel open(ModelNetworks networks, BiFunction<ModelPart, Arena, Checkpoint> source) {
        if (options.threads() > 0) {
            LibTorch.load().useThreads(options.threads());
        }
        Arena files = Arena.ofShared();
        TensorScope weights = TensorScope.detached();
        GaussianRenderer renderer = new GaussianRenderer(networks.info().geometry());
        try (TensorScope scope = TensorScope.open()) {
            Map<ModelPart, Checkpoint> checkpoints = new EnumMap<>(ModelPart.class);
            Map<ModelPart, Weights> schema = schema(networks, renderer);
            networks.parts().forEach(part -> {
                Set<String> keys = schema.get(part).asked().keySet();
                Checkpoint checkpoint = StateDict.unwrapped(source.apply(part, files), keys);
                StateDict.requireNumbers(checkpoint, keys);
                checkpoints.put(part, checkpoint);
            });
            ModelWeights stored = new ModelWeights(checkpoints, options.precision(), device, options.mappedWeights());
            Map<ModelPart, Weights> asked = asked(networks, stored, renderer);
            boolean sequential = options.offload() && networks.keepsSamplesApart();
            RunMemory activations = new NetworkMemory(networks, stored, options.precision(), device, sequential);
            MemoryPlan plan = new MemoryPlan(device, options, stored.bytes(asked), activations);
            int decodeChunk = decodeChunk(plan, RunSize.of(GenerationOptions.of(networks.info()), 1));
            Networks modules = options.offload()
                    ? new OffloadedModules(networks, stored).modules(renderer, decodeChunk)
                    : new ModelBuilder(networks, part -> stored.load(part, weights)).build(renderer, decodeChunk);
            return new LoadedModel(
                    networks.info(),
                    parameters(asked),
                    networks.vae(),
                    options.precision().applyTo(modules),
                    decodeChunk,
                    new BatchLimit(device, memory, plan, decodeChunk),
                    device,
                    weights,
                    files,
                    renderer);
        } catch (RuntimeException | Error e) {
            weights.close();
            renderer.close();
            files.close();
            throw e;
        }
    }

    /** What the networks take, when the files have exactly that. Nothing is loaded for it. */
    private static Map<ModelPart, Weights> asked(ModelNetworks networks, ModelWeights stored, ViewRenderer renderer) {
        try (TensorScope scope = TensorScope.open()) {
            ModelBuilder shapes = new ModelBuilder(networks, stored::shapes);
            shapes.build(renderer);
            return shapes.taken();
        }
    }

    /** The keys that the networks take, whatever the files have. */
    private static Map<ModelPart, Weights> schema(ModelNetworks networks, ViewRenderer renderer) {
        try (TensorScope scope = TensorScope.open()) {
            ModelBuilder none = new ModelBuilder(networks, part -> Weights.of(Map.of(), part.key()));
            none.construct(renderer, VaeDecoder.DECODE_CHUNK_SIZE);
            return none.taken();
        }
    }

    private static long parameters(Map<ModelPart, Weights> asked) {
        return asked.values().stream()
                .flatMap(weights -> weights.asked().values().stream())
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
                .sum();
    }

    /** Settled once for a model, so that its results do not change with what other programs do meanwhile. */
    private int decodeChunk(MemoryPlan plan, RunSize run) {
        OptionalLong free = memory.bytes(device);
        if (free.isEmpty()) {
            return VaeDecoder.DECODE_CHUNK_SIZE;
        }
        int chunk = plan.decodeChunk(free.getAsLong(), run);
        if (chunk < VaeDecoder.DECODE_CHUNK_SIZE) {
            LOG.log(
                    Level.WARNING,
                    "{0} GB of memory are free on {1}: at most {2} views are decoded together, not {3} as published,"
                            + " which changes pictures where there are more views",
                    String.format(Locale.ROOT, "%.2f", free.getAsLong() / GIGA),
                    device,
                    chunk,
                    VaeDecoder.DECODE_CHUNK_SIZE);
        }
        return chunk;
    }
}
