package org.ouroboros3d.eval;

import org.ouroboros3d.geometry.CanonicalCoordinateMap;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.PositionMap;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.WhiteBackground;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The maps that a loop would feed back if its 3D model were the object itself.
 *
 * @param color on white, {@code [1, F, 3, S, S]} in [0, 1]
 * @param ccm coordinates of the surfaces, {@code [1, F, 3, S, S]} in [0, 1], as the model's geometry has them: those of
 *     the mean depth that a pixel shows, weighted by how much of it the object covers
 */
record TruthMaps(Tensor color, Tensor ccm) {
    /**
     * {@return the maps of an object, on the cameras' device, in the innermost scope}
     *
     * @param views the subject's cameras
     * @throws IllegalArgumentException if the object's depths or the outlines of its views are not known
     */
    static TruthMaps of(Subject subject, ViewTensors views, Geometry geometry) {
        float[] depths = subject.depths()
                .orElseThrow(() -> new IllegalArgumentException(
                        subject.id() + ": its depths are not known; procedural objects have them"));
        int frames = subject.views().size();
        int size = subject.input().width();
        int plane = size * size;
        float[] colors = new float[3 * plane * frames];
        float[] alphas = new float[plane * frames];
        float[] accumulated = new float[plane * frames];
        for (int frame = 0; frame < frames; frame++) {
            Image view = subject.views().get(frame);
            if (!view.hasAlpha()) {
                throw new IllegalArgumentException(
                        subject.id() + ": its views have no alpha, which tells its outlines");
            }
            System.arraycopy(WhiteBackground.composite(view), 0, colors, 3 * plane * frame, 3 * plane);
            System.arraycopy(view.toPlanar(), 3 * plane, alphas, plane * frame, plane);
        }
        for (int i = 0; i < alphas.length; i++) {
            accumulated[i] = alphas[i] * depths[i];
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor alpha =
                    Tensor.of(alphas, 1, frames, 1, size, size).to(views.c2w().device());
            Tensor depth = Tensor.of(accumulated, 1, frames, 1, size, size)
                    .to(views.c2w().device());
            Tensor ccm = switch (geometry) {
                case CANONICAL -> CanonicalCoordinateMap.ofDepth(depth, alpha, views.c2w(), views.intrinsics());
                case OFFICIAL -> PositionMap.of(depth, views.c2w(), views.intrinsics());
            };
            Tensor color =
                    Tensor.of(colors, 1, frames, 3, size, size).to(views.c2w().device());
            return new TruthMaps(scope.moveToOuter(color), scope.moveToOuter(ccm));
        }
    }
}
