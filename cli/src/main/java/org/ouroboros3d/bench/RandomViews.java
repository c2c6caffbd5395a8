package org.ouroboros3d.bench;

import java.util.Collections;
import java.util.Optional;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.SurfaceMaps;
import org.ouroboros3d.train.TrainingBatch;
import org.ouroboros3d.train.run.BatchSource;

/**
 * Samples of noise, where only the time matters; the same at every step.
 *
 * @param size width and height in pixels
 * @param device of the batches
 */
record RandomViews(int size, Device device) implements BatchSource {
    private static final HostNoise NOISE = new HostNoise(2);
    private static final int FRAMES = 8;

    @Override
    public TrainingBatch batch(long firstSample, int count) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor images = Activations.tanh(NOISE.normal(0, count, FRAMES, 3, size, size));
            ViewTensors views = ViewTensors.of(Cameras.eightViews(), size, device);
            ViewTensors kept = new ViewTensors(
                    scope.moveToOuter(views.c2w()),
                    scope.moveToOuter(views.intrinsics()),
                    scope.moveToOuter(views.viewmats()),
                    scope.moveToOuter(views.ks()));
            // Every pixel shows something at the origin's distance.
            Tensor ones = Creation.ones(count, FRAMES, size, size).to(device);
            Tensor depths = Arithmetic.mul(ones, Cameras.EIGHT_VIEW_RADIUS);
            SurfaceMaps surfaces = new SurfaceMaps(scope.moveToOuter(depths), scope.moveToOuter(ones));
            return new TrainingBatch(
                    scope.moveToOuter(images.to(device)),
                    Collections.nCopies(count, kept),
                    Optional.of(surfaces),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    @Override
    public int frames() {
        return FRAMES;
    }

    @Override
    public void close() {
        // Nothing works ahead.
    }
}
