package org.ouroboros3d.svd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.ouroboros3d.format.json.JsonRecords;
import org.ouroboros3d.nn.GroupNormConfig;

/**
 * Sizes of the video UNet, by the keys of diffusers' {@code unet/config.json}.
 *
 * @param inChannels channels of the latents and the image's latents together
 * @param outChannels channels of the prediction
 * @param downAttention for each level going down, whether its blocks have attention
 * @param upAttention for each level going up, coarsest first, likewise
 * @param blockOutChannels width of each level, multiples of {@code normGroups}
 * @param additionTimeEmbedDim channels that each added time id is embedded with, even
 * @param projectionClassEmbeddingsInputDim {@code additionTimeEmbedDim} times the number of added time ids
 * @param layersPerBlock residual blocks a level going down; one more going up
 * @param crossAttentionDim channels of the image's embedding
 * @param transformerLayersPerBlock transformer blocks in each transformer
 * @param numAttentionHeads for each level, a divisor of its width
 * @param normGroups groups of every group normalization; 32 in published models
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UNetConfig(
        int inChannels,
        int outChannels,
        List<Boolean> downAttention,
        List<Boolean> upAttention,
        List<Integer> blockOutChannels,
        int additionTimeEmbedDim,
        int projectionClassEmbeddingsInputDim,
        int layersPerBlock,
        int crossAttentionDim,
        int transformerLayersPerBlock,
        List<Integer> numAttentionHeads,
        @JsonProperty("norm_num_groups") int normGroups) {
    private static final JsonRecords JSON = JsonRecords.plain()
            .with(
                    UNetConfig.class,
                    "{\"transformer_layers_per_block\": 1, \"norm_num_groups\": " + GroupNormConfig.PUBLISHED_GROUPS
                            + "}");

    /** Checks that the levels fit together. */
    public UNetConfig {
        downAttention = List.copyOf(downAttention);
        upAttention = List.copyOf(upAttention);
        blockOutChannels = List.copyOf(blockOutChannels);
        numAttentionHeads = List.copyOf(numAttentionHeads);
        int levels = blockOutChannels.size();
        if (levels == 0
                || downAttention.size() != levels
                || upAttention.size() != levels
                || numAttentionHeads.size() != levels) {
            throw new IllegalArgumentException("UNet needs one down block type, up block type and number of heads for"
                    + " each of block_out_channels " + blockOutChannels + ", got " + downAttention.size() + ", "
                    + upAttention.size() + " and " + numAttentionHeads.size());
        }
        for (int i = 0; i < levels; i++) {
            int heads = numAttentionHeads.get(i);
            if (heads < 1 || blockOutChannels.get(i) % heads != 0) {
                throw new IllegalArgumentException("UNet num_attention_heads must divide block_out_channels, got "
                        + heads + " heads for " + blockOutChannels.get(i) + " channels at level " + i);
            }
        }
        if (inChannels < 1
                || outChannels < 1
                || layersPerBlock < 1
                || crossAttentionDim < 1
                || transformerLayersPerBlock < 1) {
            throw new IllegalArgumentException("UNet sizes must be positive, got in_channels " + inChannels
                    + ", out_channels " + outChannels + ", layers_per_block " + layersPerBlock
                    + ", cross_attention_dim " + crossAttentionDim + ", transformer_layers_per_block "
                    + transformerLayersPerBlock);
        }
        if (additionTimeEmbedDim < 1 || projectionClassEmbeddingsInputDim % additionTimeEmbedDim != 0) {
            throw new IllegalArgumentException("UNet projection_class_embeddings_input_dim must be a multiple of"
                    + " addition_time_embed_dim, got " + projectionClassEmbeddingsInputDim + " and "
                    + additionTimeEmbedDim);
        }
    }

    /** {@return the configuration of stable-video-diffusion-img2vid, with 1,524,623,082 parameters} */
    public static UNetConfig svd() {
        return new UNetConfig(
                8,
                4,
                List.of(true, true, true, false),
                List.of(false, true, true, true),
                List.of(320, 640, 1280, 1280),
                256,
                768,
                2,
                1024,
                1,
                List.of(5, 10, 20, 20),
                GroupNormConfig.PUBLISHED_GROUPS);
    }

    /**
     * Reads a {@code unet/config.json}. Every size must be given, since the defaults of diffusers' releases differ, except
     * {@code norm_num_groups}, which its video UNet does not have.
     *
     * @throws IllegalArgumentException where a key is missing or has a value that no video UNet of diffusers takes
     */
    public static UNetConfig fromJson(JsonNode node) {
        ObjectNode sizes = node.isObject() ? node.deepCopy() : JsonNodeFactory.instance.objectNode();
        sizes.set("down_attention", attention(node.path("down_block_types"), "Down"));
        sizes.set("up_attention", attention(node.path("up_block_types"), "Up"));
        return JSON.read("UNet", sizes, UNetConfig.class, Path.of(""));
    }

    /** {@return how a normalization of so much eps is made} */
    GroupNormConfig norm(double eps) {
        return new GroupNormConfig(normGroups, eps);
    }

    /** {@return the number of resolutions} */
    public int levels() {
        return blockOutChannels.size();
    }

    /** {@return what height and width of the latents must be multiples of} */
    public int sizeMultiple() {
        return 1 << (levels() - 1);
    }

    /** {@return the number of added time ids} */
    public int addedTimeIds() {
        return projectionClassEmbeddingsInputDim / additionTimeEmbedDim;
    }

    /** {@return the width of the time embedding} */
    public int timeEmbedDim() {
        return 4 * blockOutChannels.getFirst();
    }

    /** {@return the channels that enter the block of a level going down} */
    public int downInChannels(int level) {
        return blockOutChannels.get(Math.max(level - 1, 0));
    }

    /** {@return the channels of the coarsest level} */
    public int midChannels() {
        return blockOutChannels.getLast();
    }

    /** {@return the channels that enter the block of a level going up, coarsest first} */
    public int upInChannels(int level) {
        return blockOutChannels.get(Math.min(levels() - level, levels() - 1));
    }

    private static ArrayNode attention(JsonNode types, String direction) {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        for (JsonNode type : types) {
            boolean attends = type.asText().equals("CrossAttn" + direction + "BlockSpatioTemporal");
            if (!attends && !type.asText().equals(direction + "BlockSpatioTemporal")) {
                throw new IllegalArgumentException(
                        "UNet configuration: block type " + type.asText() + " is not supported; it must be " + direction
                                + "BlockSpatioTemporal or CrossAttn" + direction + "BlockSpatioTemporal");
            }
            result.add(attends);
        }
        return result;
    }
}
