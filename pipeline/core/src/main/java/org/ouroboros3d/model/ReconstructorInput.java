package org.ouroboros3d.model;

import java.util.List;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;

/** First view that a reconstructor is given: the one of the camera that took the input image. */
public enum ReconstructorInput {
    /** The decoder's first view, as published. */
    DECODED {
        @Override
        public Tensor views(Tensor decoded, Tensor image) {
            return decoded;
        }
    },
    /** The input image itself, which has what the autoencoder and the denoiser lose of it. */
    TRUE_FIRST_VIEW {
        @Override
        public Tensor views(Tensor decoded, Tensor image) {
            long others = decoded.size(1) - 1;
            return Shapes.cat(List.of(Shapes.unsqueeze(image, 1), Shapes.narrow(decoded, 1, 1, others)), 1);
        }
    };

    /**
     * {@return the reconstructor's views {@code [B, F, 3, H, W]}, in the innermost scope}
     *
     * @param decoded the decoder's views {@code [B, F, 3, H, W]}, nominally in [-1, 1]; they are not changed
     * @param image the input images {@code [B, 3, H, W]} in [-1, 1]
     */
    public abstract Tensor views(Tensor decoded, Tensor image);
}
