package org.ouroboros3d.nn;

import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * Blends a spatial and a temporal branch with one learned number (diffusers' {@code AlphaBlender}; key {@code
 * mix_factor [1]}).
 *
 * <p>The UNet's {@code learned_with_images} strategy is the same as {@code learned} here: this project only generates
 * views, never single images.
 */
public final class AlphaBlender {
    /** Which branch is weighed by {@code sigmoid(mix_factor)}; the other gets the rest. */
    public enum Weighs {
        /** The UNet's blocks. */
        SPATIAL,
        /** The VAE decoder's blocks (diffusers' {@code switch_spatial_to_temporal_mix}). */
        TEMPORAL
    }

    private final Tensor mixFactor;
    private final Weighs weighs;

    /** A blend whose number is {@code mix_factor [1]}. */
    public AlphaBlender(Weights w, Weighs weighs) {
        this.mixFactor = w.mix("mix_factor", 1);
        this.weighs = weighs;
    }

    /**
     * {@return {@code a spatial + (1 - a) temporal} with {@code a = sigmoid(mix_factor)}, or the two swapped}
     *
     * @param spatial any shape
     * @param temporal the same shape; spent, see {@link InPlace}
     */
    public Tensor forward(Tensor spatial, Tensor temporal) {
        try (TensorScope scope = TensorScope.open()) {
            // Of one type each, where some layers compute in a shorter one.
            DType type = temporal.dtype();
            Tensor share = Activations.sigmoid(mixFactor).to(type);
            Tensor other = spatial.to(type);
            Tensor blended = weighs == Weighs.SPATIAL
                    ? InPlace.lerp(temporal, other, share, temporal)
                    : InPlace.lerp(other, temporal, share, temporal);
            return scope.moveToOuter(blended);
        }
    }
}
