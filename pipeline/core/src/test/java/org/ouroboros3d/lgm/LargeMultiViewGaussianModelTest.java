package org.ouroboros3d.lgm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class LargeMultiViewGaussianModelTest {
    private static final LgmConfig SMALL = small(GaussianPlacement.FREE);

    private static LgmConfig small(GaussianPlacement placement) {
        return new LgmConfig(
                8, List.of(64, 64), List.of(false, true), true, List.of(64), List.of(true), 1, 4, 32, 16, placement);
    }

    private static LargeMultiViewGaussianModel model(Geometry geometry) {
        return model(SMALL, geometry);
    }

    private static LargeMultiViewGaussianModel model(LgmConfig config, Geometry geometry) {
        return new LargeMultiViewGaussianModel(
                RandomWeights.fill(w -> new LargeMultiViewGaussianModel(w, config, geometry)), config, geometry);
    }

    private static Tensor reconstruct(LargeMultiViewGaussianModel model, Tensor images, int... views) {
        Cameras cameras = Cameras.eightViews().select(views);
        return model.reconstruct(
                images, Shapes.unsqueeze(cameras.c2w(), 0), Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0), 0.5f);
    }

    @Test
    void everySecondOfEightViewsIsUsed() {
        try (TensorScope scope = TensorScope.open()) {
            LargeMultiViewGaussianModel model = model(Geometry.CANONICAL);
            Tensor images = RandomWeights.input(1, 8, 3, 12, 12);
            Tensor all = reconstruct(model, images, 0, 1, 2, 3, 4, 5, 6, 7);
            Tensor chosen = reconstruct(model, Shapes.slice(images, 1, 0, 8, 2), 0, 2, 4, 6);
            assertThat(all.shape()).containsExactly(1, SMALL.numGaussians(), 14);
            assertThat(all.toFloatArray()).containsExactly(chosen.toFloatArray(), within(1e-6f));
        }
    }

    /** Projected by the camera of its view, every Gaussian falls on the centre of its own pixel. */
    @Test
    void gaussiansAlongRaysProjectToTheirPixels() {
        try (TensorScope scope = TensorScope.open()) {
            LgmConfig config = small(GaussianPlacement.ALONG_RAYS);
            int[] views = {0, 2, 4, 6};
            Tensor images = RandomWeights.input(1, 4, 3, 8, 8);
            float[] gaussians = reconstruct(model(config, Geometry.CANONICAL), images, views)
                    .toFloatArray();
            Cameras cameras = Cameras.eightViews().select(views);
            float[] c2w = cameras.c2w().toFloatArray();
            float[] intrinsics = cameras.normalizedIntrinsics().toFloatArray();
            int size = config.splatSize();
            Set<Float> depths = new HashSet<>();
            for (int n = 0; n < config.numGaussians(); n++) {
                int view = n / (size * size);
                double[] p = new double[3];
                for (int axis = 0; axis < 3; axis++) {
                    for (int i = 0; i < 3; i++) {
                        double fromCamera = gaussians[14 * n + i] - c2w[16 * view + 4 * i + 3];
                        p[axis] += c2w[16 * view + 4 * i + axis] * fromCamera;
                    }
                }
                double u = intrinsics[9 * view] * p[0] / p[2] + intrinsics[9 * view + 2];
                double v = intrinsics[9 * view + 4] * p[1] / p[2] + intrinsics[9 * view + 5];
                assertThat(u * size).isEqualTo(n % size + 0.5, within(1e-4));
                assertThat(v * size).isEqualTo(n / size % size + 0.5, within(1e-4));
                depths.add((float) p[2]);
            }
            assertThat(depths).hasSizeGreaterThan(config.numGaussians() / 2);
        }
    }

    @Test
    void rotationsAreNormalisedByTheModelsConvention() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor images = RandomWeights.input(1, 4, 3, 8, 8);
            float[] canonical = squares(reconstruct(model(Geometry.CANONICAL), images, 0, 2, 4, 6), 2);
            assertThat(canonical).hasSize(SMALL.numGaussians()).satisfies(LargeMultiViewGaussianModelTest::areOne);
            float[] official = squares(reconstruct(model(Geometry.OFFICIAL), images, 0, 2, 4, 6), 1);
            assertThat(official).hasSize(4).satisfies(LargeMultiViewGaussianModelTest::areOne);
        }
    }

    private static float[] squares(Tensor gaussians, int dim) {
        return Reductions.sum(Arithmetic.square(Shapes.narrow(gaussians, 2, 7, 4)), false, dim)
                .toFloatArray();
    }

    private static void areOne(float... values) {
        for (float value : values) {
            assertThat(value).isEqualTo(1, within(1e-5f));
        }
    }

    @Test
    void rawNumbersAreMappedToTheirRanges() {
        try (TensorScope scope = TensorScope.open()) {
            float[] raw = new float[4 * 14];
            float[] first = {-3, 0.25f, 3, 0, 0, 100, -100, 0, 3, 4, 0, 0, 100, -100};
            for (int view = 0; view < 4; view++) {
                System.arraycopy(first, 0, raw, 14 * view, 14);
            }
            Tensor gaussians = new GaussianActivations(Geometry.CANONICAL).forward(Tensor.of(raw, 4, 14, 1, 1), 4);
            float softplusOfZero = (float) (0.1 * Math.log(2));
            float[] expected = {-1, 0.25f, 1, 0.5f, softplusOfZero, 10, 0, 0, 0.6f, 0.8f, 0, 0.5f, 1, 0};
            assertThat(gaussians.shape()).containsExactly(1, 4, 14);
            assertThat(Shapes.narrow(gaussians, 1, 0, 1).toFloatArray()).containsExactly(expected, within(1e-6f));
        }
    }

    @Test
    void onlyTheGaussiansAreLeftAfterwards() {
        try (TensorScope scope = TensorScope.open()) {
            LargeMultiViewGaussianModel model = model(Geometry.OFFICIAL);
            Tensor images = RandomWeights.input(1, 4, 3, 8, 8);
            Cameras cameras = Cameras.eightViews().select(0, 2, 4, 6);
            Tensor c2w = Shapes.unsqueeze(cameras.c2w(), 0);
            Tensor intrinsics = Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0);
            long before = Tensor.liveCount();
            model.reconstruct(images, c2w, intrinsics, 1);
            assertThat(Tensor.liveCount()).isEqualTo(before + 1);
        }
    }

    @Test
    void gaussiansAreFloat32WhateverTheNetworkComputesIn() {
        try (TensorScope scope = TensorScope.open()) {
            Geometry geometry = Geometry.CANONICAL;
            LargeMultiViewGaussianModel model = new LargeMultiViewGaussianModel(
                    RandomWeights.fill(w -> new LargeMultiViewGaussianModel(w, SMALL, geometry), DType.BFLOAT16),
                    SMALL,
                    geometry);
            Tensor images = RandomWeights.input(1, 4, 3, 8, 8).to(DType.BFLOAT16);
            assertThat(reconstruct(model, images, 0, 2, 4, 6).dtype()).isEqualTo(DType.FLOAT32);
        }
    }

    @Test
    void wrongShapesNameTheArgument() {
        try (TensorScope scope = TensorScope.open()) {
            LargeMultiViewGaussianModel model = model(Geometry.OFFICIAL);
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> reconstruct(model, RandomWeights.input(1, 6, 3, 8, 8), 0, 1, 2, 3, 4, 5))
                    .withMessageContaining("images")
                    .withMessageContaining("multiple of the model's 4 views");
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> reconstruct(model, RandomWeights.input(1, 4, 3, 8, 8), 0, 1))
                    .withMessageContaining("c2w");
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> model.raw(RandomWeights.input(3, 9, 8, 8), 0))
                    .withMessageContaining("V = 4");
        }
    }
}
