package org.ouroboros3d.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SurfaceScoresTest {
    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[3 * count];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    /** A square lattice of 40 x 40 points at a height, with normals along z. */
    private static float[][] sheet(double height) {
        float[] points = new float[3 * 1600];
        float[] normals = new float[3 * 1600];
        for (int i = 0; i < 1600; i++) {
            points[3 * i] = 0.1f * (i % 40);
            points[3 * i + 1] = 0.1f * (float) Math.floorDiv(i, 40);
            points[3 * i + 2] = (float) height;
            normals[3 * i + 2] = 1;
        }
        return new float[][] {points, normals};
    }

    @Test
    void nearestPointsAreThoseOfASearchThroughAll() {
        float[] points = random(500, 1);
        PointCloud cloud = new PointCloud(points);
        float[] places = random(200, 2);
        for (int i = 0; i < places.length; i += 3) {
            // Some are far outside of the cloud.
            double x = 3 * places[i] - 1;
            double y = 3 * places[i + 1] - 1;
            double z = 3 * places[i + 2] - 1;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < 500; j++) {
                least = Math.min(least, cloud.squared(j, x, y, z));
            }
            assertThat(cloud.squared(cloud.nearest(x, y, z), x, y, z)).isEqualTo(least);
        }
    }

    @Test
    void parallelSheetsAreAsFarApartAsTheyAre() {
        float[][] low = sheet(0);
        float[][] high = sheet(0.03);
        SurfaceScores near = SurfaceScores.of(low[0], low[1], high[0], high[1], 0.04);
        assertThat(near.chamfer()).isCloseTo(0.03, within(1e-6));
        assertThat(near.normals()).isCloseTo(1, within(1e-6));
        assertThat(near.fScore()).isEqualTo(1);
        SurfaceScores far = SurfaceScores.of(low[0], low[1], high[0], high[1], 0.02);
        assertThat(far.fScore()).isZero();
    }

    @Test
    void halfASurfaceHasHalfTheRecall() {
        float[][] whole = sheet(0);
        float[] half = Arrays.copyOf(whole[0], whole[0].length / 2);
        float[] halfNormals = Arrays.copyOf(whole[1], half.length);
        SurfaceScores scores = SurfaceScores.of(half, halfNormals, whole[0], whole[1], 0.05);
        assertThat(scores.precision()).isEqualTo(1);
        assertThat(scores.recall()).isEqualTo(0.5);
        assertThat(scores.fScore()).isCloseTo(2 / 3.0, within(1e-9));
    }

    @Test
    void nothingCannotBeCompared() {
        assertThatThrownBy(() -> SurfaceScores.of(new float[0], new float[0], new float[3], new float[3], 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
