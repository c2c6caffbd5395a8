package org.ouroboros3d.metrics;

import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Peak signal-to-noise ratio, 10 log10(1 / MSE), of images in [0, 1]. One mean squared error over everything that was
 * added, as torchmetrics' {@code PeakSignalNoiseRatio(data_range=1)} has it: not the mean of the images' ratios.
 */
public final class Psnr {
    private double squaredError;
    private long count;

    /** Creates a measure that nothing was added to. */
    public Psnr() {}

    /**
     * Adds images.
     *
     * @param preds of any shape, in [0, 1]
     * @param target of the same shape
     */
    public void add(Tensor preds, Tensor target) {
        ImagePairs.requireSameShape("Psnr.add", preds, target);
        try (TensorScope scope = TensorScope.open()) {
            // In float64: a sum of millions of small squares loses digits in float32.
            Tensor difference = Arithmetic.sub(preds.to(DType.FLOAT64), target.to(DType.FLOAT64));
            squaredError += Reductions.sum(Arithmetic.square(difference)).toDoubleArray()[0];
        }
        count += preds.numel();
    }

    /** {@return decibels; infinite for equal images} */
    public double value() {
        if (count == 0) {
            throw new IllegalStateException("no images were added");
        }
        return 10 * Math.log10(count / squaredError);
    }

    /** {@return decibels over all pixels of two batches} */
    public static double of(Tensor preds, Tensor target) {
        Psnr psnr = new Psnr();
        psnr.add(preds, target);
        return psnr.value();
    }
}
