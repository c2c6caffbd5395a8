package org.ouroboros3d.data.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class OrbitRendererTest {
    private static final int SIZE = 101;
    private static final double[] CENTER = {0.21, -0.13, 0.3};
    private static final double RADIUS = 0.04;

    /** A ball, found by the closest approach of each ray to its centre. */
    private static void ball(SampleRays rays, GBuffer samples) {
        double[] pose = rays.pose();
        for (int sample = 0; sample < samples.depth.length; sample++) {
            double x = rays.x(sample % rays.size());
            double y = rays.y(sample / rays.size());
            double[] d = new double[3];
            double dd = 0;
            double dc = 0;
            for (int axis = 0; axis < 3; axis++) {
                d[axis] = pose[4 * axis + 2] + x * pose[4 * axis] + y * pose[4 * axis + 1];
                dd += d[axis] * d[axis];
                dc += d[axis] * (CENTER[axis] - pose[4 * axis + 3]);
            }
            double off = 0;
            for (int axis = 0; axis < 3; axis++) {
                double gap = pose[4 * axis + 3] + dc / dd * d[axis] - CENTER[axis];
                off += gap * gap;
            }
            if (off < RADIUS * RADIUS) {
                samples.depth[sample] = dc / dd;
                samples.color[3 * sample] = 1;
                samples.setNormal(sample, -d[0], -d[1], -d[2], rays);
            }
        }
    }

    @Test
    void pointIsSeenWhereTheCamerasMatricesProjectIt() {
        Cameras cameras =
                Cameras.orbit(-20, new double[] {0, 67.5, 200, 315}, 1.7, new Intrinsics(1.4, 1.3, 0.52, 0.47));
        RenderedOrbit rendered = OrbitRenderer.render(OrbitRendererTest::ball, cameras, SIZE);
        try (TensorScope scope = TensorScope.open()) {
            Tensor point = Tensor.of(new float[] {(float) CENTER[0], (float) CENTER[1], (float) CENTER[2], 1}, 1, 4, 1);
            float[] inCamera = Linear.matmul(cameras.viewmats(), point).toFloatArray();
            float[] ks = Shapes.reshape(cameras.Ks(SIZE, SIZE), 4, 9).toFloatArray();
            for (int view = 0; view < 4; view++) {
                double z = inCamera[4 * view + 2];
                double u = ks[9 * view] * inCamera[4 * view] / z + ks[9 * view + 2];
                double v = ks[9 * view + 4] * inCamera[4 * view + 1] / z + ks[9 * view + 5];
                double[] seen = centroid(rendered, view);
                // A ball off the axis is drawn as an ellipse around nearly its centre.
                assertThat(seen[0]).isCloseTo(u, within(0.15));
                assertThat(seen[1]).isCloseTo(v, within(0.15));
                int row = (int) v;
                int pixel = row * SIZE + (int) u;
                assertThat((double) rendered.depth()[view * SIZE * SIZE + pixel])
                        .isCloseTo(z, within(0.02));
            }
        }
    }

    private static double[] centroid(RenderedOrbit rendered, int view) {
        double weight = 0;
        double u = 0;
        double v = 0;
        for (int p = 0; p < SIZE * SIZE; p++) {
            int alpha = rendered.rgba()[(4 * view + 3) * SIZE * SIZE + p] & 0xff;
            weight += alpha;
            u += alpha * (p % SIZE + 0.5);
            v += alpha * (Math.floorDiv(p, SIZE) + 0.5);
        }
        return new double[] {u / weight, v / weight};
    }

    @Test
    void alphaIsTheShareOfSamplesThatMeetSomething() {
        RenderedOrbit rendered = OrbitRenderer.render(
                (rays, samples) -> {
                    for (int sample = 0; sample < samples.depth.length; sample++) {
                        if (sample % rays.size() % 4 == 0) {
                            samples.depth[sample] = 1;
                            samples.setNormal(sample, 0, 0, 1, rays);
                        }
                    }
                },
                Cameras.eightViews().select(0),
                4,
                4);
        for (int p = 0; p < 16; p++) {
            assertThat(rendered.rgba()[48 + p] & 0xff).isEqualTo(64);
        }
        assertThat(rendered.image(0).sample(1, 2, 3)).isEqualTo(64);
    }

    @Test
    void lightStandsStillInTheWorld() {
        // The same surface from both of two cameras on the same side of it.
        float[] reds = new float[2];
        for (int i = 0; i < 2; i++) {
            RenderedOrbit rendered = OrbitRenderer.render(
                    (rays, samples) -> {
                        samples.depth[0] = 1;
                        samples.color[0] = 0.5f;
                        samples.setNormal(0, 0, 1, 0, rays);
                    },
                    Cameras.orbit(-30 - 20.0 * i, new double[] {100.0 * i}, 2, Intrinsics.ofFieldOfView(40)),
                    1,
                    1);
            reds[i] = rendered.rgba()[0];
        }
        assertThat(reds[0]).isEqualTo(reds[1]).isNotZero();
    }

    @Test
    void sizesWithoutPixelsAreRefused() {
        assertThatThrownBy(() -> OrbitRenderer.render((rays, samples) -> {}, Cameras.eightViews(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 pixels");
    }
}
