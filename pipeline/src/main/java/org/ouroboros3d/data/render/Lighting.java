package org.ouroboros3d.data.render;

/**
 * Light that stands still in the world: a bright sky over a dim ground, a key light and a weaker one opposite, and the
 * key light's highlight (Blinn 1977). Nothing casts a shadow.
 */
final class Lighting {
    private static final double SKY = 0.52;
    private static final double GROUND = 0.3;
    private static final double KEY = 0.52;
    private static final double FILL = 0.16;
    private static final double[] KEY_DIRECTION = unit(0.55, 0.75, 0.6);
    private static final double[] FILL_DIRECTION = unit(-0.6, 0.25, -0.75);
    private static final int HIGHLIGHT_DOUBLINGS = 5;

    private Lighting() {}

    private static double[] unit(double x, double y, double z) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / length, y / length, z / length};
    }

    /** Replaces the colour of a sample by the light that reaches the camera, in [0, 1]. */
    static void shade(SampleBuffer samples, int sample, SampleRays rays) {
        float[] normal = samples.normal;
        double nx = normal[3 * sample];
        double ny = normal[3 * sample + 1];
        double nz = normal[3 * sample + 2];
        double key = Math.max(0, nx * KEY_DIRECTION[0] + ny * KEY_DIRECTION[1] + nz * KEY_DIRECTION[2]);
        double fill = Math.max(0, nx * FILL_DIRECTION[0] + ny * FILL_DIRECTION[1] + nz * FILL_DIRECTION[2]);
        double diffuse = GROUND + (SKY - GROUND) * (0.5 + 0.5 * ny) + KEY * key + FILL * fill;
        double highlight = samples.gloss[sample] > 0 ? samples.gloss[sample] * highlight(nx, ny, nz, sample, rays) : 0;
        for (int c = 3 * sample; c < 3 * sample + 3; c++) {
            samples.color[c] = (float) Math.min(1, samples.color[c] * diffuse + highlight);
        }
    }

    private static double highlight(double nx, double ny, double nz, int sample, SampleRays rays) {
        double[] pose = rays.pose();
        double right = rays.x(sample % rays.size());
        double down = rays.y(sample / rays.size());
        double inverse = 1 / Math.sqrt(1 + right * right + down * down);
        double hx = KEY_DIRECTION[0] - inverse * (pose[2] + right * pose[0] + down * pose[1]);
        double hy = KEY_DIRECTION[1] - inverse * (pose[6] + right * pose[4] + down * pose[5]);
        double hz = KEY_DIRECTION[2] - inverse * (pose[10] + right * pose[8] + down * pose[9]);
        double cosine = (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
        double power = Math.max(0, cosine);
        for (int i = 0; i < HIGHLIGHT_DOUBLINGS; i++) {
            power *= power;
        }
        return power;
    }
}
