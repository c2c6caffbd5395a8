package org.ouroboros3d.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ouroboros3d.error.InputException;

/**
 * The items of a data set's folder, each once and in the order of its list, seen from its first frame on: what an
 * evaluation goes through.
 *
 * @param root the data set's folder
 * @param size width and height that pictures are scaled to, at most their own
 * @param views frames of an item that make a sample
 */
public record FolderItems(Path root, int size, SubOrbit views) {
    /**
     * {@return the samples, read one by one}
     *
     * @param onSkip is told why an item is left out
     * @throws InputException when the list cannot be read
     */
    public Stream<OrbitSample> samples(Consumer<InputException> onSkip) {
        return ids().stream().flatMap(id -> read(id, onSkip).stream());
    }

    /**
     * {@return the names of the items}
     *
     * @throws InputException when the list cannot be read
     */
    public List<String> ids() {
        return DatasetIds.read(root.resolve(DatasetIds.FILE));
    }

    /**
     * {@return an item's sample}
     *
     * @throws InputException when it cannot be read
     */
    public OrbitSample sample(String id) {
        return OrbitFolder.sample(id, root.resolve(id), views.frames(0), size, 1);
    }

    private Optional<OrbitSample> read(String id, Consumer<InputException> onSkip) {
        try {
            return Optional.of(sample(id));
        } catch (InputException e) {
            onSkip.accept(e);
            return Optional.empty();
        }
    }
}
