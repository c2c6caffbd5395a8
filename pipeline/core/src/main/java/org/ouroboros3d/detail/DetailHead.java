package org.ouroboros3d.detail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * more transparent where they would hide the new ones or stick out behind the object's edge. With {@link DetailConfig#back}
 * there is a second layer, a Gaussian for each 2 × 2 pixels where their rays leave the object, so that it has an outline
 * from behind too. All of them are low-passed at the resolution of the input image.
 */
public final class DetailHead implements DetailModel {
    private static final int CHANNELS = 14;
    private static final int OPACITY = 3;
    private static final int SCALE = 4;
    private static final int ROTATION = 7;

    /** The image, its alpha, and what the Gaussians show: color, alpha and depth. */
    private static final int FRONT_INPUTS = 9;
    /** What the Gaussians show from behind: color, alpha and depth. */
    private static final int BACK_INPUTS = 5;
    /** Of the given Gaussians behind 2 × 2 pixels: opacity and scale, each with its slope along the depth. */
    private static final int GIVEN_OUTPUTS = 4;

    private static final int BLOCK = 2;
    /** The network's channels: those of the pixels in a block, of the given Gaussians, of the back. */
    private static final int GIVEN_AT = RayGaussians.OUTPUTS * BLOCK * BLOCK;

    private static final int BACK_AT = GIVEN_AT + GIVEN_OUTPUTS;

    /** Pixels that show less of the object become no Gaussian. */
    private static final float LEAST_ALPHA = 0.1f;
    /** Weight of the mean depth where the Gaussians show nothing. */
    private static final double FALLBACK = 0.05;
    /** What depths are divided by for the network: about the radius of an object. */
    private static final double RADIUS = 0.5;
    /** Farthest that a pixel is moved along its ray, in world units. */
    private static final double REACH = 0.25;
    /** New Gaussians begin in front of the surface, which would hide them; those of the back lie at least so far behind. */
    private static final double IN_FRONT = 0.02;
    /** Depth over which the slopes of {@link #GIVEN_OUTPUTS} count once. */
    private static final double SLOPE_DEPTH = 0.25;
    /** Logits before training: nearly opaque, and given Gaussians nearly as they are. */
    private static final double OPAQUE = 2.5;

    private static final double KEPT = 3;
    /** Before training, the back is half transparent, since its depth is a guess. */
    private static final double HALF_OPAQUE = 0;
    /** Largest change of a color that the image shows, and of one that it does not show. */
    private static final double COLOR_CHANGE = 0.25;

    private static final double BACK_COLOR_CHANGE = 0.5;
    /** Smallest factor of a given Gaussian's scale. */
    private static final double SHRUNK = 0.6;

    private final DetailUnet unet;
    private final int size;
    private final boolean back;
    private final ViewRenderer renderer;

    /** @param renderer of what the given Gaussians show from the input image's camera */
    public DetailHead(Weights w, DetailConfig config, ViewRenderer renderer) {
        this.size = config.imageSize();
        this.back = config.back();
        int outputs = BACK_AT + (back ? RayGaussians.OUTPUTS : 0);
        this.unet = new DetailUnet(w, inputs(), outputs, config);
        this.renderer = renderer;
    }

    /** {@return channels of the features} */
    public int inputs() {
        return FRONT_INPUTS + (back ? BACK_INPUTS : 0);
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
            FrontCamera camera = new FrontCamera(input.view());
            RenderedViews shown = renderer.render(gaussians, input.view(), size);
            Tensor surface = surface(shown);
            Tensor image = withoutWhite(unit(input.image()), Arithmetic.clamp(input.alpha(), LEAST_ALPHA, 1));
            Optional<Back> behind = back ? Optional.of(back(gaussians, input, image, camera)) : Optional.empty();
            renderer.verify();
            Tensor made = raw(features(shown, surface, input, behind)).to(DType.FLOAT32);
            Tensor perPixel = Resampling.pixelShuffle(Shapes.narrow(made, 1, 0, GIVEN_AT), BLOCK);
            Tensor depths = Arithmetic.add(surface, Arithmetic.sub(moved(perPixel), IN_FRONT));
            long[] covered = covered(input.alpha());
            RayGaussians front = new RayGaussians(perPixel, depths, input.alpha(), image, OPAQUE, COLOR_CHANGE);
            Tensor controls = Shapes.narrow(made, 1, GIVEN_AT, GIVEN_OUTPUTS);
            List<Tensor> all = new ArrayList<>(
                    List.of(given(gaussians, controls, surface, camera), front.of(camera, size, covered)));
            behind.ifPresent(there -> all.add(
                    there.gaussians(Shapes.narrow(made, 1, BACK_AT, RayGaussians.OUTPUTS), depths, input, camera)));
            Tensor pixels = Tensor.of(covered, covered.length).to(gaussians.device());
            return new Detail(
                    scope.moveToOuter(Shapes.unsqueeze(Shapes.cat(all, 0), 0)),
                    scope.moveToOuter(pixels),
                    scope.moveToOuter(Shapes.squeeze(RayGaussians.selected(depths, pixels), 0)));
        }
    }

    /** How far the network moves each pixel along its ray. */
    private static Tensor moved(Tensor outputs) {
        return Arithmetic.mul(Activations.tanh(Shapes.narrow(outputs, 1, 0, 1)), REACH);
    }

    /**
     * What the given Gaussians show from behind.
     *
     * @param color on white {@code [1, 3, R, R]} in [0, 1]
     * @param alpha {@code [1, 1, R, R]}
     * @param surface depth of where rays leave the object, from the front camera, {@code [1, 1, R, R]}
     * @param own color without white, that of the image where nothing is seen, {@code [1, 3, R, R]}
     */
    private record Back(Tensor color, Tensor alpha, Tensor surface, Tensor own) {
        /** {@return a Gaussian for each block of pixels that shows the object, {@code [P, 14]}} */
        Tensor gaussians(Tensor outputs, Tensor front, DetailInput input, FrontCamera camera) {
            Tensor nearest = Arithmetic.add(pooled(front), 2 * IN_FRONT);
            Tensor depths = Arithmetic.maximum(nearest, Arithmetic.add(pooled(surface), moved(outputs)));
            Tensor covering = pooled(input.alpha());
            return new RayGaussians(outputs, depths, covering, pooled(own), HALF_OPAQUE, BACK_COLOR_CHANGE)
                    .of(camera, (int) front.size(2), covered(covering));
        }

        private static Tensor pooled(Tensor map) {
            return Resampling.avgPool2d(map, BLOCK, BLOCK);
        }
    }

    /** @param image its own colors, without white, {@code [1, 3, R, R]} */
    private Back back(Tensor gaussians, DetailInput input, Tensor image, FrontCamera camera) {
        RenderedViews shown = ViewFromBehind.render(renderer, gaussians, input.view(), size);
        Tensor color = Shapes.squeeze(shown.color(), 0);
        Tensor alpha = Shapes.squeeze(shown.alpha(), 0);
        // Seen from both sides, a point's depths sum to the distance of the cameras.
        Tensor surface = Arithmetic.add(Arithmetic.mul(surface(shown), -1), 2.0 * camera.distance());
        Tensor seen = Arithmetic.sub(color, Arithmetic.add(Arithmetic.mul(alpha, -1), 1));
        Tensor own =
                Arithmetic.div(Arithmetic.add(seen, Arithmetic.mul(image, FALLBACK)), Arithmetic.add(alpha, FALLBACK));
        return new Back(color, alpha, surface, Arithmetic.clamp(own, 0, 1));
    }

    /**
     * {@return the network's output, {@code [1, C, R / 2, R / 2]}}
     *
     * @param features of the image and of what the Gaussians show, {@code [1, inputs(), R, R]}
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

    private static Tensor features(RenderedViews shown, Tensor surface, DetailInput input, Optional<Back> behind) {
        Tensor mean = Reductions.mean(surface);
        List<Tensor> features = new ArrayList<>(List.of(
                input.image(),
                signed(input.alpha()),
                signed(Shapes.squeeze(shown.color(), 0)),
                signed(Shapes.squeeze(shown.alpha(), 0)),
                near(surface, mean)));
        behind.ifPresent(back ->
                features.addAll(List.of(signed(back.color()), signed(back.alpha()), near(back.surface(), mean))));
        return Shapes.cat(features, 1);
    }

    private static Tensor near(Tensor depth, Tensor mean) {
        return Arithmetic.clamp(Arithmetic.div(Arithmetic.sub(depth, mean), RADIUS), -2, 2);
    }

    private static Tensor signed(Tensor unit) {
        return Arithmetic.sub(Arithmetic.mul(unit, 2), 1);
    }

    private static Tensor unit(Tensor signed) {
        return Arithmetic.add(Arithmetic.mul(signed, 0.5), 0.5);
    }

    private static long[] covered(Tensor alpha) {
        float[] values = alpha.toFloatArray();
        return IntStream.range(0, values.length)
                .filter(pixel -> values[pixel] >= LEAST_ALPHA)
                .asLongStream()
                .toArray();
    }

    /**
     * {@return the object's own colors in [0, 1] of pixels that show it on white}
     *
     * @param seen in [0, 1]
     * @param alpha above 0
     */
    private static Tensor withoutWhite(Tensor seen, Tensor alpha) {
        Tensor white = Arithmetic.add(Arithmetic.mul(alpha, -1), 1);
        return Arithmetic.clamp(Arithmetic.div(Arithmetic.sub(seen, white), alpha), 0, 1);
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
                        RayGaussians.lowPassed(
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
