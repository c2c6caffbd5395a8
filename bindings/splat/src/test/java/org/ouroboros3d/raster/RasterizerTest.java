package org.ouroboros3d.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class RasterizerTest {
    private static final int SIZE = 32;

    /** One small Gaussian on the optical axis: its centre pixel has exactly its opacity. */
    private static Splats one(float opacity) {
        return new Splats(
                Tensor.of(new float[] {0, 0, 2}, 1, 3),
                Tensor.of(new float[] {1, 0, 0, 0}, 1, 4),
                Tensor.of(new float[] {0.01f, 0.01f, 0.01f}, 1, 3),
                Tensor.of(new float[] {opacity}, 1),
                Tensor.of(new float[] {0.2f, 0.4f, 0.6f}, 1, 3));
    }

    private static Splats random(int n) {
        Random random = new Random(n);
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] scales = new float[3 * n];
        float[] opacities = new float[n];
        float[] colors = new float[3 * n];
        for (int i = 0; i < 3 * n; i++) {
            means[i] = random.nextFloat() * 2 - 1 + (i % 3 == 2 ? 2.5f : 0);
            scales[i] = 0.02f + 0.1f * random.nextFloat();
            colors[i] = random.nextFloat();
        }
        for (int i = 0; i < 4 * n; i++) {
            quats[i] = random.nextFloat() - 0.5f;
        }
        for (int i = 0; i < n; i++) {
            opacities[i] = random.nextFloat();
        }
        return new Splats(
                Tensor.of(means, n, 3),
                Tensor.of(quats, n, 4),
                Tensor.of(scales, n, 3),
                Tensor.of(opacities, n),
                Tensor.of(colors, n, 3));
    }

    private static Tensor viewmats(int views) {
        float[] values = new float[16 * views];
        for (int i = 0; i < 4 * views; i++) {
            values[16 * (i / 4) + 5 * (i % 4)] = 1;
        }
        return Tensor.of(values, views, 4, 4);
    }

    /** The optical axis meets the centre of pixel (16, 16). */
    private static Tensor ks(int views) {
        float[] values = new float[9 * views];
        for (int v = 0; v < views; v++) {
            values[9 * v] = values[9 * v + 4] = 30;
            values[9 * v + 2] = values[9 * v + 5] = 16.5f;
            values[9 * v + 8] = 1;
        }
        return Tensor.of(values, views, 3, 3);
    }

    @Test
    void theCentrePixelOfAGaussianBlendsItsColourOverTheBackground() {
        try (Rasterizer rasterizer = Rasterizer.create(2)) {
            RenderSettings settings = RenderSettings.of(SIZE, SIZE).withCcm(new Ccm.World(0.25f, 0.5f, 1, 0, 0.5f));
            Rendering r = rasterizer.render(one(0.5f), viewmats(2), ks(2), settings);
            assertThat(r.color().shape()).containsExactly(2, 3, SIZE, SIZE);
            assertThat(r.alpha().shape()).containsExactly(2, 1, SIZE, SIZE);
            assertThat(r.depth().shape()).containsExactly(2, 1, SIZE, SIZE);
            assertThat(r.ccm().shape()).containsExactly(2, 3, SIZE, SIZE);
            int pixel = 16 * SIZE + 16;
            int plane = SIZE * SIZE;
            for (int v = 0; v < 2; v++) {
                float[] color = Shapes.select(r.color(), 0, v).toFloatArray();
                float[] ccm = Shapes.select(r.ccm(), 0, v).toFloatArray();
                assertThat(color[pixel]).isEqualTo(0.6f, within(1e-5f));
                assertThat(color[plane + pixel]).isEqualTo(0.7f, within(1e-5f));
                assertThat(color[2 * plane + pixel]).isEqualTo(0.8f, within(1e-5f));
                assertThat(color[0]).isEqualTo(1);
                assertThat(Shapes.select(r.alpha(), 0, v).toFloatArray()[pixel]).isEqualTo(0.5f, within(1e-5f));
                assertThat(Shapes.select(r.depth(), 0, v).toFloatArray()[pixel]).isEqualTo(1, within(1e-5f));
                assertThat(ccm[pixel]).isEqualTo(0.5f * 0.5f + 0.5f, within(1e-5f));
                assertThat(ccm[2 * plane + pixel]).isEqualTo(0.5f * 1.0f + 0.25f, within(1e-5f));
                assertThat(ccm[0]).isEqualTo(1);
            }
        }
    }

    @Test
    void noGaussiansRenderTheBackground() {
        try (Rasterizer rasterizer = Rasterizer.create(1)) {
            Splats none = new Splats(
                    Tensor.of(new float[0], 0, 3),
                    Tensor.of(new float[0], 0, 4),
                    Tensor.of(new float[0], 0, 3),
                    Tensor.of(new float[0], 0),
                    Tensor.of(new float[0], 0, 2));
            Rendering r = rasterizer.render(
                    none, viewmats(1), ks(1), RenderSettings.of(5, 3).withBackground(List.of(0.25f, 0.5f)));
            assertThat(r.color().toFloatArray()).startsWith(0.25f).endsWith(0.5f);
            assertThat(r.alpha().toFloatArray()).containsOnly(0);
        }
    }

    @Test
    void scratchGrowsToTheSceneAndResultsStayTheSame() {
        RenderSettings settings = RenderSettings.of(300, 200).withCcm(Ccm.OFFICIAL);
        try (Rasterizer small = Rasterizer.create(1);
                Rasterizer many = Rasterizer.create(3)) {
            small.render(one(0.5f), viewmats(1), ks(1), settings);
            Rendering grown = small.render(random(500), viewmats(2), ks(2), settings.withScaleModifier(30));
            // More than any first call has room for: the first attempt overflowed, the second had what it needed.
            assertThat(small.capacity()).isGreaterThan(Rasterization.firstGuess(2 * 500));
            Rendering fresh = many.render(random(500), viewmats(2), ks(2), settings.withScaleModifier(30));
            assertThat(grown.color().toFloatArray()).isEqualTo(fresh.color().toFloatArray());
            assertThat(grown.ccm().toFloatArray()).isEqualTo(fresh.ccm().toFloatArray());
        }
    }

    @Test
    void threadsMayShareARasterizer() throws Exception {
        try (Rasterizer rasterizer = Rasterizer.create(2);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            float[] expected = rasterizer
                    .render(random(200), viewmats(1), ks(1), RenderSettings.of(64, 64))
                    .color()
                    .toFloatArray();
            Callable<float[]> render = () -> {
                try (TensorScope scope = TensorScope.open()) {
                    return rasterizer
                            .render(random(200), viewmats(1), ks(1), RenderSettings.of(64, 64))
                            .color()
                            .toFloatArray();
                }
            };
            for (Future<float[]> result : threads.invokeAll(List.of(render, render, render, render))) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void wrongTensorsAreRefusedByName() {
        Tensor means = Tensor.of(new float[6], 2, 3);
        Tensor quats = Tensor.of(new float[8], 2, 4);
        Tensor scales = Tensor.of(new float[6], 2, 3);
        Tensor opacities = Tensor.of(new float[2], 2);
        Tensor colors = Tensor.of(new float[6], 2, 3);
        assertThatThrownBy(() -> new Splats(quats, quats, scales, opacities, colors))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("means must be [N, 3]");
        assertThatThrownBy(() -> new Splats(means, scales, scales, opacities, colors))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("quats");
        assertThatThrownBy(() -> new Splats(means, quats, scales, colors, colors))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("opacities");
        assertThatThrownBy(() -> new Splats(means, quats, scales, opacities, Tensor.of(new float[18], 2, 9)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("1 to 8 channels");
        assertThatThrownBy(() -> new Splats(means.to(DType.FLOAT64), quats, scales, opacities, colors))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("means must be contiguous float32");
        Tensor transposed = Shapes.transpose(Tensor.of(new float[6], 3, 2), 0, 1);
        assertThatThrownBy(() -> new Splats(transposed, quats, scales, opacities, colors))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with gaps");
    }

    @Test
    void wrongCamerasAreRefusedByName() {
        try (Rasterizer rasterizer = Rasterizer.create(1)) {
            Splats splats = one(0.5f);
            RenderSettings settings = RenderSettings.of(SIZE, SIZE);
            assertThatThrownBy(() -> rasterizer.render(splats, ks(1), ks(1), settings))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("viewmats must be [V, 4, 4]");
            assertThatThrownBy(() -> rasterizer.render(splats, viewmats(2), ks(1), settings))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("ks must be [V, 3, 3]");
            float[] shifted = viewmats(1).toFloatArray();
            shifted[12] = 1;
            assertThatThrownBy(() -> rasterizer.render(splats, Tensor.of(shifted, 1, 4, 4), ks(1), settings))
                    .hasMessageContaining("not transposed");
            assertThatThrownBy(() -> rasterizer.render(splats, viewmats(1), Tensor.of(new float[9], 1, 3, 3), settings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("focal lengths");
            assertThatThrownBy(
                            () -> rasterizer.render(splats, viewmats(1), ks(1), settings.withBackground(List.of(1f))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 channels, the splats have 3");
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> RenderSettings.of(0, 5)).hasMessageContaining("not 0 x 5");
        assertThatThrownBy(() -> RenderSettings.of(5, 5).withPlanes(2, 1)).hasMessageContaining("near < far");
        assertThatThrownBy(() -> RenderSettings.of(5, 5).withScaleModifier(Float.NaN))
                .hasMessageContaining("scaleModifier");
        assertThatThrownBy(() -> RenderSettings.of(5, 5).withBackground(List.of(Float.NaN)))
                .hasMessageContaining("background");
    }

    @Test
    void closedThingsThrow() {
        Rasterizer rasterizer = Rasterizer.create(1);
        Splats splats = one(0.5f);
        rasterizer.render(splats, viewmats(1), ks(1), RenderSettings.of(SIZE, SIZE));
        splats.means().close();
        assertThatThrownBy(() -> rasterizer.render(splats, viewmats(1), ks(1), RenderSettings.of(SIZE, SIZE)))
                .isInstanceOf(IllegalStateException.class);
        rasterizer.close();
        rasterizer.close();
        assertThatThrownBy(() -> rasterizer.render(one(0.5f), viewmats(1), ks(1), RenderSettings.of(SIZE, SIZE)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aMapThatWasNotRenderedIsNamed() {
        try (Rasterizer rasterizer = Rasterizer.create(1)) {
            Rendering r = rasterizer.render(one(0.5f), viewmats(1), ks(1), RenderSettings.of(SIZE, SIZE));
            assertThatThrownBy(r::ccm).isInstanceOf(IllegalStateException.class).hasMessageContaining("withCcm");
        }
    }

    /** Linux would hand the memory out, and end the process when it is written to. */
    @Test
    void mapsThatTheMachineCannotHoldAreRefusedBeforeTheyAreMade() {
        try (Rasterizer rasterizer = Rasterizer.create(1)) {
            assertThatThrownBy(
                            () -> rasterizer.render(one(0.5f), viewmats(64), ks(64), RenderSettings.of(32768, 32768)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maps of 64 views of 32768 x 32768 pixels need 1374.4 GB")
                    .hasMessageContaining("render fewer views at a time or smaller images");
        }
    }
}
