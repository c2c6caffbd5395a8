package org.ouroboros3d.data.render;

import org.ouroboros3d.geometry.Cameras;

/** Draws all views of an object on the calling thread: the same bytes for the same object and cameras, anywhere. */
public final class OrbitRenderer {
    /** Samples along each side of a pixel that suit training. */
    public static final int SUPERSAMPLING = 2;

    private static final int MAX_GRID = 8192;

    private OrbitRenderer() {}

    /**
     * {@return the object in every view, with {@link #SUPERSAMPLING}}
     *
     * @param size width and height of a view in pixels
     */
    public static RenderedOrbit render(Drawable object, Cameras cameras, int size) {
        return render(object, cameras, size, SUPERSAMPLING);
    }

    /**
     * {@return the object in every view}
     *
     * @param size width and height of a view in pixels
     * @param supersampling samples along each side of a pixel, averaged with equal weight
     */
    public static RenderedOrbit render(Drawable object, Cameras cameras, int size, int supersampling) {
        return render(object, cameras, size, supersampling, Lighting.DEFAULT);
    }

    /** {@return the object in every view, in another light} */
    public static RenderedOrbit render(
            Drawable object, Cameras cameras, int size, int supersampling, Lighting lighting) {
        if (size < 1 || supersampling < 1 || (long) size * supersampling > MAX_GRID) {
            throw new IllegalArgumentException("A view needs at least one pixel and one sample in it, and at most "
                    + MAX_GRID + " samples a side, got " + size + " pixels and " + supersampling + " samples");
        }
        int plane = size * size;
        byte[] rgba = new byte[Math.multiplyExact(4 * plane, cameras.views())];
        float[] depth = new float[plane * cameras.views()];
        GBuffer samples = new GBuffer(size * supersampling);
        for (int view = 0; view < cameras.views(); view++) {
            Cancellation.check();
            SampleRays rays = new SampleRays(cameras, view, size * supersampling);
            samples.clear();
            object.draw(rays, samples);
            lighting.shade(samples, rays);
            for (int pixel = 0; pixel < plane; pixel++) {
                resolve(samples, pixel, size, rgba, depth, view * plane);
            }
        }
        return new RenderedOrbit(cameras.views(), size, rgba, depth);
    }

    /** Averages the samples of a pixel. */
    private static void resolve(GBuffer samples, int pixel, int size, byte[] rgba, float[] depth, int before) {
        int grid = samples.size();
        int side = grid / size;
        int first = pixel / size * side * grid + pixel % size * side;
        int met = 0;
        double red = 0;
        double green = 0;
        double blue = 0;
        double far = 0;
        for (int row = 0; row < side; row++) {
            for (int sample = first + row * grid; sample < first + row * grid + side; sample++) {
                if (samples.depth[sample] < GBuffer.NOTHING) {
                    red += samples.color[3 * sample];
                    green += samples.color[3 * sample + 1];
                    blue += samples.color[3 * sample + 2];
                    far += samples.depth[sample];
                    met++;
                }
            }
        }
        if (met == 0) {
            return;
        }
        int plane = size * size;
        int at = 4 * before + pixel;
        rgba[at] = level(red / met);
        rgba[at + plane] = level(green / met);
        rgba[at + 2 * plane] = level(blue / met);
        rgba[at + 3 * plane] = level((double) met / (side * side));
        depth[before + pixel] = (float) (far / met);
    }

    private static byte level(double value) {
        return (byte) Math.round(value * 255);
    }
}
