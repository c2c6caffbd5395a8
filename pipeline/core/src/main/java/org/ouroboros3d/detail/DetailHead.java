package org.ouroboros3d.detail;

import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.model.DetailInput;
import org.ouroboros3d.model.DetailModel;
import org.ouroboros3d.model.RenderedViews;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Indexing;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * Lays the pixels of the input image onto the surface of finished Gaussians. Each pixel that shows the object becomes a
 * Gaussian on its ray, with the pixel's color; a {@link DetailUnet} says how far it is from the surface that the given
 * Gaussians show there, how opaque and how large it is, and how its color differs. It also makes given Gaussians smaller or
 * more transparent where they would hide the new ones or stick out behind the object's edge. All of them are low-passed at
 * the resolution of the input image.
 */
public final class DetailHead implements DetailModel {
    private static final int CHANNELS = 14;
    private static final int OPACITY = 3;
    private static final int SCALE = 4;
    private static final int ROTATION = 7;

    /** The image, its alpha, and what the Gaussians show: color, alpha and depth. */
    public static final int INPUTS = 9;
    /** Of a pixel: depth, opacity, scale across and along the ray, color. */
    private static final int PIXEL_OUTPUTS = 7;
    /** Of the given Gaussians behind 2 × 2 pixels: opacity and scale, each with its slope along the depth. */
    private static final int GIVEN_OUTPUTS = 4;

    private static final int BLOCK = 2;

    /** Pixels that show less of the object become no Gaussian. */
    private static final float LEAST_ALPHA = 0.1f;
    /** Weight of the mean depth where the Gaussians show nothing. */
    private static final double FALLBACK = 0.05;
    /** What depths are divided by for the network: about the radius of an object. */
    private static final double RADIUS = 0.5;
    /** Farthest that a pixel is moved along its ray, in world units. */
    private static final double REACH = 0.25;
    /** New Gaussians begin in front of the surface, which would hide them. */
    private static final double IN_FRONT = 0.02;
    /** Depth over which the slopes of {@link #GIVEN_OUTPUTS} count once. */
    private static final double SLOPE_DEPTH = 0.25;
    /** Logits before training: nearly opaque, and given Gaussians nearly as they are. */
    private static final double OPAQUE = 2.5;

    private static final double KEPT = 3;
    private static final double COLOR_CHANGE = 0.25;
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
    /** Smallest factor of a given Gaussian's scale. */
    private static final double SHRUNK = 0.6;

    private final DetailUnet unet;
    private final int size;
    private final ViewRenderer renderer;

    /** @param renderer of what the given Gaussians show from the input image's camera */
    public DetailHead(Weights w, DetailConfig config, ViewRenderer renderer) {
        int outputs = PIXEL_OUTPUTS * BLOCK * BLOCK + GIVEN_OUTPUTS;
        this.unet = new DetailUnet(w, INPUTS, outputs, config);
        this.size = config.imageSize();
        this.renderer = renderer;
    }

    @Override
    public int imageSize() {
        return size;
    }

    @Override
    public Detail refine(Tensor gaussians, DetailInput input) {
        if (gaussians.rank() != 3 || gaussians.size(0) != 1 || gaussians.size(2) != CHANNELS) {
            throw new ShapeException("DetailHead.refine", "gaussians", "[1, N, 14]", gaussians.shape());
        }
        if (input.image().size(2) != size) {
            throw new ShapeException(
                    "DetailHead.refine",
                    "image",
                    "[1, 3, " + size + ", " + size + "]",
                    input.image().shape());
        }
        try (TensorScope scope = TensorScope.open()) {
            Device device = gaussians.device();
            FrontCamera camera = new FrontCamera(input.view());
            RenderedViews shown = renderer.render(gaussians, input.view(), size);
            renderer.verify();
            Tensor depth = surface(shown);
            Tensor made = raw(features(shown, depth, input)).to(DType.FLOAT32);
            long[] covered = covered(input.alpha());
            Tensor pixels = Tensor.of(covered, covered.length).to(device);
            Tensor perPixel = Resampling.pixelShuffle(Shapes.narrow(made, 1, 0, PIXEL_OUTPUTS * BLOCK * BLOCK), BLOCK);
            Tensor values = Indexing.select(Shapes.reshape(perPixel, PIXEL_OUTPUTS, (long) size * size), 1, pixels);
            Tensor map = Arithmetic.add(
                    depth,
                    Arithmetic.sub(
                            Arithmetic.mul(Activations.tanh(Shapes.narrow(perPixel, 1, 0, 1)), REACH), IN_FRONT));
            Tensor depths = Indexing.select(Shapes.reshape(map, (long) size * size), 0, pixels);
            Tensor slopes = Indexing.select(Shapes.reshape(slopes(map), (long) size * size, 1), 0, pixels);
            Tensor fromPixels = fromPixels(values, depths, slopes, pixels, camera, input, covered);
            Tensor controls = Shapes.narrow(made, 1, (long) PIXEL_OUTPUTS * BLOCK * BLOCK, GIVEN_OUTPUTS);
            Tensor given = given(gaussians, controls, depth, camera);
            return new Detail(
                    scope.moveToOuter(Shapes.unsqueeze(Shapes.cat(List.of(given, fromPixels), 0), 0)),
                    scope.moveToOuter(pixels),
                    scope.moveToOuter(depths));
        }
    }

    /**
     * {@return the network's output, {@code [1, 32, R / 2, R / 2]}}
     *
     * @param features of the image and of what the Gaussians show, {@code [1, INPUTS, R, R]}
     */
    public Tensor raw(Tensor features) {
        return unet.forward(features);
    }

    /** {@return the depth of what is seen, {@code [1, 1, R, R]}; that of the whole where nothing is} */
    private static Tensor surface(RenderedViews shown) {
        Tensor depth = Shapes.squeeze(shown.depth(), 0);
        Tensor alpha = Shapes.squeeze(shown.alpha(), 0);
        Tensor mean =
                Arithmetic.div(Reductions.sum(depth), Arithmetic.clamp(Reductions.sum(alpha), 1, Double.MAX_VALUE));
        return Arithmetic.div(Arithmetic.add(depth, Arithmetic.mul(mean, FALLBACK)), Arithmetic.add(alpha, FALLBACK));
    }

    private static Tensor features(RenderedViews shown, Tensor depth, DetailInput input) {
        Tensor near = Arithmetic.div(Arithmetic.sub(depth, Reductions.mean(depth)), RADIUS);
        return Shapes.cat(
                List.of(
                        input.image(),
                        signed(input.alpha()),
                        signed(Shapes.squeeze(shown.color(), 0)),
                        signed(Shapes.squeeze(shown.alpha(), 0)),
                        Arithmetic.clamp(near, -2, 2)),
                1);
    }

    private static Tensor signed(Tensor unit) {
        return Arithmetic.sub(Arithmetic.mul(unit, 2), 1);
    }

    private static long[] covered(Tensor alpha) {
        float[] values = alpha.toFloatArray();
        return IntStream.range(0, values.length)
                .filter(pixel -> values[pixel] >= LEAST_ALPHA)
                .asLongStream()
                .toArray();
    }

    /**
     * {@return how much deeper the surface gets from pixel to pixel, {@code [1, 1, R, R]}} Of the two neighbors along an axis
     * the nearer one in depth counts: the other may be across an edge.
     *
     * @param map depths {@code [1, 1, R, R]}
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

    /** {@return the pixels' Gaussians, {@code [P, 14]}} */
    private Tensor fromPixels(
            Tensor values,
            Tensor depths,
            Tensor slopes,
            Tensor pixels,
            FrontCamera camera,
            DetailInput input,
            long... covered) {
        Device device = depths.device();
        int count = covered.length;
        Tensor rays = Tensor.of(camera.rays(covered, size), count, 3).to(device);
        Tensor center = Tensor.of(camera.center(), 1, 3).to(device);
        Tensor along = Shapes.unsqueeze(depths, 1);
        Tensor positions = Arithmetic.add(Arithmetic.mul(rays, along), center);
        Tensor alpha = Indexing.select(Shapes.reshape(input.alpha(), 1, (long) size * size), 1, pixels);
        Tensor opacity =
                Arithmetic.mul(Activations.sigmoid(Arithmetic.add(Shapes.narrow(values, 0, 1, 1), OPAQUE)), alpha);
        Tensor pixel = Arithmetic.div(along, camera.focal());
        Tensor across = lowPassed(Arithmetic.mul(scale(values, 2, ACROSS), pixel), pixel);
        Tensor deep = lowPassed(
                Arithmetic.add(Arithmetic.mul(scale(values, 3, ALONG), pixel), Arithmetic.mul(slopes, HALF_STEP)),
                pixel);
        Tensor rotation = Shapes.expand(Tensor.of(camera.rotation(), 1, 4).to(device), count, 4);
        Tensor seen = Indexing.select(Shapes.reshape(input.image(), 3, (long) size * size), 1, pixels);
        Tensor change = Arithmetic.mul(Activations.tanh(Shapes.narrow(values, 0, 4, 3)), COLOR_CHANGE);
        Tensor color = Arithmetic.clamp(Arithmetic.add(withoutWhite(seen, alpha), change), 0, 1);
        return Shapes.cat(
                List.of(
                        positions,
                        Shapes.transpose(opacity, 0, 1),
                        across,
                        across,
                        deep,
                        rotation,
                        Shapes.transpose(color, 0, 1)),
                1);
    }

    /**
     * {@return scales that the resolution of the input image allows} It is part of the head, so that training sees what it
     * does to the image.
     *
     * @param scales {@code [P, k]} in world units
     * @param pixel width of a pixel of the input image at each Gaussian in world units, {@code [P, 1]}
     */
    private static Tensor lowPassed(Tensor scales, Tensor pixel) {
        return Arithmetic.sqrt(
                Arithmetic.add(Arithmetic.square(scales), Arithmetic.square(Arithmetic.mul(pixel, FILTER))));
    }

    /** {@return a scale in pixels, {@code [P, 1]}} */
    private static Tensor scale(Tensor values, int channel, double range) {
        return Shapes.unsqueeze(
                Arithmetic.add(Arithmetic.mul(Activations.sigmoid(Shapes.select(values, 0, channel)), range), SMALLEST),
                1);
    }

    /** {@return the object's own colors in [0, 1] of pixels that show it on white} */
    private static Tensor withoutWhite(Tensor seen, Tensor alpha) {
        Tensor unit = Arithmetic.add(Arithmetic.mul(seen, 0.5), 0.5);
        Tensor white = Arithmetic.add(Arithmetic.mul(alpha, -1), 1);
        return Arithmetic.clamp(Arithmetic.div(Arithmetic.sub(unit, white), alpha), 0, 1);
    }

    /** {@return the given Gaussians, changed, {@code [N, 14]}} */
    private Tensor given(Tensor gaussians, Tensor controls, Tensor depth, FrontCamera camera) {
        Device device = gaussians.device();
        FrontCamera.Projected seen = camera.project(gaussians.toFloatArray(), CHANNELS, BLOCK, size);
        long[] places = seen.pixels();
        Tensor index = Tensor.of(places, places.length).to(device);
        long blocks = (long) (size / BLOCK) * (size / BLOCK);
        Tensor own = Indexing.select(Shapes.reshape(controls, GIVEN_OUTPUTS, blocks), 1, index);
        Tensor front = Indexing.select(Shapes.reshape(Resampling.avgPool2d(depth, BLOCK, BLOCK), blocks), 0, index);
        Tensor depths = Tensor.of(seen.depths(), places.length).to(device);
        Tensor behind = Arithmetic.clamp(Arithmetic.div(Arithmetic.sub(depths, front), SLOPE_DEPTH), -2, 2);
        Tensor rows = Shapes.squeeze(gaussians, 0);
        Tensor opacity = Arithmetic.mul(Shapes.narrow(rows, 1, OPACITY, 1), Shapes.unsqueeze(kept(own, 0, behind), 1));
        Tensor factor = Arithmetic.add(Arithmetic.mul(Shapes.unsqueeze(kept(own, 2, behind), 1), 1 - SHRUNK), SHRUNK);
        return Shapes.cat(
                List.of(
                        Shapes.narrow(rows, 1, 0, OPACITY),
                        opacity,
                        lowPassed(
                                Arithmetic.mul(Shapes.narrow(rows, 1, SCALE, 3), factor),
                                Arithmetic.div(Shapes.unsqueeze(depths, 1), camera.focal())),
                        Shapes.narrow(rows, 1, ROTATION, CHANNELS - ROTATION)),
                1);
    }

    private static Tensor kept(Tensor own, int channel, Tensor behind) {
        Tensor slope = Arithmetic.mul(Shapes.select(own, 0, channel + 1L), behind);
        return Activations.sigmoid(Arithmetic.add(Arithmetic.add(Shapes.select(own, 0, channel), slope), KEPT));
    }
}
