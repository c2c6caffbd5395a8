package org.ouroboros3d.raster;

import java.util.Arrays;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.Tensor;

/** Camera tensors as the native call takes them: in host memory, checked. */
final class Cameras {
    private static final float[] AFFINE = {0, 0, 0, 1};
    /** What inverting a matrix in float32 leaves in its last row. */
    private static final float ROUNDING = 1e-5f;

    final int count;
    final float[] viewmats;
    final float[] ks;

    Cameras(Tensor viewmats, Tensor ks) {
        if (viewmats.rank() != 3 || viewmats.size(0) < 1 || viewmats.size(1) != 4 || viewmats.size(2) != 4) {
            throw new ShapeException("Rasterizer.render", "viewmats", "[V, 4, 4]", viewmats.shape());
        }
        if (ks.rank() != 3 || ks.size(0) != viewmats.size(0) || ks.size(1) != 3 || ks.size(2) != 3) {
            throw new ShapeException("Rasterizer.render", "ks", "[V, 3, 3] with the V of viewmats", ks.shape());
        }
        // Cameras on a device would make every call wait for a copy.
        if (!viewmats.device().isHost() || !ks.device().isHost()) {
            throw new IllegalArgumentException("cameras must be host tensors, not on " + viewmats.device() + " and "
                    + ks.device() + "; keep them on the CPU");
        }
        this.count = Math.toIntExact(viewmats.size(0));
        this.viewmats = viewmats.toFloatArray();
        this.ks = ks.toFloatArray();
        for (int v = 0; v < count; v++) {
            checkMatrix(v);
        }
    }

    private void checkMatrix(int v) {
        for (int i = 0; i < 4; i++) {
            int at = 16 * v + 12 + i;
            if (!(Math.abs(viewmats[at] - AFFINE[i]) <= ROUNDING)) {
                throw new IllegalArgumentException("viewmats[" + v + "] ends in row "
                        + Arrays.toString(Arrays.copyOfRange(viewmats, 16 * v + 12, 16 * v + 16))
                        + ", must be [0, 0, 0, 1]: world to camera, not transposed");
            }
            viewmats[at] = AFFINE[i];
        }
        if (!(ks[9 * v] > 0 && ks[9 * v + 4] > 0) || ks[9 * v + 1] != 0) {
            throw new IllegalArgumentException("ks[" + v + "] has focal lengths " + ks[9 * v] + ", " + ks[9 * v + 4]
                    + " and skew " + ks[9 * v + 1] + "; focal lengths must be positive pixels, skew 0");
        }
    }
}
