package org.ouroboros3d.diffusion;

import java.util.List;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Input of the denoiser: noisy latents, and behind them, on the channels, the latents of the input image for every view.
 *
 * <p>The unconditional branch has zeros for the image. The image's latents are not scaled with the noise level: they
 * carry no noise of the schedule.
 *
 * @param imageLatents {@code [B, F, C, H, W]}, or {@code [2B, F, C, H, W]} of both guidance branches; constant over a run
 */
public record GuidedInput(Tensor imageLatents) {
    /**
     * {@return the input of both branches}
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
     * {@return the denoiser's input at a step, with the rows of the image's latents, {@code [B or 2B, F, C' + C, H, W]}}
     *
     * @param scaledLatents noisy latents after {@link EulerDiscreteScheduler#scaleModelInput}, {@code [B, F, C', H, W]}
     */
    public Tensor with(Tensor scaledLatents) {
        try (TensorScope scope = TensorScope.open()) {
            boolean both = imageLatents.size(0) == 2 * scaledLatents.size(0);
            Tensor noisy = both ? LinearGuidance.forBothBranches(scaledLatents) : scaledLatents;
            return scope.moveToOuter(Shapes.cat(List.of(noisy, imageLatents), 2));
        }
    }
}
