package org.ouroboros3d.vae;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ouroboros3d.format.json.JsonRecords;
import org.ouroboros3d.model.LatentShape;
import org.ouroboros3d.nn.GroupNormConfig;

/**
 * Sizes of SVD's autoencoder, from the {@code config.json} of its {@code vae} folder ({@code
 * AutoencoderKLTemporalDecoder}).
 *
 * @param inChannels colour channels in
 * @param outChannels colour channels out
 * @param latentChannels channels of a latent
 * @param blockOutChannels channels of each level, finest first; each level but the last halves the size
 * @param layersPerBlock residual blocks of an encoder level; a decoder level has one more
 * @param normGroups groups of every group normalization; 32 in published models
 * @param scalingFactor what latents are multiplied by for the denoiser and divided by before they are decoded
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VaeConfig(
        int inChannels,
        int outChannels,
        int latentChannels,
        List<Integer> blockOutChannels,
        int layersPerBlock,
        @JsonProperty("norm_num_groups") int normGroups,
        double scalingFactor) {
    /** The autoencoder of Stable Video Diffusion. */
    public static final VaeConfig SVD =
            new VaeConfig(3, 3, 4, List.of(128, 256, 512, 512), 2, GroupNormConfig.PUBLISHED_GROUPS, 0.18215);

    /** The eps of the autoencoder's normalizations, except those over frames. */
    private static final double EPS = 1e-6;

    /** The eps of the decoder's normalizations over frames. */
    private static final double TEMPORAL_EPS = 1e-5;

    private static final String ENCODER_LEVEL = "DownEncoderBlock2D";

    public VaeConfig {
        blockOutChannels = List.copyOf(blockOutChannels);
        if (inChannels < 1 || outChannels < 1 || latentChannels < 1) {
            throw new IllegalArgumentException("VAE channels must be at least 1: in_channels " + inChannels
                    + ", out_channels " + outChannels + ", latent_channels " + latentChannels);
        }
        if (blockOutChannels.isEmpty()
                || !blockOutChannels.stream().allMatch(new GroupNormConfig(normGroups, EPS)::divides)) {
            throw new IllegalArgumentException("VAE block_out_channels must be positive multiples of "
                    + "norm_num_groups, which is " + normGroups + ", not " + blockOutChannels);
        }
        if (layersPerBlock < 1) {
            throw new IllegalArgumentException("VAE layers_per_block must be at least 1, not " + layersPerBlock);
        }
        if (!(scalingFactor > 0)) {
            throw new IllegalArgumentException("VAE scaling_factor must be above 0, not " + scalingFactor);
        }
    }

    /**
     * Reads the keys of diffusers' {@code AutoencoderKLTemporalDecoder}, and {@code norm_num_groups} as its other
     * autoencoders have it; a missing one has that class's default.
     *
     * @throws IllegalArgumentException if a key holds something of another kind, or names another architecture
     */
    public static VaeConfig fromJson(JsonNode node) {
        for (JsonNode type : node.path("down_block_types")) {
            if (!type.asText().equals(ENCODER_LEVEL)) {
                throw new IllegalArgumentException(
                        "VAE down_block_types must all be " + ENCODER_LEVEL + ", not " + type);
            }
        }
        return JsonRecords.read(
                "VAE",
                node,
                new VaeConfig(3, 3, 4, List.of(64), 1, GroupNormConfig.PUBLISHED_GROUPS, SVD.scalingFactor));
    }

    /** {@return how its normalizations are made, except those over frames} */
    GroupNormConfig norm() {
        return new GroupNormConfig(normGroups, EPS);
    }

    /** {@return how the decoder's normalizations over frames are made} */
    GroupNormConfig temporalNorm() {
        return new GroupNormConfig(normGroups, TEMPORAL_EPS);
    }

    /** {@return how many pixels a latent stands for along each axis: 8 for SVD} */
    public int downsampling() {
        return 1 << (blockOutChannels.size() - 1);
    }

    /** {@return the shape of the latents} */
    public LatentShape latents() {
        return new LatentShape(latentChannels, downsampling());
    }
}
