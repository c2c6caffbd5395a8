package org.ouroboros3d.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class CamerasTest {
    private static final Intrinsics SQUARE = Intrinsics.ofFieldOfView(90);

    @Test
    void firstOfTheEightViewsStandsOnThePositiveZAxis() {
        Cameras cameras = Cameras.eightViews();
        assertThat(cameras.views()).isEqualTo(8);
        assertThat(cameras.center(0)).containsExactly(new double[] {0, 0, Cameras.EIGHT_VIEW_RADIUS}, within(1e-12));
        assertThat(cameras.center(2)).containsExactly(new double[] {Cameras.EIGHT_VIEW_RADIUS, 0, 0}, within(1e-12));
    }

    @Test
    void equalCamerasHaveTheSameViewsInTheSameOrder() {
        Cameras cameras = Cameras.eightViews();
        assertThat(cameras).isEqualTo(Cameras.eightViews()).hasSameHashCodeAs(Cameras.eightViews());
        assertThat(cameras.select(1, 0)).isNotEqualTo(cameras.select(0, 1));
        assertThat(Cameras.orbit(0, new double[] {0}, 1, SQUARE))
                .isNotEqualTo(Cameras.orbit(0, new double[] {0}, 1, Intrinsics.ofFieldOfView(91)));
    }

    @Test
    void lastOfTheEightViewsIsHalfwayBackToTheFirst() {
        double azimuth = Math.toRadians(337.5);
        double[] expected = {
            Cameras.EIGHT_VIEW_RADIUS * Math.sin(azimuth), 0, Cameras.EIGHT_VIEW_RADIUS * Math.cos(azimuth)
        };
        assertThat(Cameras.eightViews().center(7)).containsExactly(expected, within(1e-12));
    }

    @Test
    void everyCameraSeesTheOriginInItsCentreAndTheWorldUpright() {
        for (double elevation : new double[] {-40, 0, 25}) {
            double[] pose = new OrbitCamera(elevation, 70, 2).cameraToWorld();
            // Columns: right, down, forward, position.
            for (int row = 0; row < 3; row++) {
                assertThat(pose[4 * row + 3] + 2 * pose[4 * row + 2]).isCloseTo(0, within(1e-12));
            }
            assertThat(pose[4]).isZero();
            assertThat(pose[5]).isLessThan(0);
        }
    }

    @Test
    void positiveElevationPutsTheCameraBelow() {
        assertThat(new OrbitCamera(30, 0, 2).cameraToWorld()[7]).isCloseTo(-1, within(1e-12));
    }

    @Test
    void viewmatsInvertPoses() {
        try (TensorScope scope = TensorScope.open()) {
            Cameras cameras = Cameras.orbit(20, new double[] {10, 200}, 1.7, SQUARE);
            float[] product = Linear.matmul(cameras.viewmats(), cameras.c2w()).toFloatArray();
            for (int i = 0; i < product.length; i++) {
                assertThat(product[i]).isCloseTo(i % 16 % 5 == 0 ? 1 : 0, within(1e-6f));
            }
        }
    }

    @Test
    void intrinsicsScaleWithTheImage() {
        try (TensorScope scope = TensorScope.open()) {
            Intrinsics intrinsics = Intrinsics.ofPixels(130, 95, 40, 30, 100, 50);
            double[] pose = new OrbitCamera(0, 0, 1).cameraToWorld();
            Cameras cameras = Cameras.of(List.of(pose), List.of(intrinsics));
            assertThat(cameras.Ks(200, 100).toFloatArray())
                    .containsExactly(new float[] {260, 0, 80, 0, 190, 60, 0, 0, 1}, within(1e-4f));
            assertThat(cameras.normalizedIntrinsics().toFloatArray())
                    .containsExactly(new float[] {1.3f, 0, 0.4f, 0, 1.9f, 0.6f, 0, 0, 1}, within(1e-6f));
        }
    }

    @Test
    void fieldOfViewReachesFromEdgeToEdge() {
        assertThat(SQUARE.fx()).isCloseTo(0.5, within(1e-12));
        assertThat(SQUARE.fovX()).isCloseTo(90, within(1e-12));
        assertThat(new Intrinsics(1, 0.5, 0.5, 0.5).fovY()).isCloseTo(90, within(1e-12));
        assertThat(Intrinsics.ofFieldOfView(Cameras.EIGHT_VIEW_FOV).fx()).isCloseTo(1.3888889, within(1e-6));
    }

    @Test
    void selectKeepsTheGivenOrder() {
        try (TensorScope scope = TensorScope.open()) {
            Cameras eight = Cameras.eightViews();
            float[] chosen = eight.select(6, 1).c2w().toFloatArray();
            Tensor all = eight.c2w();
            Tensor expected = Shapes.stack(List.of(Shapes.select(all, 0, 6), Shapes.select(all, 0, 1)), 0);
            assertThat(chosen).containsExactly(expected.toFloatArray());
        }
    }

    @Test
    void refusesPosesThatAreNotRigid() {
        double[] scaled = new OrbitCamera(0, 0, 1).cameraToWorld();
        scaled[0] = 2;
        assertThatThrownBy(() -> Cameras.of(List.of(scaled), List.of(SQUARE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("view 0 is not rigid");
    }

    @Test
    void refusesMissingIntrinsics() {
        assertThatThrownBy(() -> Cameras.of(List.of(new OrbitCamera(0, 0, 1).cameraToWorld()), List.of()))
                .hasMessageContaining("got 1 and 0");
    }
}
