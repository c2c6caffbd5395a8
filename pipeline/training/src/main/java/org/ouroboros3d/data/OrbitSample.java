package org.ouroboros3d.data;

import java.util.Optional;
import org.ouroboros3d.data.render.RenderedOrbit;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * F pictures of one object, the first being the input view, with their cameras in the first one's world: that camera
 * stands on the z axis, looks at the origin and has y up.
 */
public final class OrbitSample {
    private final String id;
    private final int size;
    private final float[] rgba;
    private final float[] depths; // null where nobody knows them
    private final float[] condition; // null where it is the first picture
    private final Cameras cameras;

    /**
     * Makes a sample of pictures, whose depths nobody knows, without copies.
     *
     * @param id what errors and reports call the sample
     * @param size width and height in pixels
     * @param rgba {@code [F, 4, H, W]} in [0, 1], straight alpha, in steps of 1 / 255
     * @param cameras F of them
     */
    public OrbitSample(String id, int size, float[] rgba, Cameras cameras) {
        this(id, size, rgba, null, null, cameras);
    }

    /**
     * Makes a sample of pictures and depths without copies.
     *
     * @param depths {@code [F, H, W]} along each camera's axis, 0 where a picture shows nothing
     */
    OrbitSample(String id, int size, float[] rgba, float[] depths, Cameras cameras) {
        this(id, size, rgba, depths, null, cameras);
    }

    private OrbitSample(String id, int size, float[] rgba, float[] depths, float[] condition, Cameras cameras) {
        if (size < 1 || rgba.length != 4L * size * size * cameras.views()) {
            throw new IllegalArgumentException("Sample " + id + " needs [" + cameras.views() + ", 4, " + size + ", "
                    + size + "] values, got " + rgba.length);
        }
        this.id = id;
        this.size = size;
        this.rgba = rgba;
        this.depths = depths;
        this.condition = condition;
        this.cameras = cameras;
    }

    /** {@return the sample that a rendering makes, whose cameras are given in world coordinates} */
    static OrbitSample of(String id, RenderedOrbit rendered, Cameras cameras) {
        byte[] levels = rendered.rgba();
        float[] rgba = new float[levels.length];
        for (int i = 0; i < levels.length; i++) {
            rgba[i] = (levels[i] & 0xff) / 255f;
        }
        return new OrbitSample(id, rendered.size(), rgba, rendered.depth(), RelativeCameras.of(cameras));
    }

    /** {@return what errors and reports call the sample} */
    public String id() {
        return id;
    }

    /** {@return width and height in pixels} */
    public int size() {
        return size;
    }

    /** {@return {@code [F, 4, H, W]} in [0, 1], straight alpha, in steps of 1 / 255; the sample's own array} */
    public float[] rgba() {
        return rgba;
    }

    /**
     * {@return {@code [F, H, W]} along each camera's axis, the mean of what a pixel shows, 0 where it shows nothing; the
     * sample's own array; empty where nobody knows them}
     */
    public Optional<float[]> depths() {
        return Optional.ofNullable(depths);
    }

    /** {@return the same with another picture for the model to be shown, on white, {@code [3, H, W]} in [-1, 1]} */
    OrbitSample withCondition(float... shown) {
        return new OrbitSample(id, size, rgba, depths, shown, cameras);
    }

    /**
     * {@return what the model is shown in place of the first picture, on white, {@code [3, H, W]} in [-1, 1]; the
     * sample's own array; empty where that is the first picture itself}
     */
    public Optional<float[]> condition() {
        return Optional.ofNullable(condition);
    }

    /** {@return {@code [F, H, W]} in [0, 1]} */
    public float[] alphas() {
        int plane = size * size;
        float[] values = new float[plane * frames()];
        for (int frame = 0; frame < frames(); frame++) {
            System.arraycopy(rgba, (4 * frame + 3) * plane, values, frame * plane, plane);
        }
        return values;
    }

    /** {@return the cameras of the frames, in the first one's world} */
    public Cameras cameras() {
        return cameras;
    }

    /** {@return F} */
    public int frames() {
        return cameras.views();
    }

    /** {@return one frame as an RGBA picture} */
    public Image image(int frame) {
        int length = 4 * size * size;
        float[] planes = new float[length];
        System.arraycopy(rgba, frame * length, planes, 0, length);
        return Image.ofPlanar(size, size, 4, planes);
    }

    /** {@return the pictures on white, {@code [F, 3, H, W]} in [-1, 1]} */
    public float[] onWhite() {
        int plane = size * size;
        float[] values = new float[3 * plane * frames()];
        for (int frame = 0; frame < frames(); frame++) {
            int alpha = (4 * frame + 3) * plane;
            for (int c = 0; c < 3; c++) {
                int from = (4 * frame + c) * plane;
                int to = (3 * frame + c) * plane;
                for (int p = 0; p < plane; p++) {
                    float opacity = rgba[alpha + p];
                    values[to + p] = 2 * (rgba[from + p] * opacity + 1 - opacity) - 1;
                }
            }
        }
        return values;
    }

    /** {@return what the models take, on the host, in the innermost scope} */
    public Tensors toTensors() {
        try (TensorScope scope = TensorScope.open()) {
            return new Tensors(
                    scope.moveToOuter(Tensor.of(onWhite(), frames(), 3, size, size)),
                    scope.moveToOuter(cameras.c2w()),
                    scope.moveToOuter(cameras.normalizedIntrinsics()));
        }
    }

    /**
     * A sample as float32 tensors.
     *
     * @param images on white, {@code [F, 3, H, W]} in [-1, 1]
     * @param c2w camera to world in OpenCV's axes, {@code [F, 4, 4]}
     * @param intrinsics as fractions of the image's size, {@code [F, 3, 3]}
     */
    public record Tensors(Tensor images, Tensor c2w, Tensor intrinsics) {}
}
