package org.ouroboros3d.detail;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ouroboros3d.format.json.JsonRecords;
import org.ouroboros3d.nn.GroupNormConfig;

/**
 * Sizes of the detail head.
 *
 * @param imageSize width and height of the input image in pixels
 * @param channels of each level; the first has half of the image's size, each other half of the one before
 * @param normGroups groups of every group normalization
 * @param back whether it also makes Gaussians where the rays of the image leave the object
 */
public record DetailConfig(
        int imageSize,
        List<Integer> channels,
        @JsonProperty("norm_num_groups") int normGroups,
        boolean back) {
    /** What training begins with where a model has no detail head. */
    public static final DetailConfig DEFAULT = new DetailConfig(256, List.of(24, 40, 64, 64), 8, true);

    /** What models mean that do not say it: the first had no back. */
    private static final DetailConfig FORMER =
            new DetailConfig(DEFAULT.imageSize, DEFAULT.channels, DEFAULT.normGroups, false);

    private static final double EPS = 1e-5;

    /** Checks the sizes. */
    public DetailConfig {
        channels = List.copyOf(channels);
        GroupNormConfig norm = new GroupNormConfig(normGroups, EPS);
        if (channels.isEmpty() || !channels.stream().allMatch(norm::divides)) {
            throw new IllegalArgumentException("detail_model: channels are positive multiples of norm_num_groups, "
                    + normGroups + ", not " + channels);
        }
        int multiple = 1 << channels.size();
        if (imageSize < multiple || imageSize % multiple != 0) {
            throw new IllegalArgumentException("detail_model: image_size must be a multiple of " + multiple + " for "
                    + channels.size() + " levels, and " + imageSize + " is not");
        }
    }

    /**
     * Reads the section {@code detail_model} of {@code model.json}.
     *
     * @throws IllegalArgumentException if a key holds something else than it should
     */
    public static DetailConfig fromJson(JsonNode node) {
        return JsonRecords.read("detail_model", node, FORMER);
    }

    /** {@return how its normalizations are made} */
    GroupNormConfig norm() {
        return new GroupNormConfig(normGroups, EPS);
    }
}
