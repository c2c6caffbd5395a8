package org.ouroboros3d.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.ouroboros3d.clip.ClipImageEncoder;
import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.lgm.LargeMultiViewGaussianModel;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.ReconstructorInput;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.svd.MVModel;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeConfig;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.vae.VaeEncoder;
import org.ouroboros3d.weights.Weights;

/** Models of any size with weights that nobody trained, for measurements that need no download. */
public final class RandomModel {
    private static final long SEED = 1;

    private RandomModel() {}

    /**
     * Sizes of the networks.
     *
     * @param imageSize width and height of a view in pixels
     * @param imageEncoder of CLIP
     * @param vae of the autoencoder
     * @param mvModel of the denoiser and its adapters
     * @param reconModel of LGM
     */
    public record Sizes(
            int imageSize, ClipVisionConfig imageEncoder, VaeConfig vae, MVModelConfig mvModel, LgmConfig reconModel) {
        /** {@return those of Stable Video Diffusion and Ouroboros3D as published, with 2.92 billion parameters} */
        public static Sizes published() {
            return new Sizes(512, ClipVisionConfig.VIT_H_14, VaeConfig.SVD, MVModelConfig.official(), LgmConfig.BIG);
        }

        /** {@return those of the sections of a {@code model.json}} */
        public static Sizes of(JsonNode model) {
            return new Sizes(
                    ModelInfo.fromJson(model, "model.json").imageSize(),
                    ClipVisionConfig.fromJson(model.path(ModelPart.IMAGE_ENCODER.key())),
                    VaeConfig.fromJson(model.path(ModelPart.VAE.key())),
                    MVModelConfig.fromJson(model.path(ModelPart.MV_MODEL.key())),
                    LgmConfig.fromJson(model.path(ModelPart.RECON_MODEL.key())));
        }
    }

    /**
     * {@return networks of some sizes}
     *
     * @param weights of a part, made for what its networks ask for
     */
    static Networks networks(
            Sizes sizes, ViewRenderer renderer, BiFunction<ModelPart, Weights, Map<String, Tensor>> weights) {
        int chunk = VaeDecoder.DECODE_CHUNK_SIZE;
        return on(sizes, renderer, chunk, weights).build(sizes, renderer, chunk);
    }

    private static RandomNetworks on(
            Sizes sizes,
            ViewRenderer renderer,
            int decodeChunk,
            BiFunction<ModelPart, Weights, Map<String, Tensor>> weights) {
        RandomNetworks schema = new RandomNetworks(part -> Weights.of(Map.of(), part.key()));
        schema.build(sizes, renderer, decodeChunk);
        return new RandomNetworks(part -> Weights.of(weights.apply(part, schema.taken(part)), part.key()));
    }

    /**
     * {@return a model whose kernels and matrices are float16, converted layer by layer to what it computes in}
     *
     * @param precision what it computes in
     * @param decodeChunk how many frames the decoder decodes together; fewer take less memory and as much arithmetic
     */
    public static LoopModel of(Sizes sizes, Device device, Precision precision, int decodeChunk) {
        TensorScope owner = TensorScope.detached();
        GaussianRenderer renderer = new GaussianRenderer(Geometry.OFFICIAL);
        try (TensorScope scope = TensorScope.open()) {
            RandomWeights random = new RandomWeights(SEED, device, owner);
            RandomNetworks networks = on(sizes, renderer, decodeChunk, (part, schema) -> random.of(schema));
            Networks modules = networks.build(sizes, renderer, decodeChunk);
            networks.taken.values().forEach(Weights::requireAllUsed);
            return new LoopModel(
                    "random weights",
                    networks.parameters(),
                    sizes.imageSize(),
                    sizes.vae(),
                    precision.applyTo(modules),
                    device,
                    () -> {
                        owner.close();
                        renderer.close();
                    });
        } catch (RuntimeException | Error e) {
            owner.close();
            renderer.close();
            throw e;
        }
    }

    /** Builds the networks, and knows what they asked for. */
    private static final class RandomNetworks {
        private final Function<ModelPart, Weights> source;
        private final Map<ModelPart, Weights> taken = new EnumMap<>(ModelPart.class);

        RandomNetworks(Function<ModelPart, Weights> source) {
            this.source = source;
        }

        Networks build(Sizes sizes, ViewRenderer renderer, int decodeChunk) {
            // Precision leaves the encoders in float32, and their kernels are float16 here like all others.
            MixedPrecision exact = new MixedPrecision(DType.FLOAT32);
            return new Networks(
                    exact.imageEncoder(new ClipImageEncoder(weights(ModelPart.IMAGE_ENCODER), sizes.imageEncoder())),
                    exact.latentEncoder(new VaeEncoder(weights(ModelPart.VAE), sizes.vae())),
                    new MVModel(weights(ModelPart.MV_MODEL), sizes.mvModel(), Geometry.OFFICIAL, TemporalContext.FIXED),
                    new VaeDecoder(weights(ModelPart.VAE), sizes.vae(), decodeChunk),
                    new LargeMultiViewGaussianModel(
                            weights(ModelPart.RECON_MODEL), sizes.reconModel(), Geometry.OFFICIAL),
                    renderer,
                    SchedulerConfig.svd(),
                    ReconstructorInput.DECODED);
        }

        private Weights weights(ModelPart part) {
            return taken.computeIfAbsent(part, source);
        }

        Weights taken(ModelPart part) {
            return taken.get(part);
        }

        long parameters() {
            return taken.values().stream()
                    .flatMap(weights -> weights.asked().values().stream())
                    .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
                    .sum();
        }
    }
}
