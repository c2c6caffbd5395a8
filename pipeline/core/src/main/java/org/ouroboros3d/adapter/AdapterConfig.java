package org.ouroboros3d.adapter;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.List;
import org.ouroboros3d.format.json.JsonRecords;

/**
 * Sizes of an {@link Adapter}, by the names of the released {@code Adapter_XL}.
 *
 * @param cin channels after the pixel unshuffle, 64 for each channel of the map
 * @param channels width of each level; one feature is made a level
 * @param numsRb residual blocks a level
 * @param ksize kernel size of the convolutions that are not always 3 x 3, odd
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdapterConfig(int cin, List<Integer> channels, int numsRb, int ksize) {
    /** Checks that the sizes are possible. */
    public AdapterConfig {
        channels = List.copyOf(channels);
        if (cin < 1 || cin % 64 != 0) {
            throw new IllegalArgumentException("Adapter cin must be a multiple of 64, 64 for each channel, got " + cin);
        }
        if (channels.isEmpty() || channels.stream().anyMatch(c -> c < 1)) {
            throw new IllegalArgumentException(
                    "Adapter channels must be positive, one for each level, got " + channels);
        }
        if (numsRb < 1 || ksize < 1 || ksize % 2 == 0) {
            throw new IllegalArgumentException(
                    "Adapter needs nums_rb of at least 1 and an odd ksize, got " + numsRb + " and " + ksize);
        }
    }

    /** {@return the released configuration, with 115,264,320 parameters} */
    public static AdapterConfig official() {
        return new AdapterConfig(192, List.of(320, 640, 1280, 1280), 3, 1);
    }

    /**
     * Reads the constructor arguments of {@code Adapter_XL}; absent ones have that class's defaults.
     *
     * @throws IllegalArgumentException where the skip convolutions or learned downsampling are asked for, which no
     *     released checkpoint uses
     */
    public static AdapterConfig fromJson(JsonNode node) {
        if (!node.path("sk").booleanValue()) {
            throw new IllegalArgumentException(
                    "Adapter configuration: \"sk\" must be true; skip convolutions are not supported");
        }
        if (!node.path("use_conv").equals(BooleanNode.FALSE)) {
            throw new IllegalArgumentException(
                    "Adapter configuration: \"use_conv\" must be false; learned downsampling is not supported");
        }
        return JsonRecords.read(
                "Adapter", node, new AdapterConfig(64, official().channels(), 3, 3));
    }
}
