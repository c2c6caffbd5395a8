package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.ouroboros3d.metrics.LpipsFiles;
import org.ouroboros3d.metrics.LpipsTrunk;
import org.ouroboros3d.train.ImageLoss;
import org.ouroboros3d.weights.JsonConfig;

/**
 * What pictures are compared with.
 *
 * @param pixels {@code l1} as in the released code, or {@code l2} as in the paper
 * @param chromaWeight of the pixels' comparison of colour differences, see {@link ImageLoss#chroma}
 * @param lpips the perceptual part, where its weights are at hand
 * @param ssimWeight of one minus the structural similarity, which stands in for the perceptual part otherwise
 */
public record LossConfig(ImageLoss.Pixels pixels, double chromaWeight, Optional<LpipsConfig> lpips, double ssimWeight) {
    static final LossConfig DEFAULT = new LossConfig(ImageLoss.Pixels.L1, 0, Optional.empty(), 0.1);

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
        if (!(ssimWeight >= 0) || !(chromaWeight >= 0)) {
            throw new IllegalArgumentException("loss: weights must be at least 0, got " + ssimWeight + " for ssim and "
                    + chromaWeight + " for chroma");
        }
    }

    /** @param base what relative paths begin at */
    static LossConfig fromJson(JsonNode node, Path base) {
        JsonConfig json = JsonConfig.of("loss", node).only("pixels", "chroma", "lpips", "ssim");
        return new LossConfig(
                json.constant(ImageLoss.Pixels.class, "pixels", DEFAULT.pixels),
                json.number("chroma", DEFAULT.chromaWeight),
                json.has("lpips") ? Optional.of(LpipsConfig.fromJson(json.object("lpips"), base)) : Optional.empty(),
                json.number("ssim", DEFAULT.ssimWeight));
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
    }
}
