package org.ouroboros3d.detail;

import java.util.List;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Indexing;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * Gaussians on the rays of an image, one for each pixel or each block of pixels that shows the object.
 *
 * @param outputs the network's {@code [1, OUTPUTS, r, r]}: depth (already in {@code depths}), opacity, scale across and along
 *     the ray, color
 * @param depths along the camera's axis {@code [1, 1, r, r]}, world units
 * @param alpha how much of each pixel the object covers, {@code [1, 1, r, r]} in [0, 1]
 * @param color before the network changes it, {@code [1, 3, r, r]} in [0, 1]
 * @param opaque logit of the opacity before training
 * @param change largest change of a color
 */
record RayGaussians(Tensor outputs, Tensor depths, Tensor alpha, Tensor color, double opaque, double change) {
    /** Depth, opacity, scale across and along the ray, color. */
    static final int OUTPUTS = 7;

    /** Scale in pixels: smallest, and how much larger it may be across and along the ray. */
    private static final double SMALLEST = 0.3;

    private static final double ACROSS = 0.7;
    private static final double ALONG = 1;
    /** Standard deviation in pixels of the low-pass filter, that of {@link org.ouroboros3d.gaussian.SmoothingFilter}. */
    private static final double FILTER = 0.5;
    /** Along the ray a Gaussian also reaches half-way to the depth of the next pixel, so that slanted surfaces are closed. */
    private static final double HALF_STEP = 0.5;
    /** Largest depth from pixel to pixel, in world units, that is a slanted surface. */
    private static final double STEEPEST = 0.05;

    /**
     * {@return the Gaussians {@code [P, 14]}}
     *
     * @param size of the image that the camera took, in pixels; a multiple of r
     * @param covered the P pixels or blocks, row by row
     */
    Tensor of(FrontCamera camera, int size, long... covered) {
        Device device = depths.device();
        int count = covered.length;
        int block = Math.toIntExact(size / depths.size(2));
        Tensor index = Tensor.of(covered, count).to(device);
        Tensor values = selected(outputs, index);
        Tensor along = Shapes.transpose(selected(depths, index), 0, 1);
        Tensor steps = Shapes.transpose(selected(slopes(depths), index), 0, 1);
        Tensor rays = Tensor.of(camera.rays(covered, size, block), count, 3).to(device);
        Tensor center = Tensor.of(camera.center(), 1, 3).to(device);
        Tensor positions = Arithmetic.add(Arithmetic.mul(rays, along), center);
        Tensor opacity = Arithmetic.mul(
                Activations.sigmoid(Arithmetic.add(Shapes.narrow(values, 0, 1, 1), opaque)), selected(alpha, index));
        Tensor pixel = Arithmetic.div(along, camera.focal());
        Tensor unit = Arithmetic.mul(pixel, block);
        Tensor across = lowPassed(Arithmetic.mul(scale(values, 2, ACROSS), unit), pixel);
        Tensor deep = lowPassed(
                Arithmetic.add(Arithmetic.mul(scale(values, 3, ALONG), unit), Arithmetic.mul(steps, HALF_STEP)), pixel);
        Tensor rotation = Shapes.expand(Tensor.of(camera.rotation(), 1, 4).to(device), count, 4);
        Tensor changed = Arithmetic.mul(Activations.tanh(Shapes.narrow(values, 0, 4, 3)), change);
        Tensor colors = Arithmetic.clamp(Arithmetic.add(selected(color, index), changed), 0, 1);
        return Shapes.cat(
                List.of(
                        positions,
                        Shapes.transpose(opacity, 0, 1),
                        across,
                        across,
                        deep,
                        rotation,
                        Shapes.transpose(colors, 0, 1)),
                1);
    }

    /** {@return the values of some pixels, {@code [C, P]}} */
    static Tensor selected(Tensor map, Tensor index) {
        return Indexing.select(Shapes.reshape(map, map.size(1), map.size(2) * map.size(3)), 1, index);
    }

    /**
     * {@return how much deeper the surface gets from pixel to pixel, {@code [1, 1, r, r]}} Of the two neighbors along an axis
     * the nearer one in depth counts: the other may be across an edge.
     */
    private static Tensor slopes(Tensor map) {
        Tensor steepest = Arithmetic.maximum(slopes(map, 2), slopes(map, 3));
        return Arithmetic.clamp(steepest, 0, STEEPEST);
    }

    private static Tensor slopes(Tensor map, int dim) {
        long steps = map.size(dim) - 1;
        Tensor differences =
                Arithmetic.abs(Arithmetic.sub(Shapes.narrow(map, dim, 1, steps), Shapes.narrow(map, dim, 0, steps)));
        // No step lies beyond the image.
        Tensor before = Resampling.pad(differences, dim == 2 ? new long[] {0, 0, 1, 0} : new long[] {1, 0, 0, 0}, 0);
        Tensor after = Resampling.pad(differences, dim == 2 ? new long[] {0, 0, 0, 1} : new long[] {0, 1, 0, 0}, 0);
        return Arithmetic.minimum(before, after);
    }

    /**
     * {@return scales that the resolution of the input image allows} It is part of the head, so that training sees what it
     * does to the image.
     *
     * @param scales {@code [P, k]} in world units
     * @param pixel width of a pixel of the input image at each Gaussian in world units, {@code [P, 1]}
     */
    static Tensor lowPassed(Tensor scales, Tensor pixel) {
        return Arithmetic.sqrt(
                Arithmetic.add(Arithmetic.square(scales), Arithmetic.square(Arithmetic.mul(pixel, FILTER))));
    }

    /** {@return a scale in pixels, {@code [P, 1]}} */
    private static Tensor scale(Tensor values, int channel, double range) {
        return Shapes.unsqueeze(
                Arithmetic.add(Arithmetic.mul(Activations.sigmoid(Shapes.select(values, 0, channel)), range), SMALLEST),
                1);
    }
}
