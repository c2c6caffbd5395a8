package org.ouroboros3d.train.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringJoiner;
import org.ouroboros3d.metrics.LpipsFiles;
import org.ouroboros3d.metrics.LpipsTrunk;
import org.ouroboros3d.train.ImageLoss;

/**
 * What pictures are compared with.
 *
 * @param pixels {@code l1} as in the released code, or {@code l2} as in the paper
 * @param chromaWeight of the pixels' comparison of colour differences, see {@link ImageLoss#chroma}
 * @param lpips the perceptual part, where its weights are at hand
 * @param ssimWeight of one minus the structural similarity, which stands in for the perceptual part otherwise; without
 *     weight it is not computed
 * @param gradientWeight of the differences of edges at three scales, see {@link ImageLoss.Perceptual#gradients}; without
 *     weight they are not computed
 */
public record LossConfig(
        ImageLoss.Pixels pixels,
        @JsonProperty("chroma") double chromaWeight,
        Optional<LpipsConfig> lpips,
        @JsonProperty("ssim") double ssimWeight,
        @JsonProperty("gradient") double gradientWeight) {
    static final LossConfig DEFAULT = new LossConfig(ImageLoss.Pixels.L1, 0, Optional.empty(), 0.1, 0);

    /**
     * The learned perceptual loss.
     *
     * @param trunk the network whose features it compares
     * @param backbone torchvision's weights of the trunk
     * @param linear LPIPS's own weights
     * @param weight beside the pixels' part
     */
    public record LpipsConfig(LpipsTrunk trunk, Optional<Path> backbone, Optional<Path> linear, double weight) {
        /** What configurations need not name. */
        static final String DEFAULTS = "{\"trunk\": \"vgg\", \"weight\": 1}";

        /** Checks that both files are named. */
        public LpipsConfig {
            if (backbone.isEmpty() || linear.isEmpty()) {
                throw new IllegalArgumentException("loss.lpips needs \"backbone\" (torchvision's weights of the trunk)"
                        + " and \"linear\" (LPIPS's own weights); without these files, leave lpips out");
            }
        }

        /** {@return its weights} */
        public LpipsFiles files() {
            return new LpipsFiles(trunk, backbone.orElseThrow(), linear.orElseThrow());
        }
    }

    /** Checks the ranges. */
    public LossConfig {
        if (!(ssimWeight >= 0) || !(chromaWeight >= 0) || !(gradientWeight >= 0)) {
            throw new IllegalArgumentException("loss: weights must be at least 0, got " + ssimWeight + " for ssim, "
                    + gradientWeight + " for gradient and " + chromaWeight + " for chroma");
        }
    }

    /** {@return the parts without LPIPS in words, such as {@code L1 and 0.1 × (1 - SSIM)}} */
    String withoutLpips() {
        StringJoiner parts = new StringJoiner(" and ").add(pixels.toString());
        if (ssimWeight > 0) {
            parts.add(ssimWeight + " × (1 - SSIM)");
        }
        if (gradientWeight > 0) {
            parts.add(gradientWeight + " × the difference of edges");
        }
        return parts.toString();
    }
}
