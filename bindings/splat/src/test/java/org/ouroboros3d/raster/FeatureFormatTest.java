package org.ouroboros3d.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class FeatureFormatTest {
    private static final int WIDTH = 32;
    private static final int HEIGHT = 24;
    private static final int VIEWS = 2;

    private static Splats splats() {
        return new Splats(
                Tensor.of(new float[] {0, 0, 2, 0.3f, -0.2f, 2.5f}, 2, 3),
                Tensor.of(new float[] {1, 0, 0, 0, 0.8f, 0.6f, 0, 0}, 2, 4),
                Tensor.of(new float[] {0.2f, 0.1f, 0.3f, 0.1f, 0.4f, 0.1f}, 2, 3),
                Tensor.of(new float[] {0.9f, 0.7f}, 2),
                Tensor.of(new float[] {0.2f, 0.4f, 0.6f, 1.2f, 0.1f, -0.3f}, 2, 3));
    }

    private static Rendering render(FeatureFormat format) {
        float[] poses = new float[16 * VIEWS];
        float[] intrinsics = new float[9 * VIEWS];
        for (int v = 0; v < VIEWS; v++) {
            for (int i = 0; i < 4; i++) {
                poses[16 * v + 5 * i] = 1;
            }
            poses[16 * v + 3] = 0.1f * v;
            intrinsics[9 * v] = 30;
            intrinsics[9 * v + 4] = 28;
            intrinsics[9 * v + 2] = WIDTH / 2f;
            intrinsics[9 * v + 5] = HEIGHT / 2f;
            intrinsics[9 * v + 8] = 1;
        }
        RenderSettings settings = RenderSettings.of(WIDTH, HEIGHT)
                .withCcm(Ccm.CANONICAL)
                .withClampColor(true)
                .withFeatures(format);
        try (Rasterizer rasterizer = Rasterizer.create(1)) {
            return rasterizer.render(
                    splats(), Tensor.of(poses, VIEWS, 4, 4), Tensor.of(intrinsics, VIEWS, 3, 3), settings);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
    void whatAdaptersReadIsThePlainRenderingUnshuffledAndRounded(DType dtype) {
        try (TensorScope scope = TensorScope.open()) {
            Rendering plain = render(FeatureFormat.PLANAR);
            Rendering ready = render(FeatureFormat.forAdapters(dtype));
            assertThat(ready.color().dtype()).isEqualTo(dtype);
            assertThat(ready.color().shape()).containsExactly(VIEWS, 192, HEIGHT / 8, WIDTH / 8);
            assertThat(ready.color().toFloatArray())
                    .containsExactly(Resampling.pixelUnshuffle(plain.color(), 8)
                            .to(dtype)
                            .toFloatArray());
            assertThat(ready.ccm().toFloatArray())
                    .containsExactly(
                            Resampling.pixelUnshuffle(plain.ccm(), 8).to(dtype).toFloatArray());
            assertThat(ready.depth().toFloatArray())
                    .containsExactly(plain.depth().toFloatArray());
            assertThat(plain.color().toFloatArray()).contains(1f).doesNotContain(1.2f);
        }
    }

    @Test
    void planesMayBeHalfPrecisionToo() {
        try (TensorScope scope = TensorScope.open()) {
            Rendering plain = render(FeatureFormat.PLANAR);
            Rendering half = render(new FeatureFormat(DType.FLOAT16, false));
            assertThat(half.color().shape()).containsExactly(VIEWS, 3, HEIGHT, WIDTH);
            assertThat(half.color().toFloatArray())
                    .containsExactly(plain.color().to(DType.FLOAT16).toFloatArray());
        }
    }

    @Test
    void whatCannotBeRenderedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FeatureFormat(DType.INT64, false))
                .withMessageContaining("float32, float16 or bfloat16, not INT64");
        FeatureFormat ready = FeatureFormat.forAdapters(DType.FLOAT16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RenderSettings.of(WIDTH, HEIGHT + 4).withFeatures(ready))
                .withMessageContaining("multiples of 8 pixels wide and high, not 32 x 28");
        try (TensorScope scope = TensorScope.open();
                Rasterizer rasterizer = Rasterizer.create(1)) {
            Tensor pose = Tensor.of(new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 1, 4, 4);
            Tensor k = Tensor.of(new float[] {30, 0, 16, 0, 30, 12, 0, 0, 1}, 1, 3, 3);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rasterizer.renderWithState(
                            splats(), pose, k, RenderSettings.of(WIDTH, HEIGHT).withFeatures(ready)))
                    .withMessageContaining("only float32 planes can be differentiated");
        }
    }
}
