package org.ouroboros3d.train.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.data.DatasetIds;
import org.ouroboros3d.data.FolderSettings;
import org.ouroboros3d.data.FolderStream;
import org.ouroboros3d.data.OrbitSource;
import org.ouroboros3d.data.SubOrbit;

/**
 * A data set on disk, in the layout of the released code.
 *
 * @param root its folder
 * @param ids the list of items to train on; {@code ids.txt} in the folder where none is named
 * @param heldOutIds the list of items that are only looked at; without it, those of {@code ids}
 * @param seed of their order
 * @param views which frames of an item make a sample; samples take turns where several are named
 */
public record FolderData(
        @JsonProperty("path") Path root, Optional<Path> ids, Optional<Path> heldOutIds, long seed, List<SubOrbit> views)
        implements DataConfig {
    /** Finds the list and checks the views. */
    public FolderData {
        ids = Optional.of(ids.orElse(FolderSettings.of(root, 0, 1).ids()));
        views = DataViews.require(views);
    }

    @Override
    public boolean knowsSurfaces() {
        return haveDepths(list()) && haveDepths(heldOutList());
    }

    private Path list() {
        return ids.orElseThrow();
    }

    private Path heldOutList() {
        return heldOutIds.orElseGet(this::list);
    }

    private boolean haveDepths(Path list) {
        return new FolderSettings(root, list, seed, 1, views.getFirst(), Augmentation.NONE).haveDepths();
    }

    @Override
    public String checksum() {
        List<String> items = DatasetIds.read(list());
        return items.size() + " " + items.hashCode();
    }

    @Override
    public SampleSource trainingSamples(
            int size, Augmentation augmentation, LongPredicate wanted, Consumer<String> notices) {
        return open(size, list(), augmentation, wanted, notices);
    }

    @Override
    public SampleSource heldOutSamples(int size) {
        return open(size, heldOutList(), Augmentation.NONE, any -> true, leftOut -> {});
    }

    private SampleSource open(
            int size, Path list, Augmentation augmentation, LongPredicate wanted, Consumer<String> notices) {
        List<LongFunction<OrbitSource>> openers = new ArrayList<>();
        // A source that is opened again meets the same items again.
        Set<String> told = new HashSet<>();
        for (int i = 0; i < views.size(); i++) {
            // Another order for each, so that they do not show the same items at the same time.
            FolderSettings settings = new FolderSettings(root, list, seed + i, size, views.get(i), augmentation);
            LongPredicate ofStream = DataViews.ofTurn(wanted, i, views.size());
            openers.add(position ->
                    FolderStream.open(settings, position, DataViews.threads(), DataViews.AHEAD, ofStream, skipped -> {
                        if (told.add(skipped.getMessage())) {
                            notices.accept("left out: " + skipped.getMessage());
                        }
                    }));
        }
        return new SamplesInTurn(openers);
    }
}
