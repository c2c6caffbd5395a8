package org.ouroboros3d.detail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.model.DetailInput;
import org.ouroboros3d.model.DetailModel;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.render.GaussianPacking;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DeviceMemory;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

class DetailHeadTest {
    private static final int SIZE = 64;
    private static final DetailConfig CONFIG = new DetailConfig(SIZE, List.of(8, 16), 8, false);

    private static ViewTensors front() {
        return ViewTensors.of(Cameras.eightViews().select(0), SIZE, Device.CPU);
    }

    /** A head whose last convolution is zero, as training begins with. */
    private static DetailHead untrained(DetailConfig config, GaussianRenderer renderer) {
        Weights random = RandomWeights.fill(w -> new DetailHead(w, config, renderer));
        Map<String, Tensor> tensors = new HashMap<>();
        RandomWeights.asked(w -> new DetailHead(w, config, renderer)).forEach((key, shape) -> {
            Tensor values = random.get(key, shape);
            tensors.put(key, key.startsWith("conv_out") ? Creation.zeros(shape) : values);
        });
        return new DetailHead(Weights.of(tensors, "untrained"), config, renderer);
    }

    /** A wall of flat grey Gaussians through the origin, which faces the first camera. */
    private static Tensor wall() {
        return wall(0, 0.5f, 0.5f, 0.5f);
    }

    private static Tensor wall(float z, float... color) {
        int side = 24;
        float[] rows = new float[side * side * 14];
        for (int i = 0; i < side * side; i++) {
            float[] row = {
                (i % side - 11.5f) * 0.05f,
                (Math.floorDiv(i, side) - 11.5f) * 0.05f,
                z,
                0.95f,
                0.05f,
                0.05f,
                0.001f,
                1,
                0,
                0,
                0,
                color[0],
                color[1],
                color[2]
            };
            System.arraycopy(row, 0, rows, 14 * i, 14);
        }
        return Tensor.of(rows, 1, (long) side * side, 14);
    }

    /** Stripes of four pixels in the middle of a white picture. */
    private static DetailInput stripes() {
        float[] image = new float[3 * SIZE * SIZE];
        float[] alpha = new float[SIZE * SIZE];
        for (int p = 0; p < alpha.length; p++) {
            int x = p % SIZE;
            int y = p / SIZE;
            boolean inside = x >= 16 && x < 48 && y >= 16 && y < 48;
            alpha[p] = inside ? 1 : 0;
            for (int c = 0; c < 3; c++) {
                image[c * alpha.length + p] = !inside ? 1 : x / 4 % 3 == c ? 0.8f : -0.6f;
            }
        }
        return new DetailInput(Tensor.of(image, 1, 3, SIZE, SIZE), Tensor.of(alpha, 1, 1, SIZE, SIZE), front());
    }

    @Test
    void beforeTrainingThePixelsLieOnTheSurface() {
        try (TensorScope scope = TensorScope.open();
                GaussianRenderer renderer = new GaussianRenderer(Geometry.CANONICAL)) {
            DetailInput input = stripes();
            DetailModel.Detail made = untrained(CONFIG, renderer).refine(wall(), input);
            assertThat(made.pixels().shape()).containsExactly(32L * 32);
            assertThat(made.gaussians().shape()).containsExactly(1, 24L * 24 + 32L * 32, 14);
            Gaussians pixels = GaussianPacking.unpack(Shapes.narrow(made.gaussians(), 1, 24L * 24, 32L * 32));
            float[] means = pixels.means().toFloatArray();
            for (int i = 0; i < 32 * 32; i++) {
                // A little in front of the wall, seen from z = 1.74.
                assertThat(means[3 * i + 2]).isCloseTo(0.02f, within(0.004f));
            }
            // The colors of the image, not those of the wall.
            Tensor shown = renderer.render(made.gaussians(), front(), SIZE).color();
            Tensor before = renderer.render(wall(), front(), SIZE).color();
            assertThat(error(shown, input)).isLessThan(0.25 * error(before, input));
        }
    }

    @Test
    void theBackLiesWhereTheRaysLeaveTheObject() {
        try (TensorScope scope = TensorScope.open();
                GaussianRenderer renderer = new GaussianRenderer(Geometry.CANONICAL)) {
            DetailConfig config = new DetailConfig(SIZE, List.of(8, 16), 8, true);
            Tensor walls = Shapes.cat(List.of(wall(), wall(-0.3f, 0.9f, 0.1f, 0.2f)), 1);
            Tensor made = untrained(config, renderer).refine(walls, stripes()).gaussians();
            // One for each block of 2 x 2 pixels.
            assertThat(made.shape()).containsExactly(1, 2 * 24L * 24 + 32L * 32 + 16L * 16, 14);
            Gaussians back = GaussianPacking.unpack(Shapes.narrow(made, 1, 2 * 24L * 24 + 32L * 32, 16L * 16));
            float[] means = back.means().toFloatArray();
            float[] colors = back.colors().toFloatArray();
            float width = 0;
            for (int i = 0; i < 16 * 16; i++) {
                assertThat(means[3 * i + 2]).isCloseTo(-0.3f, within(0.02f));
                assertThat(colors[3 * i]).as("red").isCloseTo(0.9f, within(0.1f));
                assertThat(colors[3 * i + 1]).as("green").isCloseTo(0.1f, within(0.1f));
                width = Math.max(width, Math.abs(means[3 * i]));
            }
            // The outermost ray through the middle of a block, at the depth of the wall behind.
            Tensor k = front().ks();
            float focal = k.toFloatArray()[0];
            assertThat(width).isCloseTo((15f / focal) * (depthOfOrigin() + 0.3f), within(0.01f));
        }
    }

    private static float depthOfOrigin() {
        return front().viewmats().toFloatArray()[11];
    }

    @Test
    void fromBehindIsTheFrontOfWhatIsTurned() {
        try (TensorScope scope = TensorScope.open();
                GaussianRenderer renderer = new GaussianRenderer(Geometry.CANONICAL)) {
            // Turning the object by 180 degrees about the vertical axis shows its back in front, not mirrored.
            Tensor object = Shapes.narrow(wall(0.1f, 0.9f, 0.1f, 0.2f), 1, 30, 101);
            Tensor turned = Arithmetic.mul(
                    object, Tensor.of(new float[] {-1, 1, -1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 1, 1, 14));
            float[] expected = renderer.render(turned, front(), SIZE).color().toFloatArray();
            float[] seen = ViewFromBehind.render(renderer, object, front(), SIZE)
                    .color()
                    .toFloatArray();
            for (int i = 0; i < seen.length; i++) {
                int mirrored = i - i % SIZE + SIZE - 1 - i % SIZE;
                assertThat(seen[i]).isCloseTo(expected[mirrored], within(1e-4f));
            }
        }
    }

    /** Mean absolute error inside of the stripes. */
    private static double error(Tensor shown, DetailInput input) {
        float[] a = shown.toFloatArray();
        float[] b = Arithmetic.add(Arithmetic.mul(input.image(), 0.5), 0.5).toFloatArray();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < b.length; i++) {
            int x = i % SIZE;
            int y = i / SIZE % SIZE;
            if (x >= 17 && x < 47 && y >= 17 && y < 47) {
                sum += Math.abs(a[i] - b[i]);
                count++;
            }
        }
        return sum / count;
    }

    @Test
    void raysEndInTheirPixels() {
        Cameras cameras = Cameras.eightViews();
        for (int view = 0; view < cameras.views(); view++) {
            try (TensorScope scope = TensorScope.open()) {
                FrontCamera camera = new FrontCamera(ViewTensors.of(cameras.select(view), SIZE, Device.CPU));
                long[] pixels = {0, 63, 1000, 4095, 2080};
                float[] rays = camera.rays(pixels, SIZE, 1);
                float[] center = camera.center();
                float[] points = new float[rays.length];
                for (int i = 0; i < points.length; i++) {
                    points[i] = center[i % 3] + 1.5f * rays[i];
                }
                FrontCamera.Projected seen = camera.project(points, 3, 1, SIZE);
                assertThat(seen.pixels()).containsExactly(pixels);
                assertThat(seen.depths()).containsExactly(new float[] {1.5f, 1.5f, 1.5f, 1.5f, 1.5f}, within(1e-5f));
                double[] expected = cameras.center(view);
                for (int axis = 0; axis < 3; axis++) {
                    assertThat((double) center[axis]).isCloseTo(expected[axis], within(1e-5));
                }
            }
        }
    }

    @Test
    void theRotationIsTheCameras() {
        Cameras cameras = Cameras.eightViews();
        for (int view = 0; view < cameras.views(); view++) {
            try (TensorScope scope = TensorScope.open()) {
                float[] q = new FrontCamera(ViewTensors.of(cameras.select(view), SIZE, Device.CPU)).rotation();
                double w = q[0];
                double x = q[1];
                double y = q[2];
                double z = q[3];
                double[] pose = cameras.cameraToWorld(view);
                double[] rotated = {
                    1 - 2 * (y * y + z * z),
                    2 * (x * y - w * z),
                    2 * (x * z + w * y),
                    2 * (x * y + w * z),
                    1 - 2 * (x * x + z * z),
                    2 * (y * z - w * x),
                    2 * (x * z - w * y),
                    2 * (y * z + w * x),
                    1 - 2 * (x * x + y * y)
                };
                for (int i = 0; i < 9; i++) {
                    assertThat(rotated[i]).isCloseTo(pose[i / 3 * 4 + i % 3], within(1e-5));
                }
            }
        }
    }

    @Test
    void nothingIsAddedWhereNothingIsSeen() {
        try (TensorScope scope = TensorScope.open();
                GaussianRenderer renderer = new GaussianRenderer(Geometry.CANONICAL)) {
            DetailInput empty =
                    new DetailInput(Creation.ones(1, 3, SIZE, SIZE), Creation.zeros(1, 1, SIZE, SIZE), front());
            assertThat(untrained(CONFIG, renderer)
                            .refine(wall(), empty)
                            .gaussians()
                            .shape())
                    .containsExactly(1, 24L * 24, 14);
        }
    }

    @Test
    @Tag("gpu")
    void onADeviceTheSameComesOut() {
        Device device = Device.cuda(0);
        assumeTrue(DeviceMemory.free(device).isPresent(), "there is no CUDA device whose memory is known");
        try (TensorScope scope = TensorScope.open();
                GaussianRenderer renderer = new GaussianRenderer(Geometry.CANONICAL)) {
            Weights host = RandomWeights.fill(w -> new DetailHead(w, CONFIG, renderer));
            Map<String, Tensor> moved = new HashMap<>();
            RandomWeights.asked(w -> new DetailHead(w, CONFIG, renderer))
                    .forEach((key, shape) -> moved.put(key, host.get(key, shape).to(device)));
            DetailInput onHost = stripes();
            DetailInput onDevice = new DetailInput(
                    onHost.image().to(device),
                    onHost.alpha().to(device),
                    ViewTensors.of(Cameras.eightViews().select(0), SIZE, device));
            float[] expected = new DetailHead(host, CONFIG, renderer)
                    .refine(wall(), onHost)
                    .gaussians()
                    .toFloatArray();
            float[] made = new DetailHead(Weights.of(moved, "moved"), CONFIG, renderer)
                    .refine(wall().to(device), onDevice)
                    .gaussians()
                    .toFloatArray();
            assertThat(made).containsExactly(expected, within(1e-3f));
        }
    }

    @Test
    void otherShapesAreNamed() {
        try (TensorScope scope = TensorScope.open();
                GaussianRenderer renderer = new GaussianRenderer(Geometry.CANONICAL)) {
            DetailHead head = untrained(CONFIG, renderer);
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> head.refine(Creation.zeros(2, 5, 14), stripes()))
                    .withMessageContaining("[1, N, 14]");
            DetailInput small = new DetailInput(Creation.zeros(1, 3, 32, 32), Creation.zeros(1, 1, 32, 32), front());
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> head.refine(wall(), small))
                    .withMessageContaining("[1, 3, 64, 64]");
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(
                            () -> new DetailInput(Creation.zeros(1, 3, 32, 32), Creation.zeros(1, 1, 16, 32), front()))
                    .withMessageContaining("[1, 1, 32, 32]");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DetailConfig(60, List.of(8, 8, 8), 8, false))
                .withMessageContaining("multiple of 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DetailConfig(64, List.of(12), 8, false))
                .withMessageContaining("multiples of norm_num_groups");
    }
}
