package org.ouroboros3d.detail;

import java.util.stream.LongStream;
import org.ouroboros3d.model.RenderedViews;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Indexing;
import org.ouroboros3d.tensor.Tensor;

/**
 * What Gaussians show to a camera on the other side of the origin, in the pixels of the one in front: its pictures are
 * mirrored, so that each pixel shows about where the ray of the front camera leaves the object. It would be exact if both
 * were infinitely far away.
 */
final class ViewFromBehind {
    /** The camera is turned about its vertical axis, and its place is mirrored at the origin. */
    private static final float[] TURNED_C2W = {
        -1, 1, -1, -1,
        -1, 1, -1, -1,
        -1, 1, -1, -1,
        1, 1, 1, 1
    };

    private static final float[] TURNED_VIEWMAT = {
        -1, -1, -1, 1,
        1, 1, 1, -1,
        -1, -1, -1, 1,
        1, 1, 1, 1
    };

    private ViewFromBehind() {}

    /** {@return what is seen, in the innermost scope} */
    static RenderedViews render(ViewRenderer renderer, Tensor gaussians, ViewTensors front, int size) {
        ViewTensors behind = new ViewTensors(
                Arithmetic.mul(
                        front.c2w(),
                        Tensor.of(TURNED_C2W, 1, 1, 4, 4).to(front.c2w().device())),
                front.intrinsics(),
                Arithmetic.mul(front.viewmats(), Tensor.of(TURNED_VIEWMAT, 1, 4, 4)),
                front.ks());
        Tensor mirrored = Tensor.of(
                        LongStream.range(0, size).map(x -> size - 1 - x).toArray(), size)
                .to(gaussians.device());
        return renderer.render(gaussians, behind, size).map(map -> Indexing.select(map, 4, mirrored));
    }
}
