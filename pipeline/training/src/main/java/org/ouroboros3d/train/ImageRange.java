package org.ouroboros3d.train;

import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.tensor.Tensor;

/** The networks see colours in [-1, 1]; renderings and losses have them in [0, 1]. */
final class ImageRange {
    private ImageRange() {}

    static Tensor toUnit(Tensor signed) {
        return Arithmetic.add(Arithmetic.mul(signed, 0.5), 0.5);
    }
}
