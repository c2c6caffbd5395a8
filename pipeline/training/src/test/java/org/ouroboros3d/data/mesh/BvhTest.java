package org.ouroboros3d.data.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BvhTest {
    private static double[] ray(Random random) {
        double[] ray = new double[6];
        for (int i = 0; i < 6; i++) {
            ray[i] = i < 3 ? 4 * random.nextDouble() - 2 : random.nextGaussian();
        }
        // Some along an axis, where boxes divide by zero.
        if (random.nextInt(4) == 0) {
            ray[3 + random.nextInt(3)] = 0;
        }
        return ray;
    }

    @Test
    void firstTriangleIsThatOfTryingAll() {
        Random random = new Random(1);
        float[] positions = new float[9 * 500];
        for (int t = 0; t < 500; t++) {
            float[] middle = {random.nextFloat(-1, 1), random.nextFloat(-1, 1), random.nextFloat(-1, 1)};
            for (int i = 0; i < 9; i++) {
                positions[9 * t + i] = middle[i % 3] + random.nextFloat(-0.15f, 0.15f);
            }
        }
        Bvh tree = new Bvh(positions);
        Bvh[] alone = new Bvh[500];
        for (int t = 0; t < 500; t++) {
            alone[t] = new Bvh(Arrays.copyOfRange(positions, 9 * t, 9 * t + 9));
        }
        int[] stack = new int[Bvh.STACK];
        double[] hit = new double[3];
        int met = 0;
        for (int i = 0; i < 500; i++) {
            double[] ray = ray(random);
            int expected = -1;
            double nearest = Double.POSITIVE_INFINITY;
            for (int t = 0; t < 500; t++) {
                if (alone[t].cast(ray, hit, stack) == 0 && hit[0] < nearest) {
                    nearest = hit[0];
                    expected = t;
                }
            }
            assertThat(tree.cast(ray, hit, stack)).isEqualTo(expected);
            assertThat(hit[0]).isEqualTo(nearest);
            met += expected >= 0 ? 1 : 0;
        }
        assertThat(met).isBetween(30, 470);
    }

    @Test
    void manyTrianglesInOnePlaceMakeOneLeaf() {
        float[] positions = new float[9 * 1000];
        for (int t = 0; t < 1000; t++) {
            positions[9 * t + 3] = 1;
            positions[9 * t + 7] = 1;
        }
        double[] hit = new double[3];
        int found = new Bvh(positions).cast(new double[] {0.2, 0.2, 3, 0, 0, -2}, hit, new int[Bvh.STACK]);
        assertThat(found).isBetween(0, 999);
        assertThat(hit[0]).isEqualTo(1.5);
    }
}
