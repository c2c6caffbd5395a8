package org.ouroboros3d.diffusion;

import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Classifier-free guidance whose strength grows linearly over the views.
 *
 * <p>The batch holds both branches, the unconditional one first. View {@code f} of {@code F} is guided by
 * {@code min + (max - min) * f / (F - 1)}: the first view, which shows the input image, is left as the condition has it
 * (scale 1), the last is pushed the most.
 *
 * @param minScale guidance of the first view
 * @param maxScale guidance of the last view
 */
public record LinearGuidance(double minScale, double maxScale) {
    /** {@return the guidance of the published inference, 1 to 3} */
    public static LinearGuidance official() {
        return new LinearGuidance(1, 3);
    }

    /** {@return the scales of {@code frames} views, {@code [1, F, 1, 1, 1]}; made once a run} */
    public Tensor scales(int frames, Device device) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor line = Shapes.reshape(Creation.linspace(minScale, maxScale, frames), 1, frames, 1, 1, 1);
            return scope.moveToOuter(line.to(device));
        }
    }

    /**
     * {@return the condition of both branches: zeros for the unconditional half, then the condition, {@code [2B, ...]}}
     *
     * @param conditional image embedding or image latent, {@code [B, ...]}
     */
    public static Tensor withUnconditional(Tensor conditional) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(Shapes.cat(List.of(Creation.zerosLike(conditional), conditional), 0));
        }
    }

    /** {@return what both branches share, twice: {@code [B, ...]} to {@code [2B, ...]}} */
    public static Tensor forBothBranches(Tensor shared) {
        return Shapes.cat(List.of(shared, shared), 0);
    }

    /**
     * Moves the conditional prediction away from the unconditional one.
     *
     * @param prediction the network's output of both branches, {@code [2B, F, C, H, W]}
     * @param scales what {@link #scales} made for F views
     * @return {@code uncond + scale * (cond - uncond)}, {@code [B, F, C, H, W]}
     */
    public static Tensor combine(Tensor prediction, Tensor scales) {
        try (TensorScope scope = TensorScope.open()) {
            long half = prediction.size(0) / 2;
            if (prediction.size(0) != 2 * half) {
                throw new IllegalArgumentException("Guidance needs the unconditional and the conditional half in one"
                        + " batch, got a batch of " + prediction.size(0));
            }
            Tensor uncond = Shapes.narrow(prediction, 0, 0, half);
            Tensor cond = Shapes.narrow(prediction, 0, half, half);
            Tensor push = Arithmetic.mul(Arithmetic.sub(cond, uncond), scales);
            return scope.moveToOuter(Arithmetic.add(uncond, push));
        }
    }
}
