package org.ouroboros3d.bench;

import java.util.List;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;

/** Tensors of frames, of which a batch may have more than a step denoises: a step without guidance has one branch. */
final class Frames {
    private Frames() {}

    /**
     * {@return the frames that a sample has, of tensors that may have more}
     *
     * @param tensors {@code [N, ...]}
     * @param sample {@code [B, F, C, H, W]}
     */
    static List<Tensor> firstOf(List<Tensor> tensors, Tensor sample) {
        long frames = sample.size(0) * sample.size(1);
        return tensors.stream()
                .map(tensor -> tensor.size(0) > frames ? Shapes.narrow(tensor, 0, 0, frames) : tensor)
                .toList();
    }
}
