package org.ouroboros3d.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.image.Gray16Image;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;

/**
 * An item of a data set: a folder of sixteen pictures {@code render_0000.webp} and so on, their meta.json, and perhaps
 * their depth maps.
 */
final class OrbitFolder {
    private OrbitFolder() {}

    /**
     * {@return the sample that some frames of an item make}
     *
     * @param id what the sample is called
     * @param folder of the item
     * @param frames their numbers, the input view first
     * @param size width and height to scale the pictures to, at most their own
     * @param zoom factor of the focal lengths; what lies outside of a picture is transparent
     * @throws InputException when the item cannot be used
     */
    static OrbitSample sample(String id, Path folder, int[] frames, int size, double zoom) {
        OrbitMeta meta = OrbitMeta.read(folder);
        Cameras cameras = zoomed(meta.cameras().select(frames), zoom);
        float[] rgba = new float[Math.multiplyExact(4 * size * size, frames.length)];
        int plane = size * size;
        float[] depths = new float[plane * frames.length];
        boolean known = meta.depthScale() > 0;
        for (int view = 0; view < frames.length; view++) {
            Image picture = picture(folder.resolve(meta.names().get(frames[view])), size);
            AreaScaling.write(picture, size, zoom, rgba, 4 * plane * view);
            if (known) {
                Gray16Image map = DepthMap.read(folder.resolve(meta.depthNames().get(frames[view])), picture);
                AreaScaling.writeDepths(picture, map, meta.depthScale(), size, zoom, depths, plane * view);
            }
        }
        Cameras relative = RelativeCameras.of(cameras);
        return known ? new OrbitSample(id, size, rgba, depths, relative) : new OrbitSample(id, size, rgba, relative);
    }

    private static Cameras zoomed(Cameras cameras, double zoom) {
        List<double[]> poses = new ArrayList<>();
        List<Intrinsics> intrinsics = new ArrayList<>();
        for (int view = 0; view < cameras.views(); view++) {
            Intrinsics k = cameras.intrinsics(view);
            poses.add(cameras.cameraToWorld(view));
            intrinsics.add(new Intrinsics(
                    zoom * k.fx(), zoom * k.fy(), 0.5 + zoom * (k.cx() - 0.5), 0.5 + zoom * (k.cy() - 0.5)));
        }
        return Cameras.of(poses, intrinsics);
    }

    private static Image picture(Path file, int size) {
        Image image;
        try {
            image = ImageReader.read(file);
        } catch (InputException e) {
            throw new InputException(file.toString(), "the picture cannot be used", e.getMessage(), e);
        }
        if (image.width() != image.height() || image.width() < size) {
            throw new InputException(
                    file.toString(),
                    "it is " + image.width() + "x" + image.height() + " pixels and cannot become a square of " + size,
                    "ask for a smaller size, or leave the object out of the list");
        }
        return image;
    }
}
