package org.ouroboros3d.diffusion;

import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Classifier-free guidance whose strength grows linearly over the views, at all steps or at some.
 *
 * <p>The batch holds both branches, the unconditional one first. View {@code f} of {@code F} is guided by
 * {@code min + (max - min) * f / (F - 1)}: the first view, which shows the input image, is left as the condition has it
 * (scale 1), the last is pushed the most.
 *
 * <p>Where no view is pushed, because all scales are 1 or the step is outside of the given part, the result is the
 * conditional branch alone, and the unconditional one need not be computed.
 *
 * @param minScale guidance of the first view, -100 to 100
 * @param maxScale guidance of the last view, -100 to 100
 * @param start the share of the steps after which guidance starts, 0 to 1
 * @param stop the share of the steps after which guidance stops, {@code start} to 1
 */
public record LinearGuidance(double minScale, double maxScale, double start, double stop) {
    private static final double MAX_SCALE = 100;

    /** Checks the ranges. */
    public LinearGuidance {
        require(minScale, maxScale);
        if (!(start >= 0 && start <= stop && stop <= 1)) {
            throw new IllegalArgumentException(
                    "guidance must start and stop at shares of the steps between 0 and 1, the"
                            + " stop not before the start, not " + start + " and " + stop);
        }
    }

    /**
     * Checks the guidance of the first and of the last view.
     *
     * @throws IllegalArgumentException if one is not -100 to 100
     */
    public static void require(double minScale, double maxScale) {
        if (!(Math.abs(minScale) <= MAX_SCALE) || !(Math.abs(maxScale) <= MAX_SCALE)) {
            throw new IllegalArgumentException(
                    "guidance must be between -100 and 100, not " + minScale + " to " + maxScale);
        }
    }

    /** Guidance at all steps. */
    public LinearGuidance(double minScale, double maxScale) {
        this(minScale, maxScale, 0, 1);
    }

    /** {@return the guidance of the published inference, 1 to 3} */
    public static LinearGuidance official() {
        return new LinearGuidance(1, 3);
    }

    /** {@return these scales during another part of the steps} */
    public LinearGuidance during(double newStart, double newStop) {
        return new LinearGuidance(minScale, maxScale, newStart, newStop);
    }

    /**
     * {@return whether a step's prediction needs the unconditional branch} The step where guidance starts or stops is
     * rounded down, as in diffusers' guiders.
     *
     * @param step from 0
     * @param steps of the whole run
     */
    public boolean needsBothBranches(int step, int steps) {
        boolean pushes = minScale != 1 || maxScale != 1;
        return pushes && step >= (int) (start * steps) && step < (int) (stop * steps);
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
