package org.ouroboros3d.clip;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import org.ouroboros3d.format.json.JsonRecords;

/**
 * Sizes of a CLIP vision tower with projection, from the {@code config.json} of SVD's {@code image_encoder} folder.
 *
 * @param hiddenSize channels of a token
 * @param intermediateSize channels between the layers of the perceptron
 * @param numHiddenLayers transformer layers
 * @param numAttentionHeads heads, a divisor of {@code hiddenSize}
 * @param imageSize height and width of the input in pixels, a multiple of {@code patchSize}
 * @param patchSize height and width of a patch in pixels
 * @param numChannels colour channels of the input
 * @param projectionDim channels of the image embedding
 * @param hiddenAct the perceptron's activation
 * @param layerNormEps eps of every layer normalization
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClipVisionConfig(
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int imageSize,
        int patchSize,
        int numChannels,
        int projectionDim,
        ClipActivation hiddenAct,
        double layerNormEps) {
    /** SVD's encoder: the ViT-H/14 of OpenCLIP, with its projection to 1024 channels. */
    public static final ClipVisionConfig VIT_H_14 =
            new ClipVisionConfig(1280, 5120, 32, 16, 224, 14, 3, 1024, ClipActivation.GELU, 1e-5);

    public ClipVisionConfig {
        if (hiddenSize < 1 || intermediateSize < 1 || numHiddenLayers < 1 || numChannels < 1 || projectionDim < 1) {
            throw new IllegalArgumentException("CLIP vision sizes must be at least 1: hidden_size " + hiddenSize
                    + ", intermediate_size " + intermediateSize + ", num_hidden_layers " + numHiddenLayers
                    + ", num_channels " + numChannels + ", projection_dim " + projectionDim);
        }
        if (numAttentionHeads < 1 || hiddenSize % numAttentionHeads != 0) {
            throw new IllegalArgumentException("CLIP vision num_attention_heads must divide hidden_size " + hiddenSize
                    + ", and " + numAttentionHeads + " does not");
        }
        if (patchSize < 1 || imageSize < patchSize || imageSize % patchSize != 0) {
            throw new IllegalArgumentException("CLIP vision image_size must be a multiple of patch_size, and "
                    + imageSize + " is none of " + patchSize);
        }
        if (!(layerNormEps > 0)) {
            throw new IllegalArgumentException("CLIP vision layer_norm_eps must be above 0, not " + layerNormEps);
        }
    }

    /**
     * Reads the keys of transformers' {@code CLIPVisionConfig}; a missing one has that class's default.
     *
     * @throws IllegalArgumentException if a key holds something of another kind, or sizes do not fit together
     */
    public static ClipVisionConfig fromJson(JsonNode node) {
        return JsonRecords.read(
                "CLIP vision",
                node,
                new ClipVisionConfig(768, 3072, 12, 12, 224, 32, 3, 512, ClipActivation.QUICK_GELU, 1e-5));
    }

    /** {@return tokens of one picture: one for the class, one for each patch} */
    public int numTokens() {
        int side = imageSize / patchSize;
        return side * side + 1;
    }
}
