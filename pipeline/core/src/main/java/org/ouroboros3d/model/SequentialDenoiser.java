package org.ouroboros3d.model;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * A denoiser that computes the samples of a batch sequentially, with the activation memory of one: the two branches of
 * classifier-free guidance are one batch. The results are those of the batch up to rounding, where the denoiser keeps
 * its samples apart.
 */
public final class SequentialDenoiser extends ForwardingDenoiser {
    private static final String DENOISE = "SequentialDenoiser.denoise";

    /**
     * Computes the samples of {@code denoiser} sequentially.
     *
     * @param denoiser computes each; what it prepares of cameras and maps has one entry for each frame, or one for each
     *     frame of each sample, along its first dimension
     */
    public SequentialDenoiser(MultiViewDenoiser denoiser) {
        super(denoiser);
    }

    @Override
    public Tensor denoise(DenoiserInput input) {
        int batch = Math.toIntExact(input.sample().size(0));
        if (batch == 1) {
            return super.denoise(input);
        }
        input.times().requireRows(DENOISE, batch);
        boolean oneTime = input.times().embeddings().size(0) == 1;
        long frames = input.sample().size(1);
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> predictions = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                predictions.add(super.denoise(new DenoiserInput(
                        Shapes.narrow(input.sample(), 0, i, 1),
                        oneTime ? input.times() : input.times().row(i),
                        Shapes.narrow(input.encoderHiddenStates(), 0, i, 1),
                        new PreparedCameras(own(input.cameras().embeddings(), i, frames)),
                        new FeedbackFeatures(own(input.feedback().levels(), i, frames)))));
            }
            return scope.moveToOuter(Shapes.cat(predictions, 0));
        }
    }

    /** What belongs to the frames of a sample, or to those of every sample. */
    private static List<Tensor> own(List<Tensor> tensors, int index, long frames) {
        return tensors.stream()
                .map(tensor -> tensor.size(0) == frames ? tensor : Shapes.narrow(tensor, 0, index * frames, frames))
                .toList();
    }
}
