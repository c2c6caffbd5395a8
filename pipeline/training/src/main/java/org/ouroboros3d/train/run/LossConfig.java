package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringJoiner;
import org.ouroboros3d.format.json.JsonConfig;
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
        double chromaWeight,
        Optional<LpipsConfig> lpips,
        double ssimWeight,
        double gradientWeight) {
    static final LossConfig DEFAULT = new LossConfig(ImageLoss.Pixels.L1, 0, Optional.empty(), 0.1, 0);

    /**
     * The learned perceptual loss.
     *
     * @param files its weights
     * @param weight beside the pixels' part
     */
    public record LpipsConfig(LpipsFiles files, double weight) {
        private static LpipsConfig fromJson(JsonNode node, Path base) {
            JsonConfig json = JsonConfig.of("loss.lpips", node).only("trunk", "backbone", "linear", "weight");
            String backbone = json.text("backbone", "");
            String linear = json.text("linear", "");
            if (backbone.isEmpty() || linear.isEmpty()) {
                throw new IllegalArgumentException("loss.lpips needs \"backbone\" (torchvision's weights of the trunk)"
                        + " and \"linear\" (LPIPS's own weights); without these files, leave lpips out");
            }
            return new LpipsConfig(
                    new LpipsFiles(
                            json.constant(LpipsTrunk.class, "trunk", LpipsTrunk.VGG),
                            base.resolve(backbone),
                            base.resolve(linear)),
                    json.number("weight", 1));
        }
    }

    /** Checks the ranges. */
    public LossConfig {
        if (!(ssimWeight >= 0) || !(chromaWeight >= 0) || !(gradientWeight >= 0)) {
            throw new IllegalArgumentException("loss: weights must be at least 0, got " + ssimWeight + " for ssim, "
                    + gradientWeight + " for gradient and " + chromaWeight + " for chroma");
        }
    }

    /** @param base what relative paths begin at */
    static LossConfig fromJson(JsonNode node, Path base) {
        JsonConfig json = JsonConfig.of("loss", node).only("pixels", "chroma", "lpips", "ssim", "gradient");
        return new LossConfig(
                json.constant(ImageLoss.Pixels.class, "pixels", DEFAULT.pixels),
                json.number("chroma", DEFAULT.chromaWeight),
                json.has("lpips") ? Optional.of(LpipsConfig.fromJson(json.object("lpips"), base)) : Optional.empty(),
                json.number("ssim", DEFAULT.ssimWeight),
                json.number("gradient", DEFAULT.gradientWeight));
    }

    void writeTo(ObjectNode node) {
        node.put("pixels", ConfigWords.of(pixels));
        node.put("chroma", chromaWeight);
        lpips.ifPresent(given -> {
            ObjectNode part = node.putObject("lpips");
            part.put("trunk", ConfigWords.of(given.files.trunk()));
            part.put("backbone", given.files.backbone().toString());
            part.put("linear", given.files.linear().toString());
            part.put("weight", given.weight);
        });
        node.put("ssim", ssimWeight);
        // Checkpoints from before there was this part do not name it.
        if (gradientWeight > 0) {
            node.put("gradient", gradientWeight);
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
