package org.ouroboros3d.format.gaussian;

import java.util.Random;
import org.ouroboros3d.gaussian.GaussianCloud;

/** Gaussians to write and to read again. */
final class SampleClouds {
    private SampleClouds() {}

    /** {@return Gaussians of all shapes in a cube from -1 to 1, with unit quaternions} */
    static GaussianCloud random(int count, int shDegree) {
        Random random = new Random(17);
        float[] means = new float[3 * count];
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        float[] colors = new float[3 * count];
        float[] sh = new float[3 * GaussianCloud.shCoefficients(shDegree) * count];
        for (int i = 0; i < 3 * count; i++) {
            means[i] = random.nextFloat() * 2 - 1;
            scales[i] = (float) Math.exp(-5 + 3 * random.nextDouble());
            colors[i] = random.nextFloat();
        }
        for (int i = 0; i < sh.length; i++) {
            sh[i] = random.nextFloat() - 0.5f;
        }
        for (int i = 0; i < count; i++) {
            opacities[i] = 0.02f + 0.96f * random.nextFloat();
            double[] q = random.doubles(4, -1, 1).toArray();
            double norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
            for (int k = 0; k < 4; k++) {
                quats[4 * i + k] = (float) (q[k] / norm);
            }
        }
        return new GaussianCloud(means, opacities, scales, quats, colors, sh);
    }

    /**
     * {@return a red F that stands upright in the plane z = 0 and a blue ball in front of its lower right, so that no
     * turn and no mirror image looks the same}
     */
    static GaussianCloud letterAndBall() {
        int stem = 21;
        int bar = 10;
        int ball = 8;
        int count = stem + 2 * bar + ball;
        float[] means = new float[3 * count];
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        float[] colors = new float[3 * count];
        for (int i = 0; i < count; i++) {
            boolean letter = i < stem + 2 * bar;
            int step = i < stem ? i : (i - stem) % bar;
            if (i < stem) {
                means[3 * i] = -0.3f;
                means[3 * i + 1] = -0.5f + 0.05f * step;
            } else if (letter) {
                means[3 * i] = -0.25f + 0.05f * step;
                means[3 * i + 1] = i < stem + bar ? 0.5f : 0.1f;
            } else {
                int corner = i - stem - 2 * bar;
                means[3 * i] = 0.3f + 0.02f * (corner & 1);
                means[3 * i + 1] = -0.3f + 0.02f * (corner >> 1 & 1);
                means[3 * i + 2] = 0.4f + 0.02f * (corner >> 2);
            }
            opacities[i] = 0.9f;
            // Strokes are long along x before their rotation, which turns those of the stem by 90 degrees about z.
            scales[3 * i] = letter ? 0.05f : 0.08f;
            scales[3 * i + 1] = letter ? 0.03f : 0.08f;
            scales[3 * i + 2] = letter ? 0.02f : 0.08f;
            quats[4 * i] = i < stem ? (float) Math.sqrt(0.5) : 1;
            quats[4 * i + 3] = i < stem ? (float) Math.sqrt(0.5) : 0;
            colors[3 * i] = letter ? 0.9f : 0.1f;
            colors[3 * i + 1] = 0.2f;
            colors[3 * i + 2] = letter ? 0.1f : 0.9f;
        }
        return new GaussianCloud(means, opacities, scales, quats, colors);
    }
}
