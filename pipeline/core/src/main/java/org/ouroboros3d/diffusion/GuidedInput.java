package org.ouroboros3d.diffusion;

import java.util.List;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Puts together what the denoiser sees of both guidance branches: noisy latents, and behind them, on the channels, the
 * latents of the input image for every view.
 *
 * <p>The unconditional branch has zeros for the image. The image's latents are not scaled with the noise level.
 *
 * @param imageLatents of both branches, {@code [2B, F, C, H, W]}; constant over a run
 */
public record GuidedInput(Tensor imageLatents) {
    /**
     * {@return the input for one image}
     *
     * @param imageLatent the image's latents, {@code [B, C, H, W]}
     * @param frames number of views, F
     */
    public static GuidedInput of(Tensor imageLatent, int frames) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor branches = Shapes.unsqueeze(LinearGuidance.withUnconditional(imageLatent), 1);
            long[] shape = branches.shape();
            shape[1] = frames;
            return new GuidedInput(scope.moveToOuter(Shapes.contiguous(Shapes.expand(branches, shape))));
        }
    }

    /**
     * {@return the denoiser's input of both branches, {@code [2B, F, C' + C, H, W]}}
     *
     * @param scaledLatents noisy latents after {@link EulerDiscreteScheduler#scaleModelInput}, {@code [B, F, C', H, W]}
     */
    public Tensor with(Tensor scaledLatents) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor both = LinearGuidance.forBothBranches(scaledLatents);
            return scope.moveToOuter(Shapes.cat(List.of(both, imageLatents), 2));
        }
    }
}
