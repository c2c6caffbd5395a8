package org.ouroboros3d.clip;

import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.nn.LayerNorm;
import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * CLIP's vision transformer with the projection to the space that texts share (transformers' {@code
 * CLIPVisionModelWithProjection}; Radford et al. 2021).
 *
 * <p>The key {@code vision_model.pre_layrnorm} is spelled so in every checkpoint. Older checkpoints also store the
 * constant {@code position_ids}, which is accepted and not used.
 */
public final class ClipVisionModelWithProjection {
    private final ClipVisionConfig config;
    private final Tensor classEmbedding;
    private final Conv2d patchEmbedding;
    private final Tensor positionEmbedding;
    private final LayerNorm preLayrnorm;
    private final List<ClipEncoderLayer> layers;
    private final LayerNorm postLayernorm;
    private final Linear visualProjection;

    /** Builds the network on the root of the {@code image_encoder} folder's state dict. */
    public ClipVisionModelWithProjection(Weights w, ClipVisionConfig config) {
        Weights vision = w.at("vision_model");
        Weights embeddings = vision.at("embeddings").start(Start.SMALL);
        int dim = config.hiddenSize();
        int patch = config.patchSize();
        this.config = config;
        this.classEmbedding = embeddings.embedding("class_embedding", dim);
        this.patchEmbedding =
                Conv2d.withoutBias(embeddings.at("patch_embedding"), config.numChannels(), dim, patch, patch, 0);
        this.positionEmbedding = embeddings.at("position_embedding").embedding("weight", config.numTokens(), dim);
        embeddings.ignore("position_ids");
        this.preLayrnorm = new LayerNorm(vision.at("pre_layrnorm"), dim, config.layerNormEps());
        this.layers = IntStream.range(0, config.numHiddenLayers())
                .mapToObj(i -> new ClipEncoderLayer(vision.at("encoder.layers." + i), config))
                .toList();
        this.postLayernorm = new LayerNorm(vision.at("post_layernorm"), dim, config.layerNormEps());
        this.visualProjection = Linear.withoutBias(w.at("visual_projection"), dim, config.projectionDim());
    }

    /**
     * {@return image embeddings {@code [B, projectionDim]}, not normalised}
     *
     * @param pixelValues pictures after {@link ClipPreprocessor} {@code [B, C, imageSize, imageSize]}
     */
    public Tensor forward(Tensor pixelValues) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(project(pool(lastHiddenState(pixelValues))));
        }
    }

    /**
     * {@return all tokens {@code [B, numTokens, hiddenSize]}, class first, before the last normalization}
     *
     * @param pixelValues as in {@link #forward}
     */
    public Tensor lastHiddenState(Tensor pixelValues) {
        ShapeCheck.require(
                "ClipVisionModelWithProjection.forward",
                "pixelValues",
                pixelValues,
                "[B, " + config.numChannels() + ", " + config.imageSize() + ", " + config.imageSize() + "]");
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = preLayrnorm.forward(embed(pixelValues));
            for (ClipEncoderLayer layer : layers) {
                hidden = layer.forward(hidden);
            }
            return scope.moveToOuter(hidden);
        }
    }

    /**
     * {@return the normalised class token {@code [B, hiddenSize]}}
     *
     * @param lastHiddenState {@code [B, numTokens, hiddenSize]}
     */
    public Tensor pool(Tensor lastHiddenState) {
        return postLayernorm.forward(Shapes.select(lastHiddenState, 1, 0));
    }

    /**
     * {@return {@code [B, projectionDim]}}
     *
     * @param pooled {@code [B, hiddenSize]}
     */
    public Tensor project(Tensor pooled) {
        return visualProjection.forward(pooled);
    }

    private Tensor embed(Tensor pixelValues) {
        Tensor patches =
                Shapes.transpose(Shapes.flatten(patchEmbedding.forward(pixelValues), 2, 3), 1, 2); // [B, L - 1, D]
        Tensor classTokens = Shapes.expand(classEmbedding, pixelValues.size(0), 1, config.hiddenSize());
        return Arithmetic.add(Shapes.cat(List.of(classTokens, patches), 1), positionEmbedding);
    }
}
