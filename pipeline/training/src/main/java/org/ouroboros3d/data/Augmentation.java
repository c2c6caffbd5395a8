package org.ouroboros3d.data;

/**
 * Random changes of training samples. All views of a sample are changed alike and its cameras with them; JPEG noise and
 * matting errors are seen in the condition image alone. What a sample's changes are depends on the seed and the position
 * in its stream and on nothing else.
 *
 * <p>Probabilities lie in [0, 1]. Stretch, light and textures belong to objects that are rendered for a sample, which are
 * procedural ones; pictures on disk go without.
 *
 * @param mirror probability that object and views are swapped left to right
 * @param hue probability that hues turn by a random angle and saturation and brightness change with them
 * @param stretch how much an object may be stretched along each axis: by factors in [1 - stretch, 1 + stretch]; at most
 *     0.5
 * @param zoom how much larger or smaller objects may be seen: by factors in [1 - zoom, 1 + zoom], of the size of
 *     procedural objects, of the focal length of pictures on disk; at most 0.17, beyond which objects leave the view
 * @param light probability of light from a random direction and of random strength
 * @param textures share of an object's parts that get a random texture of noise, stripes or checks
 * @param jpeg probability that the condition image went through JPEG, of a quality from 50 to 95
 * @param matting probability that the condition image was cut out of a photo one pixel too closely or too widely
 */
public record Augmentation(
        double mirror,
        double hue,
        double stretch,
        double zoom,
        double light,
        double textures,
        double jpeg,
        double matting) {
    /** Leaves samples as they are. */
    public static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0, 0, 0);

    private static final double MAX_STRETCH = 0.5;
    private static final double MAX_ZOOM = 0.17;

    /** Checks the ranges. */
    public Augmentation {
        require("mirror", mirror, 1);
        require("hue", hue, 1);
        require("stretch", stretch, MAX_STRETCH);
        require("zoom", zoom, MAX_ZOOM);
        require("light", light, 1);
        require("textures", textures, 1);
        require("jpeg", jpeg, 1);
        require("matting", matting, 1);
    }

    private static void require(String name, double value, double max) {
        if (!(value >= 0) || !(value <= max)) {
            throw new IllegalArgumentException(
                    "augmentation: \"" + name + "\" must be between 0 and " + max + ", got " + value);
        }
    }

    /** {@return whether procedural objects change their shape or size} */
    boolean reshapes() {
        return stretch > 0 || zoom > 0;
    }
}
