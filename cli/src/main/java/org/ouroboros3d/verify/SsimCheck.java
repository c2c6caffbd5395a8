package org.ouroboros3d.verify;

import java.util.List;
import org.ouroboros3d.metrics.Ssim;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** SSIM as two generations of torchmetrics average it, with the range of the images and with 1. */
final class SsimCheck implements GoldenCheck {
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
                compare(golden, "ssim_map", Ssim.map(preds, target, range)),
                compare(golden, "ssim_per_image", whole),
                compare(golden, "ssim_per_image_v140", cut),
                compare(golden, "ssim", Reductions.mean(whole)),
                compare(golden, "ssim_v140", Reductions.mean(cut)),
                compare(golden, "ssim_range1", Reductions.mean(wholeOfOne)),
                compare(golden, "ssim_range1_v140", Reductions.mean(cutOfOne)));
    }

    private static Comparison compare(GoldenFile golden, String name, Tensor actual) {
        return Comparison.of(name, actual, golden.output(name));
    }
}
