package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.metrics.Lpips;
import org.ouroboros3d.metrics.LpipsTrunk;
import org.ouroboros3d.metrics.Psnr;
import org.ouroboros3d.metrics.Ssim;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** What pictures are compared with. */
final class MetricChecks {
    private MetricChecks() {}

    /** PSNR of single images, of batches, and of batches together. */
    static final class OfPsnr implements GoldenCheck {
        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            List<Comparison> comparisons = new ArrayList<>();
            Psnr both = new Psnr();
            for (int batch = 0; golden.hasInput("preds" + batch); batch++) {
                Tensor preds = golden.input("preds" + batch).to(device);
                Tensor target = golden.input("target" + batch).to(device);
                both.add(preds, target);
                comparisons.add(compare(golden, "psnr" + batch, Psnr.of(preds, target)));
                if (golden.hasOutput("psnr" + batch + "_per_image")) {
                    double[] each = new double[(int) preds.size(0)];
                    for (int i = 0; i < each.length; i++) {
                        each[i] = Psnr.of(Shapes.select(preds, 0, i), Shapes.select(target, 0, i));
                    }
                    comparisons.add(compare(golden, "psnr" + batch + "_per_image", each));
                }
            }
            comparisons.add(compare(golden, "psnr_accumulated", both.value()));
            return comparisons;
        }

        private static Comparison compare(GoldenFile golden, String name, double... actual) {
            double[] expected = golden.output(name).toDoubleArray();
            return Comparison.of(name, actual, expected, Comparison.USUAL_TOLERANCE, Measure.RELATIVE_L2, "");
        }
    }

    /** SSIM as two generations of torchmetrics average it, with the range of the images and with 1. */
    static final class OfSsim implements GoldenCheck {
        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            Tensor preds = golden.input("preds").to(device);
            Tensor target = golden.input("target").to(device);
            double range = Ssim.rangeOf(preds, target);
            Tensor whole = Ssim.perImage(preds, target, range, Ssim.Border.WHOLE);
            Tensor cut = Ssim.perImage(preds, target, range, Ssim.Border.CUT);
            Tensor wholeOfOne = Ssim.perImage(preds, target, 1, Ssim.Border.WHOLE);
            Tensor cutOfOne = Ssim.perImage(preds, target, 1, Ssim.Border.CUT);
            return List.of(
                    golden.compare("ssim_map", Ssim.map(preds, target, range)),
                    golden.compare("ssim_per_image", whole),
                    golden.compare("ssim_per_image_v140", cut),
                    golden.compare("ssim", Reductions.mean(whole)),
                    golden.compare("ssim_v140", Reductions.mean(cut)),
                    golden.compare("ssim_range1", Reductions.mean(wholeOfOne)),
                    golden.compare("ssim_range1_v140", Reductions.mean(cutOfOne)));
        }
    }

    /** LPIPS with either trunk, in torchmetrics' normalization. */
    static final class OfLpips implements GoldenCheck {
        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            JsonNode config = golden.config();
            List<Integer> channels = new ArrayList<>();
            config.path("channels").forEach(channel -> channels.add(channel.asInt()));
            LpipsTrunk trunk = LpipsTrunk.valueOf(config.path("net").asText().toUpperCase(Locale.ROOT));
            Weights weights = golden.weights(device);
            Lpips lpips = new Lpips(weights, trunk, channels);
            weights.requireAllUsed();
            Tensor img0 = golden.input("img0").to(device);
            Tensor img1 = golden.input("img1").to(device);
            Tensor distance = lpips.forward(img0, img1);
            return List.of(
                    golden.compare("lpips", distance),
                    golden.compare("lpips_mean", Reductions.mean(distance)),
                    golden.compare("per_layer", Shapes.stack(lpips.perLayer(img0, img1), 0)));
        }
    }
}
