package org.ouroboros3d.sample;

import java.util.function.UnaryOperator;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * What the denoiser is given and stays the same over a run.
 *
 * @param conditional the picture, for the conditional branch of guidance
 * @param bothBranches the picture, for both
 * @param guidance scale of every view
 * @param cameras of the views
 * @param times of the noise levels, a row for each step
 */
record Conditions(
        Picture conditional, Picture bothBranches, Tensor guidance, PreparedCameras cameras, PreparedTimes times) {
    /**
     * What the denoiser sees of the picture.
     *
     * @param embeddings {@code [B, 1, D]} for the conditional branch, {@code [2B, 1, D]} for both
     * @param latents {@code [B, V, C, h, w]} or {@code [2B, V, C, h, w]}
     */
    record Picture(Tensor embeddings, Tensor latents) {
        Picture withUnconditional() {
            return new Picture(LinearGuidance.withUnconditional(embeddings), LinearGuidance.withUnconditional(latents));
        }

        Picture moveToOuter(TensorScope scope) {
            return map(scope::moveToOuter);
        }

        private Picture map(UnaryOperator<Tensor> change) {
            return new Picture(change.apply(embeddings), change.apply(latents));
        }
    }

    /** {@return the same with other tensors} Each is asked for once, always in the same order. */
    Conditions map(UnaryOperator<Tensor> change) {
        return new Conditions(
                conditional.map(change),
                bothBranches.map(change),
                change.apply(guidance),
                new PreparedCameras(cameras.embeddings().stream().map(change).toList()),
                times.map(change));
    }
}
