package org.ouroboros3d.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.ouroboros3d.data.shapes.ShapeRandom;
import org.ouroboros3d.error.InputException;

/**
 * Samples of a data set on disk in the layout of the released code, in a new order each pass. What stands at a position
 * depends on the settings and the position alone. Items that cannot be used are left out, counted and reported.
 */
public final class FolderStream implements OrbitSource {
    /** Tells the numbers of first frames from those of the order. */
    private static final long FIRST_FRAMES = 0x6672616d65L;

    private final FolderSettings settings;
    private final List<String> ids;
    private final ShuffledOrder order;
    private final Consumer<InputException> onSkip;
    private final Map<String, InputException> bad = new LinkedHashMap<>();
    private final Prefetcher<Item> prefetcher;

    /**
     * What reading an item came to.
     *
     * @param sample or null
     * @param fault or null
     */
    private record Item(String id, OrbitSample sample, InputException fault) {}

    private FolderStream(
            FolderSettings settings,
            long position,
            int threads,
            int depth,
            LongPredicate wanted,
            Consumer<InputException> onSkip) {
        this.settings = settings;
        this.ids = DatasetIds.read(settings.ids());
        this.order = new ShuffledOrder(settings.seed(), ids.size());
        this.onSkip = onSkip;
        this.prefetcher = new Prefetcher<>(this::read, position, threads, depth, wanted);
    }

    /**
     * Opens the stream and lets threads read ahead.
     *
     * @param settings of the stream
     * @param position of the first item, from 0
     * @param threads that read
     * @param depth samples that may be ready ahead
     * @param onSkip is told why an item is left out, once for each such item, on the consumer's thread
     * @throws InputException when the folder or its list cannot be read
     */
    public static FolderStream open(
            FolderSettings settings, long position, int threads, int depth, Consumer<InputException> onSkip) {
        return open(settings, position, threads, depth, any -> true, onSkip);
    }

    /**
     * Opens the stream for a part of its samples.
     *
     * @param wanted which positions will be asked for; the others are passed over, except where an item in between takes the
     *     place of one that cannot be used
     */
    public static FolderStream open(
            FolderSettings settings,
            long position,
            int threads,
            int depth,
            LongPredicate wanted,
            Consumer<InputException> onSkip) {
        if (!Files.isDirectory(settings.root())) {
            throw new InputException(
                    settings.root().toString(), "there is no such folder", "name the folder that holds the items");
        }
        return new FolderStream(settings, position, threads, depth, wanted, onSkip);
    }

    private Item read(long position) {
        String id = ids.get(order.item(position));
        int first = new ShapeRandom(settings.seed() ^ FIRST_FRAMES, position).integer(0, Orbit.FRAMES - 1);
        try {
            AugmentationDraws draws = new AugmentationDraws(settings.augmentation(), settings.seed(), position);
            int[] frames = draws.frames(settings.views(), first);
            Path folder = settings.root().resolve(id);
            OrbitSample sample = OrbitFolder.sample(id, folder, frames, settings.size(), draws.zoom());
            return new Item(id, draws.changed(sample), null);
        } catch (InputException e) {
            return new Item(id, null, e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws InputException when no item can be used
     */
    @Override
    public OrbitSample next() {
        // Two passes hold every item at least once, wherever the first begins.
        long first = prefetcher.position();
        for (long tried = 0; tried < 2L * ids.size(); tried++) {
            long position = first + tried;
            Item item = prefetcher.position() == position ? prefetcher.next() : read(position);
            if (item.fault() == null) {
                prefetcher.moveTo(position + 1);
                return item.sample();
            }
            if (bad.put(item.id(), item.fault()) == null) {
                onSkip.accept(item.fault());
            }
        }
        throw new InputException(
                settings.root().toString(),
                "none of its " + ids.size() + " items can be used, among them: "
                        + bad.values().iterator().next().getMessage(),
                "check that the list and the folder belong together");
    }

    /** {@return how many items the list names} */
    public int items() {
        return ids.size();
    }

    /** {@return how many of them were left out so far} */
    public int skipped() {
        return bad.size();
    }

    @Override
    public long position() {
        return prefetcher.position();
    }

    @Override
    public void close() {
        prefetcher.close();
    }
}
