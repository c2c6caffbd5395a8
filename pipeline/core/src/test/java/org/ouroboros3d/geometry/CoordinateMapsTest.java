package org.ouroboros3d.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class CoordinateMapsTest {
    private static final int SIZE = 5;

    private TensorScope scope;
    private Tensor c2w;
    private Tensor intrinsics;

    @BeforeEach
    void placeCameras() {
        scope = TensorScope.open();
        // The first looks along -z from (0, 0, 2), the second along -x from (2, 0, 0); y is up, so down in the images.
        Cameras cameras = Cameras.orbit(0, new double[] {0, 90}, 2, Intrinsics.ofFieldOfView(90));
        c2w = Shapes.unsqueeze(cameras.c2w(), 0);
        intrinsics = Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0);
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void canonicalMapOfAPlaneThroughTheOriginHoldsItsWorldCoordinates() {
        float[] map = CanonicalCoordinateMap.ofDepth(filled(2), filled(1), c2w, intrinsics)
                .toFloatArray();
        for (int row = 0; row < SIZE; row++) {
            for (int column = 0; column < SIZE; column++) {
                // At depth 2 a view of 90 degrees is 4 wide.
                double right = 4 * ((column + 0.5) / SIZE - 0.5);
                double up = -4 * ((row + 0.5) / SIZE - 0.5);
                assertThat(color(map, 0, row, column)).containsExactly(colors(right, up, 0), within(1e-5f));
                assertThat(color(map, 1, row, column)).containsExactly(colors(0, up, -right), within(1e-5f));
            }
        }
    }

    @Test
    void canonicalMapIsHalfWhereNothingIs() {
        float[] map = CanonicalCoordinateMap.ofDepth(filled(0), filled(0), c2w, intrinsics)
                .toFloatArray();
        assertThat(map).containsOnly(0.5f);
    }

    @Test
    void canonicalMapBlendsWithItsBackground() {
        // Half covered by a point at the origin: half of 0.5 and half of the background, 0.5.
        float[] map = CanonicalCoordinateMap.ofDepth(filled(1), filled(0.5), c2w, intrinsics)
                .toFloatArray();
        assertThat(color(map, 0, SIZE / 2, SIZE / 2)).containsExactly(colors(0, 0, 0), within(1e-6f));
    }

    @Test
    void canonicalColorsMapTheCubeToUnitColors() {
        Tensor positions = Tensor.of(new float[] {-1, 0, 1}, 1, 3);
        assertThat(CanonicalCoordinateMap.colors(positions).toFloatArray()).containsExactly(0, 0.5f, 1);
    }

    @Test
    void releasedMapIsHalfWhereDepthIsZero() {
        assertThat(PositionMap.of(filled(0), c2w, intrinsics).toFloatArray()).containsOnly(0.5f);
    }

    @Test
    void releasedMapMixesPixelsWithFractions() {
        float[] map = PositionMap.of(filled(2), c2w, intrinsics).toFloatArray();
        // u = 3 and c = 0.5, f = 0.5, d = 2: camera x is 10 and so world x of the first camera.
        float[] expected = {0.5f + 0.001f * 10, 0.5f + 0.001f * -14, 0.5f};
        assertThat(color(map, 0, 4, 3)).containsExactly(expected, within(1e-6f));
    }

    @Test
    void releasedMapPassesGradientsToDepth() {
        Tensor depth = filled(2).requiresGrad(true);
        Autograd.backward(Reductions.sum(PositionMap.of(depth, c2w, intrinsics)));
        float[] gradient = Autograd.gradient(depth).toFloatArray();
        // Pixel (0, 0) of the first camera: world (-1, +1, -1) times depth, times 0.001.
        assertThat(gradient[0]).isCloseTo(0.001f * (-1 + 1 - 1), within(1e-7f));
    }

    private static Tensor filled(double value) {
        Tensor ones = Creation.ones(1, 2, 1, SIZE, SIZE);
        return Arithmetic.mul(ones, value);
    }

    private static float[] color(float[] map, int view, int row, int column) {
        float[] color = new float[3];
        for (int channel = 0; channel < 3; channel++) {
            color[channel] = map[((view * 3 + channel) * SIZE + row) * SIZE + column];
        }
        return color;
    }

    private static float[] colors(double x, double y, double z) {
        return new float[] {(float) (x / 2 + 0.5), (float) (y / 2 + 0.5), (float) (z / 2 + 0.5)};
    }
}
