package org.ouroboros3d.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ouroboros3d.error.InputException;

/**
 * What a stream of a data set's items consists of.
 *
 * @param root the data set's folder
 * @param ids the list of its items: text with one a line, or a JSON array
 * @param seed of the order and of the first frames
 * @param size width and height that pictures are scaled to, at most their own
 * @param views frames of an item that make a sample; which of the sixteen is the first is random
 * @param augmentation random changes of the samples
 */
public record FolderSettings(Path root, Path ids, long seed, int size, SubOrbit views, Augmentation augmentation) {
    /** Checks the size. */
    public FolderSettings {
        if (size < 1) {
            throw new IllegalArgumentException("A view needs at least one pixel, got the size " + size);
        }
    }

    /**
     * {@return whether every item of the list that can be used comes with depths, and there is one} Reads all items'
     * meta.json.
     */
    public boolean haveDepths() {
        if (!Files.isRegularFile(ids)) {
            return false;
        }
        List<String> listed = DatasetIds.read(ids);
        int unusable = 0;
        for (String id : listed) {
            try {
                if (OrbitMeta.read(root.resolve(id)).depthScale() == 0) {
                    return false;
                }
            } catch (InputException e) {
                // A stream leaves such an item out and says so.
                unusable++;
            }
        }
        return unusable < listed.size();
    }

    /** {@return the items that {@code ids.txt} of a folder lists, with every other frame} */
    public static FolderSettings of(Path root, long seed, int size) {
        return new FolderSettings(
                root, root.resolve(DatasetIds.FILE), seed, size, SubOrbit.EVERY_OTHER, Augmentation.NONE);
    }
}
