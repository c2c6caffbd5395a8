package org.ouroboros3d.lgm;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ouroboros3d.format.json.JsonRecords;
import org.ouroboros3d.nn.GroupNormConfig;

/**
 * Sizes of LGM, the Large Multi-View Gaussian Model (Tang et al. 2024).
 *
 * @param inputSize height and width in pixels to which views are resized
 * @param downChannels channels of each level on the way down; each level but the last halves the size
 * @param downAttention which of these levels have cross-view attention
 * @param midAttention whether the deepest block has it
 * @param upChannels channels of each level on the way up, at most as many as down; each but the last doubles the size
 * @param upAttention which of these levels have cross-view attention
 * @param layersPerBlock residual blocks of a level down; a level up has one more
 * @param numFrames views of one object that the network sees together
 * @param normGroups groups of every group normalization; 32 in published models
 * @param timeChannels width of the timestep's sinusoids, or 0 for LGM's own checkpoints, which know no timestep
 * @param placement what the numbers of a Gaussian's position mean; {@code FREE} in published models
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LgmConfig(
        int inputSize,
        List<Integer> downChannels,
        List<Boolean> downAttention,
        boolean midAttention,
        List<Integer> upChannels,
        List<Boolean> upAttention,
        int layersPerBlock,
        int numFrames,
        @JsonProperty("norm_num_groups") int normGroups,
        int timeChannels,
        GaussianPlacement placement) {
    /** The reconstructor of Ouroboros3D: LGM's {@code big} configuration, 65,536 Gaussians, with a time embedding. */
    public static final LgmConfig BIG = new LgmConfig(
            256,
            List.of(64, 128, 256, 512, 1024, 1024),
            List.of(false, false, false, true, true, true),
            true,
            List.of(1024, 1024, 512, 256, 128),
            List.of(true, true, true, false, false),
            2,
            4,
            GroupNormConfig.PUBLISHED_GROUPS,
            128,
            GaussianPlacement.FREE);

    /** Colours and Plücker coordinates of a pixel. */
    public static final int IN_CHANNELS = 9;

    /** Numbers of a Gaussian: position 3, opacity 1, scale 3, rotation 4, colour 3. */
    public static final int OUT_CHANNELS = 14;

    /** Attention heads in every level. */
    static final int ATTENTION_HEADS = 16;

    /** What every sum with a residual is multiplied by. */
    static final double SKIP_SCALE = Math.sqrt(0.5);

    /** The eps of every group normalization. */
    private static final double EPS = 1e-5;

    public LgmConfig {
        downChannels = List.copyOf(downChannels);
        downAttention = List.copyOf(downAttention);
        upChannels = List.copyOf(upChannels);
        upAttention = List.copyOf(upAttention);
        GroupNormConfig norm = new GroupNormConfig(normGroups, EPS);
        requireLevels("down", downChannels, downAttention, norm);
        requireLevels("up", upChannels, upAttention, norm);
        if (upChannels.size() > downChannels.size()) {
            throw new IllegalArgumentException("LGM cannot go up " + upChannels.size() + " levels after "
                    + downChannels.size() + " down: shorten up_channels");
        }
        for (int i = 0; i < upChannels.size(); i++) {
            int mirrored = downChannels.get(downChannels.size() - 1 - i);
            if (upChannels.get(i) != mirrored) {
                // Skips of a level up come from the same level down and have its width.
                throw new IllegalArgumentException("LGM up_channels must mirror down_channels: level " + i
                        + " up must have " + mirrored + " channels, not " + upChannels.get(i));
            }
        }
        if (layersPerBlock < 1 || numFrames < 1) {
            throw new IllegalArgumentException("LGM layers_per_block and num_frames must be at least 1, not "
                    + layersPerBlock + " and " + numFrames);
        }
        if (timeChannels < 0 || timeChannels % 2 != 0) {
            throw new IllegalArgumentException("LGM time_channels must be even, or 0 for none, not " + timeChannels);
        }
        int multiple = 1 << (downChannels.size() - 1);
        if (inputSize < multiple || inputSize % multiple != 0) {
            throw new IllegalArgumentException("LGM input_size must be a multiple of " + multiple + " for "
                    + downChannels.size() + " levels, and " + inputSize + " is not");
        }
    }

    private static void requireLevels(
            String way, List<Integer> channels, List<Boolean> attention, GroupNormConfig norm) {
        boolean fit = channels.stream().allMatch(norm::divides);
        if (channels.isEmpty() || !fit || channels.size() != attention.size()) {
            throw new IllegalArgumentException("LGM needs " + way + "_channels in positive multiples of "
                    + norm.groups() + " and as many " + way + "_attention flags, not " + channels + " and "
                    + attention);
        }
    }

    /**
     * Reads the keys of LGM's {@code Options}, and {@code layers_per_block}, {@code num_frames}, {@code
     * norm_num_groups}, {@code time_channels} and {@code placement}; a missing one has the value that Ouroboros3D runs with.
     *
     * @throws IllegalArgumentException if a key holds something of another kind, or sizes do not fit together
     */
    public static LgmConfig fromJson(JsonNode node) {
        return JsonRecords.read("LGM", node, BIG);
    }

    /** {@return this configuration for checkpoints of LGM itself, which have no time embedding} */
    public LgmConfig withoutTimeEmbedding() {
        return new LgmConfig(
                inputSize,
                downChannels,
                downAttention,
                midAttention,
                upChannels,
                upAttention,
                layersPerBlock,
                numFrames,
                normGroups,
                0,
                placement);
    }

    /** {@return how its normalizations are made} */
    GroupNormConfig norm() {
        return new GroupNormConfig(normGroups, EPS);
    }

    /** {@return width of the time embedding that the residual blocks read, or 0 for none} */
    int tembChannels() {
        return 4 * timeChannels;
    }

    /** {@return height and width of the grid of Gaussians that each view gives} */
    public int splatSize() {
        return inputSize >> (downChannels.size() - upChannels.size());
    }

    /** {@return N, the number of Gaussians of an object} */
    public int numGaussians() {
        return numFrames * splatSize() * splatSize();
    }
}
