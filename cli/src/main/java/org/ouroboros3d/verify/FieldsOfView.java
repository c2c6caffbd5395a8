package org.ouroboros3d.verify;

import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.tensor.Tensor;

/** Turns the fields of view that LGM's golden files hold into the intrinsics that the modules take. */
final class FieldsOfView {
    private FieldsOfView() {}

    /**
     * {@return as fractions of the image's size {@code [B, V, 3, 3]}, on the host}
     *
     * @param fov in degrees {@code [B, V]}
     */
    static Tensor intrinsics(Tensor fov) {
        float[] degrees = fov.toFloatArray();
        float[] matrices = new float[9 * degrees.length];
        for (int i = 0; i < degrees.length; i++) {
            Intrinsics view = Intrinsics.ofFieldOfView(degrees[i]);
            matrices[9 * i] = (float) view.fx();
            matrices[9 * i + 2] = (float) view.cx();
            matrices[9 * i + 4] = (float) view.fy();
            matrices[9 * i + 5] = (float) view.cy();
            matrices[9 * i + 8] = 1;
        }
        return Tensor.of(matrices, fov.size(0), fov.size(1), 3, 3);
    }
}
