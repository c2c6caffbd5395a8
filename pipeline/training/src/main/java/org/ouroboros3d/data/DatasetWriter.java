package org.ouroboros3d.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ouroboros3d.data.render.Drawable;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.data.render.RenderedOrbit;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.io.AtomicFile;
import org.ouroboros3d.io.PartialPath;

/**
 * Renders objects into a data set in the layout of the released code: for each a folder of sixteen WebP pictures, on
 * request their depth maps, and a meta.json, and {@code ids.txt} that lists them. Each item appears whole or not at all, so that a run that was
 * interrupted goes on where it stopped.
 */
public final class DatasetWriter {
    private static final String SETTINGS = "dataset.json";
    private static final int QUEUE_PER_THREAD = 2;

    private final Path root;
    private final int size;
    private final int supersampling;
    private final boolean depths;

    /**
     * An object to render.
     *
     * @param id the name of its folder
     * @param orbit of its cameras
     * @param object makes the object when its turn comes, on a worker's thread
     */
    public record Item(String id, Orbit orbit, Supplier<Drawable> object) {}

    /** Is told how far the work is. */
    @FunctionalInterface
    public interface Listener {
        /** {@code done} of {@code total} items are on disk. */
        void progress(int done, int total);

        /**
         * An item's object cannot be made, and the item is left out; unless this throws, the work goes on.
         *
         * @param failure which names the object
         */
        default void failed(InputException failure) {
            throw failure;
        }
    }

    private DatasetWriter(Path root, int size, int supersampling, boolean depths) {
        this.root = root;
        this.size = size;
        this.supersampling = supersampling;
        this.depths = depths;
    }

    /**
     * Opens a folder for items, a new one or one that was begun with the same settings.
     *
     * @param root created if missing
     * @param size width and height of the pictures
     * @param supersampling samples along each side of a pixel
     * @param settings what else the pictures depend on, kept in {@code dataset.json}
     * @throws InputException when the folder holds something else, was begun with other settings, or cannot be written
     */
    public static DatasetWriter open(Path root, int size, int supersampling, ObjectNode settings) {
        return open(root, size, supersampling, false, settings);
    }

    /**
     * As above.
     *
     * @param depths whether 16-bit depth maps are written too, see {@link DepthMap}
     */
    public static DatasetWriter open(Path root, int size, int supersampling, boolean depths, ObjectNode settings) {
        ObjectNode all = settings.deepCopy();
        if (depths) {
            all.put("depth", true);
        }
        all.put("size", size);
        all.put("supersampling", supersampling);
        Path file = root.resolve(SETTINGS);
        try {
            Files.createDirectories(root);
            if (Files.exists(file)) {
                // Numbers are compared as they are written.
                if (!DatasetJson.JSON
                        .readTree(DatasetJson.JSON.writeValueAsBytes(all))
                        .equals(DatasetJson.read(file))) {
                    throw new InputException(
                            root.toString(),
                            "it was begun with other settings, which " + SETTINGS + " holds",
                            "use the same, or name another folder");
                }
            } else if (!isEmpty(root)) {
                throw new InputException(
                        root.toString(), "it holds something that is no data set", "name a new or an empty folder");
            } else {
                DatasetJson.write(file, all);
            }
        } catch (IOException e) {
            throw unwritable(root, e);
        } catch (UncheckedIOException e) {
            throw unwritable(root, e);
        }
        return new DatasetWriter(root, size, supersampling, depths);
    }

    private static InputException unwritable(Path root, Exception cause) {
        return new InputException(
                root.toString(),
                "it cannot be written (" + cause.getMessage() + ")",
                "check permissions and free space",
                cause);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    /**
     * Renders what is not there yet, and lists all that is there then.
     *
     * @param items with different ids
     * @param threads that render
     * @param listener called on this thread
     * @return how many items were rendered now
     * @throws java.util.concurrent.CancellationException when this thread is interrupted
     */
    public int write(List<Item> items, int threads, Listener listener) {
        int rendered = 0;
        List<String> ids = new ArrayList<>();
        try (Prefetcher<Made> work = new Prefetcher<>(
                i -> i < items.size() ? make(items.get((int) i)) : Made.THERE,
                0,
                threads,
                QUEUE_PER_THREAD * threads)) {
            for (int i = 0; i < items.size(); i++) {
                listener.progress(i, items.size());
                Made made = work.next();
                if (made.failure().isPresent()) {
                    listener.failed(made.failure().get());
                } else {
                    rendered += made.now() ? 1 : 0;
                    ids.add(items.get(i).id());
                }
            }
        }
        list(ids);
        return rendered;
    }

    /**
     * Renders one item unless it is there; {@link #list} is to follow. May be called by any number of threads and
     * processes.
     *
     * @return whether it was rendered now
     * @throws InputException if its object cannot be made, or the folder cannot be written
     */
    public boolean render(Item item) {
        Made made = make(item);
        made.failure().ifPresent(failure -> {
            throw failure;
        });
        return made.now();
    }

    /** Lists the items that make the data set. */
    public void list(List<String> ids) {
        String lines = ids.stream().map(id -> id + "\n").collect(Collectors.joining());
        AtomicFile.write(root.resolve(DatasetIds.FILE), out -> out.write(lines.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What came of an item.
     *
     * @param now whether it was rendered now, not before
     * @param failure why it is left out
     */
    private record Made(boolean now, Optional<InputException> failure) {
        static final Made THERE = new Made(false, Optional.empty());
    }

    private Made make(Item item) {
        Path folder = root.resolve(item.id());
        if (Files.exists(folder.resolve(OrbitMeta.FILE))) {
            return Made.THERE;
        }
        Drawable object;
        try {
            object = item.object().get();
        } catch (InputException e) {
            return new Made(false, Optional.of(e));
        }
        write(folder, item.orbit(), object);
        return new Made(true, Optional.empty());
    }

    private void write(Path folder, Orbit orbit, Drawable object) {
        Cameras cameras = orbit.cameras(IntStream.range(0, Orbit.FRAMES).toArray());
        RenderedOrbit rendered = OrbitRenderer.render(object, cameras, size, supersampling);
        try (PartialPath partial = PartialPath.beside(folder)) {
            Files.createDirectory(partial.path());
            for (int frame = 0; frame < cameras.views(); frame++) {
                Files.write(
                        partial.path().resolve(OrbitMeta.pictureName(frame)),
                        ImageWriter.encodeWebp(rendered.image(frame)));
            }
            for (int frame = 0; depths && frame < cameras.views(); frame++) {
                Files.write(
                        partial.path().resolve(OrbitMeta.depthName(frame)),
                        DepthMap.of(rendered, frame).encodePng());
            }
            DatasetJson.write(partial.path().resolve(OrbitMeta.FILE), OrbitMeta.describe(orbit, cameras, size, depths));
            partial.moveIntoPlace();
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }
}
