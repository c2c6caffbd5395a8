package org.ouroboros3d.data;

import java.nio.file.Path;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageException;
import org.ouroboros3d.image.ImageReader;

/** An item of a data set: a folder of sixteen pictures {@code render_0000.webp} and so on, and their meta.json. */
final class OrbitFolder {
    private OrbitFolder() {}

    /**
     * {@return the sample that some frames of an item make}
     *
     * @param id what the sample is called
     * @param folder of the item
     * @param frames their numbers, the input view first
     * @param size width and height to scale the pictures to, at most their own
     * @throws DatasetException when the item cannot be used
     */
    static OrbitSample sample(String id, Path folder, int[] frames, int size) {
        OrbitMeta meta = OrbitMeta.read(folder);
        Cameras cameras = meta.cameras().select(frames);
        float[] rgba = new float[Math.multiplyExact(4 * size * size, frames.length)];
        for (int view = 0; view < frames.length; view++) {
            AreaScaling.write(
                    picture(folder.resolve(meta.names().get(frames[view])), size), size, rgba, 4 * size * size * view);
        }
        return new OrbitSample(id, size, rgba, RelativeCameras.of(cameras));
    }

    private static Image picture(Path file, int size) {
        Image image;
        try {
            image = ImageReader.read(file);
        } catch (ImageException e) {
            throw new DatasetException(file.toString(), "the picture cannot be used", e.getMessage(), e);
        }
        if (image.width() != image.height() || image.width() < size) {
            throw new DatasetException(
                    file.toString(),
                    "it is " + image.width() + "x" + image.height() + " pixels and cannot become a square of " + size,
                    "ask for a smaller size, or leave the object out of the list");
        }
        return image;
    }
}
