package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.ShapeStream;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.run.OrbitBatches;

class PixelGaussiansTest {
    private static final int SIZE = 32;
    private static final int VIEWS = 4;
    private static final int COUNT = VIEWS * SIZE * SIZE;

    /** Half of what a pixel measures at the origin. */
    private static final double TOLERANCE = 0.02;

    private static TrainingBatch objects() {
        ShapeSettings settings = ShapeSettings.training(5, SIZE);
        try (OrbitBatches batches =
                new OrbitBatches(List.of(position -> ShapeStream.open(settings, position, 1, 2)), 8, Device.CPU)) {
            return batches.batch(0, 2);
        }
    }

    private static double distance(Tensor a, Tensor b) {
        return Reductions.mean(Arithmetic.square(Arithmetic.sub(a, b))).item();
    }

    @Test
    void oneViewOnItsPlaneLooksLikeThatView() {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled();
                Rasterizer rasterizer = Rasterizer.create()) {
            TrainingBatch batch = objects();
            Tensor gaussians = PixelGaussians.onPlanes(VIEWS).of(batch, COUNT);
            assertThat(gaussians.shape()).containsExactly(2, COUNT, 14);
            Tensor ofFirstView = Shapes.narrow(gaussians, 1, 0, (long) SIZE * SIZE);
            try (BatchRendering rendering =
                    new BatchRendering(rasterizer, ofFirstView, batch.views(), SIZE, Ccm.CANONICAL)) {
                Tensor first = Shapes.narrow(rendering.color(), 1, 0, 1);
                Tensor seen = Shapes.narrow(batch.targets(), 1, 0, 1);
                double white = distance(Creation.ones(seen.shape()), seen);
                assertThat(distance(first, seen)).isLessThan(white / 10);
            }
        }
    }

    /** What one view shows is in no other view in front of what that shows, and not where that shows nothing. */
    @Test
    void pointsOfOneViewAreOnTheSurfacesThatOthersShow() {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled()) {
            TrainingBatch batch = objects();
            assertThat(shareInEmptySpace(PixelGaussians.onSurfaces(VIEWS), batch))
                    .isLessThan(0.02);
            assertThat(shareInEmptySpace(PixelGaussians.onPlanes(VIEWS), batch)).isGreaterThan(0.05);
        }
    }

    private static double shareInEmptySpace(PixelGaussians target, TrainingBatch batch) {
        float[] gaussians = target.of(batch, COUNT).toFloatArray();
        float[] depths = batch.surfaces().orElseThrow().depths().toFloatArray();
        float[] alphas = batch.surfaces().orElseThrow().alphas().toFloatArray();
        float[] c2w = batch.c2w().toFloatArray();
        float[] intrinsics = batch.intrinsics().toFloatArray();
        int points = 0;
        int empty = 0;
        for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
            for (int view = 1; view < batch.frames() && alphas[pixel] == 1; view++) {
                double[] p = inCamera(gaussians, 14 * pixel, c2w, 16 * view);
                int u = (int) (SIZE * (intrinsics[0] * p[0] / p[2] + intrinsics[2]));
                int v = (int) (SIZE * (intrinsics[4] * p[1] / p[2] + intrinsics[5]));
                points++;
                empty += p[2] < nearest(depths, view * SIZE * SIZE, u, v) - TOLERANCE ? 1 : 0;
            }
        }
        assertThat(points).isPositive();
        return (double) empty / points;
    }

    private static double[] inCamera(float[] point, int at, float[] c2w, int pose) {
        double[] p = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            for (int i = 0; i < 3; i++) {
                p[axis] += c2w[pose + 4 * i + axis] * (point[at + i] - c2w[pose + 4 * i + 3]);
            }
        }
        return p;
    }

    /** {@return the least depth that a pixel of a view or its neighbours show, infinite where they show nothing} */
    private static double nearest(float[] depths, int view, int u, int v) {
        double least = Double.POSITIVE_INFINITY;
        for (int row = Math.max(v - 1, 0); row <= Math.min(v + 1, SIZE - 1); row++) {
            for (int column = Math.max(u - 1, 0); column <= Math.min(u + 1, SIZE - 1); column++) {
                float depth = depths[view + row * SIZE + column];
                least = Math.min(least, depth > 0 ? depth : least);
            }
        }
        return least;
    }

    @Test
    void raysThatMeetNothingSayNothingOfPositions() {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled()) {
            TrainingBatch batch = objects();
            PixelGaussians surfaces = PixelGaussians.onSurfaces(VIEWS);
            Tensor gaussians = surfaces.of(batch, COUNT);
            assertThat(surfaces.distance(gaussians, batch).item()).isZero();
            Tensor corner = Arithmetic.add(gaussians, positionOffset(0));
            assertThat(surfaces.distance(corner, batch).item()).isZero();
            Tensor centre = Arithmetic.add(gaussians, positionOffset(SIZE * SIZE / 2 + SIZE / 2));
            assertThat(surfaces.distance(centre, batch).item()).isPositive();
        }
    }

    /** {@return what moves one Gaussian of both objects, [2, N, 14]} */
    private static Tensor positionOffset(int gaussian) {
        float[] numbers = new float[2 * COUNT * 14];
        for (int object = 0; object < 2; object++) {
            numbers[14 * (object * COUNT + gaussian)] = 1;
        }
        return Tensor.of(numbers, 2, COUNT, 14);
    }

    @Test
    void surfacesNeedDepths() {
        try (TensorScope scope = TensorScope.open()) {
            TrainingBatch batch = objects();
            TrainingBatch pictures = new TrainingBatch(batch.images(), batch.views());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PixelGaussians.onSurfaces(VIEWS).of(pictures, COUNT))
                    .withMessageContaining("no depths");
        }
    }

    @Test
    void theyAreNoDistanceFromThemselves() {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled()) {
            TrainingBatch batch = objects();
            PixelGaussians planes = PixelGaussians.onPlanes(VIEWS);
            Tensor gaussians = planes.of(batch, COUNT);
            assertThat(planes.distance(gaussians, batch).item()).isZero();
            assertThat(planes.distance(Arithmetic.add(gaussians, 0.5), batch).item())
                    .isEqualTo(0.25f);
        }
    }
}
