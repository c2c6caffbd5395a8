package org.ouroboros3d.data.render;

/**
 * Light that stands still in the world: a bright sky over a dim ground, a key light and a weaker one opposite, and the
 * key light's highlight (Blinn 1977). Nothing casts a shadow.
 *
 * @param sky light from straight above, in units in which 1 shows a colour as it is
 * @param ground light from straight below
 * @param key strength of the key light
 * @param fill strength of the weaker light
 * @param keyDirection where the key light comes from
 * @param fillDirection where the weaker light comes from
 */
public record Lighting(
        double sky, double ground, double key, double fill, Direction keyDirection, Direction fillDirection) {
    /** Light of all objects that are not told another one. */
    public static final Lighting DEFAULT =
            new Lighting(0.52, 0.3, 0.52, 0.16, Direction.of(0.55, 0.75, 0.6), Direction.of(-0.6, 0.25, -0.75));

    /** Shows colors as they are, for objects whose colors were photographed or rendered. */
    public static final Lighting NONE = new Lighting(1, 1, 0, 0, Direction.of(0, 1, 0), Direction.of(0, 1, 0));

    private static final int HIGHLIGHT_DOUBLINGS = 5;

    /** A unit vector in the world, y up. */
    public record Direction(double x, double y, double z) {
        /** {@return the direction of a vector that is not zero} */
        public static Direction of(double x, double y, double z) {
            double length = Math.sqrt(x * x + y * y + z * z);
            return new Direction(x / length, y / length, z / length);
        }
    }

    /** Replaces the colours of all samples that meet something by the light that reaches the camera, in [0, 1]. */
    void shade(GBuffer samples, SampleRays rays) {
        for (int sample = 0; sample < samples.depth.length; sample++) {
            if (samples.depth[sample] < GBuffer.NOTHING) {
                shade(samples, sample, rays);
            }
        }
    }

    private void shade(GBuffer samples, int sample, SampleRays rays) {
        float[] normal = samples.normal;
        double nx = normal[3 * sample];
        double ny = normal[3 * sample + 1];
        double nz = normal[3 * sample + 2];
        double lit = Math.max(0, nx * keyDirection.x() + ny * keyDirection.y() + nz * keyDirection.z());
        double filled = Math.max(0, nx * fillDirection.x() + ny * fillDirection.y() + nz * fillDirection.z());
        double diffuse = ground + (sky - ground) * (0.5 + 0.5 * ny) + key * lit + fill * filled;
        double highlight =
                samples.gloss[sample] > 0 && key > 0 ? samples.gloss[sample] * highlight(nx, ny, nz, sample, rays) : 0;
        for (int c = 3 * sample; c < 3 * sample + 3; c++) {
            samples.color[c] = (float) Math.min(1, samples.color[c] * diffuse + highlight);
        }
    }

    private double highlight(double nx, double ny, double nz, int sample, SampleRays rays) {
        double[] pose = rays.pose();
        double right = rays.x(sample % rays.size());
        double down = rays.y(sample / rays.size());
        double inverse = 1 / Math.sqrt(1 + right * right + down * down);
        double hx = keyDirection.x() - inverse * (pose[2] + right * pose[0] + down * pose[1]);
        double hy = keyDirection.y() - inverse * (pose[6] + right * pose[4] + down * pose[5]);
        double hz = keyDirection.z() - inverse * (pose[10] + right * pose[8] + down * pose[9]);
        double cosine = (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
        double power = Math.max(0, cosine);
        for (int i = 0; i < HIGHLIGHT_DOUBLINGS; i++) {
            power *= power;
        }
        return power;
    }
}
