package org.ouroboros3d.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.gaussian.GaussianCloud;

class SceneBoundsTest {
    private static final int COUNT = 500;

    private static GaussianCloud ball(double x, double radius) {
        Random random = new Random(3);
        float[] means = new float[3 * COUNT];
        for (int i = 0; i < COUNT; i++) {
            double[] way = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            double length = Math.sqrt(way[0] * way[0] + way[1] * way[1] + way[2] * way[2]);
            for (int axis = 0; axis < 3; axis++) {
                means[3 * i + axis] = (float) (radius * way[axis] / length + (axis == 0 ? x : 0));
            }
        }
        float[] opacities = new float[COUNT];
        Arrays.fill(opacities, 0.9f);
        float[] scales = new float[3 * COUNT];
        return new GaussianCloud(means, opacities, scales, new float[4 * COUNT], new float[3 * COUNT]);
    }

    @Test
    void boundsOfABallAreTheBall() {
        SceneBounds bounds = SceneBounds.of(ball(30, 4));
        assertThat(bounds.center()).containsExactly(new double[] {30, 0, 0}, within(0.1));
        assertThat(bounds.radius()).isCloseTo(4, within(0.1));
    }

    @Test
    void floatersAndTransparentGaussiansDoNotCount() {
        GaussianCloud cloud = ball(0, 1);
        cloud.means()[0] = 1000;
        for (int i = 100; i < 200; i++) {
            cloud.opacities()[i] = 0.01f;
            cloud.means()[3 * i + 1] = -50;
        }
        assertThat(SceneBounds.of(cloud).radius()).isCloseTo(1, within(0.1));
    }

    @Test
    void aMovedCloudHasItsBoundsAtTheOrigin() {
        GaussianCloud cloud = ball(4.6e6, 2);
        SceneBounds bounds = SceneBounds.of(cloud);
        SceneBounds moved = SceneBounds.of(SceneBounds.moved(cloud, bounds.center(), 0.5));
        assertThat(moved.center()).containsExactly(new double[] {0, 0, 0}, within(1e-3));
        assertThat(moved.radius()).isCloseTo(bounds.radius() / 2, within(1e-3));
    }
}
