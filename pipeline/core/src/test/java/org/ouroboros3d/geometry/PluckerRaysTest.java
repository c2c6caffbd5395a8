package org.ouroboros3d.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class PluckerRaysTest {
    private static final int WIDTH = 3;
    private static final int HEIGHT = 2;

    private TensorScope scope;

    @BeforeEach
    void openScope() {
        scope = TensorScope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void canonicalRaysHitWhatProjectsToTheirPixel() {
        Cameras cameras = Cameras.orbit(35, new double[] {20, 130}, 2, new Intrinsics(1.2, 0.9, 0.45, 0.6));
        PluckerRays rays = cast(Geometry.CANONICAL, cameras, HEIGHT, WIDTH);
        float[] directions = rays.directions().toFloatArray();
        float[] viewmats = cameras.viewmats().toFloatArray();
        for (int view = 0; view < 2; view++) {
            for (int row = 0; row < HEIGHT; row++) {
                for (int column = 0; column < WIDTH; column++) {
                    int at = 3 * ((view * HEIGHT + row) * WIDTH + column);
                    double[] seen = turned(viewmats, 16 * view, directions, at);
                    Intrinsics k = cameras.intrinsics(view);
                    assertThat(seen[2]).isPositive();
                    assertThat(k.fx() * seen[0] / seen[2] + k.cx()).isCloseTo((column + 0.5) / WIDTH, within(1e-5));
                    assertThat(k.fy() * seen[1] / seen[2] + k.cy()).isCloseTo((row + 0.5) / HEIGHT, within(1e-5));
                }
            }
        }
    }

    @Test
    void directionsHaveUnitLengthAndMomentsAreOrthogonal() {
        Cameras cameras = Cameras.eightViews();
        for (Geometry geometry : Geometry.values()) {
            PluckerRays rays = cast(geometry, cameras, 4, 4);
            float[] values = rays.coordinates(geometry).toFloatArray();
            float[] directions = rays.directions().toFloatArray();
            int moment = geometry == Geometry.OFFICIAL ? 0 : 3;
            for (int ray = 0; ray < values.length / 6; ray++) {
                double length = 0;
                double product = 0;
                for (int i = 0; i < 3; i++) {
                    double d = directions[3 * ray + i];
                    length += d * d;
                    product += d * values[6 * ray + moment + i];
                }
                assertThat(length).isCloseTo(1, within(1e-5));
                assertThat(product).isCloseTo(0, within(1e-5));
            }
        }
    }

    @Test
    void canonicalCoordinatesAreOriginThenMoment() {
        // The camera at (0, 0, 2) looks along -z: o x d = (0, 0, 2) x (0, 0, -1) = 0 in its only pixel.
        Cameras cameras = Cameras.orbit(0, new double[] {0}, 2, Intrinsics.ofFieldOfView(60));
        Tensor coordinates = cast(Geometry.CANONICAL, cameras, 1, 1).coordinates(Geometry.CANONICAL);
        assertThat(coordinates.shape()).containsExactly(1, 1, 1, 1, 6);
        assertThat(coordinates.toFloatArray()).containsExactly(new float[] {0, 0, 2, 0, 0, 0}, within(1e-6f));
    }

    @Test
    void officialRaysNeedSquareImages() {
        assertThatThrownBy(() -> cast(Geometry.OFFICIAL, Cameras.eightViews(), 2, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 x 4");
    }

    private static PluckerRays cast(Geometry geometry, Cameras cameras, int height, int width) {
        Tensor c2w = Shapes.unsqueeze(cameras.c2w(), 0);
        Tensor intrinsics = Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0);
        return PluckerRays.cast(geometry, c2w, intrinsics, height, width);
    }

    private static double[] turned(float[] matrices, int offset, float[] vectors, int at) {
        double[] result = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                result[row] += matrices[offset + 4 * row + column] * vectors[at + column];
            }
        }
        return result;
    }
}
