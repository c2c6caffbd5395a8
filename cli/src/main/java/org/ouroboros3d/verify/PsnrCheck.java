package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.metrics.Psnr;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** PSNR of single images, of batches, and of batches together. */
final class PsnrCheck implements GoldenCheck {
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
