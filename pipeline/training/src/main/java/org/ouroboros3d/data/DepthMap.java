package org.ouroboros3d.data;

import java.nio.file.Path;
import org.ouroboros3d.data.render.RenderedOrbit;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Gray16Image;
import org.ouroboros3d.image.Image;

/** Depths along a camera's axis as a 16-bit picture beside the view's own: depth = value * scale, 0 where nothing is. */
final class DepthMap {
    /** Depth of one step in the maps that are written: up to 4, more than twice the cameras' distance. */
    static final double SCALE = 1.0 / 16384;

    private static final int MAX_VALUE = 65535;

    private DepthMap() {}

    static Gray16Image of(RenderedOrbit rendered, int frame) {
        int plane = rendered.size() * rendered.size();
        short[] values = new short[plane];
        for (int pixel = 0; pixel < plane; pixel++) {
            double depth = rendered.depth()[frame * plane + pixel];
            // Something that is seen has no 0, however near it is.
            long nearest = depth > 0 ? Math.max(1, Math.round(depth / SCALE)) : 0;
            values[pixel] = (short) Math.min(MAX_VALUE, nearest);
        }
        return new Gray16Image(rendered.size(), rendered.size(), values);
    }

    /**
     * {@return the map in a file}
     *
     * @param picture that it belongs to
     * @throws InputException when it cannot be used
     */
    static Gray16Image read(Path file, Image picture) {
        Gray16Image map;
        try {
            map = Gray16Image.read(file);
        } catch (InputException e) {
            throw new InputException(file.toString(), "the depth map cannot be used", e.getMessage(), e);
        }
        if (map.width() != picture.width() || map.height() != picture.height()) {
            throw new InputException(
                    file.toString(),
                    "it is " + map.width() + "x" + map.height() + " pixels and its picture " + picture.width() + "x"
                            + picture.height(),
                    "render the object again");
        }
        return map;
    }
}
