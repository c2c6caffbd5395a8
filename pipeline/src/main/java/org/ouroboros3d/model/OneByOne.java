package org.ouroboros3d.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * A denoiser that takes the samples of a batch one after the other, and so needs the memory of one: the branches of
 * classifier-free guidance come in one batch. The results are those of the batch up to rounding, where the denoiser keeps
 * its samples apart.
 */
public final class OneByOne extends ForwardingDenoiser {
    private final int idsPerSample;

    /**
     * Takes samples one by one.
     *
     * @param denoiser computes each; what it prepares has one entry for each frame, or one for each frame of each sample,
     *     along its first dimension
     * @param idsPerSample how many added time ids make a row, 3 for SVD
     */
    public OneByOne(MultiViewDenoiser denoiser, int idsPerSample) {
        super(denoiser);
        this.idsPerSample = idsPerSample;
    }

    @Override
    public Tensor denoise(
            Tensor sample,
            float[] timesteps,
            Tensor encoderHiddenStates,
            float[] addedTimeIds,
            PreparedCameras cameras,
            FeedbackFeatures feedback) {
        int batch = Math.toIntExact(sample.size(0));
        if (batch == 1) {
            return super.denoise(sample, timesteps, encoderHiddenStates, addedTimeIds, cameras, feedback);
        }
        requireRows("timesteps", timesteps.length, 1, batch);
        requireRows("addedTimeIds", addedTimeIds.length, idsPerSample, batch);
        long frames = sample.size(1);
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> predictions = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                predictions.add(super.denoise(
                        Shapes.narrow(sample, 0, i, 1),
                        row(timesteps, i, 1),
                        Shapes.narrow(encoderHiddenStates, 0, i, 1),
                        row(addedTimeIds, i, idsPerSample),
                        new PreparedCameras(own(cameras.embeddings(), i, frames)),
                        new FeedbackFeatures(own(feedback.levels(), i, frames))));
            }
            return scope.moveToOuter(Shapes.cat(predictions, 0));
        }
    }

    private static void requireRows(String argument, int length, int row, int batch) {
        if (length != row && length != batch * row) {
            String expected = "[" + row + "] or [" + batch * row + "]";
            throw new ShapeException("OneByOne.denoise", argument, expected, new long[] {length});
        }
    }

    /** The numbers of a sample, or those that are the same for all. */
    private static float[] row(float[] numbers, int index, int length) {
        return numbers.length == length ? numbers : Arrays.copyOfRange(numbers, index * length, (index + 1) * length);
    }

    /** What belongs to the frames of a sample, or to those of every sample. */
    private static List<Tensor> own(List<Tensor> tensors, int index, long frames) {
        return tensors.stream()
                .map(tensor -> tensor.size(0) == frames ? tensor : Shapes.narrow(tensor, 0, index * frames, frames))
                .toList();
    }
}
