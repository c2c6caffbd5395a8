package org.ouroboros3d.train;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;

/**
 * F views of each of B objects. View 0 is what the model will be shown.
 *
 * @param images [B, F, 3, H, W] in [-1, 1], on white
 * @param views the F cameras of each object
 * @param surfaces that the views show; empty where nobody knows them
 * @param large the same images in more pixels, [B, F, 3, L, L] with L at least S; empty where there are none
 * @param shown what the model is shown in place of view 0, [B, 3, H, W] in [-1, 1], on white; empty where that is view 0
 * @param latents of the images, unscaled, [B, F, C, h, w]; empty where they have to be encoded
 * @param before objects of the step's batch that other ranks have and that come before these; 0 where these are all
 */
public record TrainingBatch(
        Tensor images,
        List<ViewTensors> views,
        Optional<SurfaceMaps> surfaces,
        Optional<Tensor> large,
        Optional<Tensor> shown,
        Optional<Tensor> latents,
        int before) {
    /** Checks that there are cameras for every image, and that the other images fit them. */
    public TrainingBatch {
        views = List.copyOf(views);
        long[] shape = images.shape();
        if (shape.length != 5 || shape[2] != 3 || shape[3] != shape[4]) {
            throw new ShapeException("TrainingBatch", "images", "[B, F, 3, S, S]", shape);
        }
        if (views.size() != shape[0] || views.stream().anyMatch(cameras -> cameras.count() != shape[1])) {
            throw new IllegalArgumentException("each of " + shape[0] + " objects needs " + shape[1] + " cameras, got "
                    + views.stream().map(ViewTensors::count).toList());
        }
        surfaces.ifPresent(known -> {
            long[] expected = {shape[0], shape[1], shape[3], shape[4]};
            if (!Arrays.equals(known.depths().shape(), expected)) {
                throw new ShapeException(
                        "TrainingBatch",
                        "surfaces",
                        Arrays.toString(expected),
                        known.depths().shape());
            }
        });
        large.map(Tensor::shape).ifPresent(larger -> {
            long[] expected = {shape[0], shape[1], 3, larger[larger.length - 1], larger[larger.length - 1]};
            if (!Arrays.equals(larger, expected) || expected[3] < shape[3]) {
                throw new ShapeException(
                        "TrainingBatch",
                        "large",
                        "[" + shape[0] + ", " + shape[1] + ", 3, L, L] with L at least " + shape[3],
                        larger);
            }
        });
        shown.ifPresent(conditions -> {
            long[] expected = {shape[0], shape[2], shape[3], shape[4]};
            if (!Arrays.equals(conditions.shape(), expected)) {
                throw new ShapeException("TrainingBatch", "shown", Arrays.toString(expected), conditions.shape());
            }
        });
        latents.map(Tensor::shape).ifPresent(known -> {
            if (known.length != 5 || known[0] != shape[0] || known[1] != shape[1]) {
                throw new ShapeException("TrainingBatch", "latents", "[B, F, C, h, w]", known);
            }
        });
    }

    /** A whole batch. */
    public TrainingBatch(
            Tensor images,
            List<ViewTensors> views,
            Optional<SurfaceMaps> surfaces,
            Optional<Tensor> large,
            Optional<Tensor> shown) {
        this(images, views, surfaces, large, shown, Optional.empty(), 0);
    }

    /** Views of whose surfaces nothing is known. */
    public TrainingBatch(Tensor images, List<ViewTensors> views) {
        this(images, views, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** {@return the same objects as a part of a step's batch, of which some come before these} */
    public TrainingBatch after(int objects) {
        return new TrainingBatch(images, views, surfaces, large, shown, latents, objects);
    }

    /** {@return the same objects, whose images need not be encoded} */
    public TrainingBatch withLatents(Tensor known) {
        return new TrainingBatch(images, views, surfaces, large, shown, Optional.of(known), before);
    }

    /** {@return the number of objects, B} */
    public int size() {
        return views.size();
    }

    /** {@return the number of views of each, F} */
    public int frames() {
        return Math.toIntExact(images.size(1));
    }

    /** {@return width and height of the images in pixels} */
    public int imageSize() {
        return Math.toIntExact(images.size(-1));
    }

    /** {@return what the model is shown of each object, by default its first view, [B, 3, H, W]} */
    public Tensor conditionImages() {
        return shown.orElseGet(() -> Shapes.select(images, 1, 0));
    }

    /** {@return the images in [0, 1], [B, F, 3, H, W]} */
    public Tensor targets() {
        return ImageRange.toUnit(images);
    }

    /**
     * {@return the images in [0, 1] at another size, [B, F, 3, size, size]} They are means of the pixels of the largest
     * images that there are.
     *
     * @param size in pixels, at most that of the largest images
     */
    public Tensor targets(int size) {
        return size == imageSize() ? targets() : ImageRange.toUnit(PixelMatrices.shrink(large.orElse(images), size));
    }

    /** {@return the cameras of images of another size in pixels} */
    public List<ViewTensors> viewsAt(int size) {
        return size == imageSize()
                ? views
                : views.stream().map(cameras -> cameras.at(size)).toList();
    }

    /**
     * {@return the batch with smaller images, each pixel the mean of what it covers, that keeps these as {@link #large}} Its
     * surfaces are not known.
     *
     * @param size in pixels, at most that of the images
     */
    public TrainingBatch shrunk(int size) {
        return new TrainingBatch(
                PixelMatrices.shrink(images, size),
                viewsAt(size),
                Optional.empty(),
                Optional.of(images),
                shown.map(conditions -> Shapes.squeeze(PixelMatrices.shrink(Shapes.unsqueeze(conditions, 1), size), 1)),
                Optional.empty(),
                before);
    }

    /** {@return camera to world, [B, F, 4, 4]} */
    public Tensor c2w() {
        return Shapes.cat(views.stream().map(ViewTensors::c2w).toList(), 0);
    }

    /** {@return intrinsics as fractions of the image's size, [B, F, 3, 3]} */
    public Tensor intrinsics() {
        return Shapes.cat(views.stream().map(ViewTensors::intrinsics).toList(), 0);
    }
}
