package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.ouroboros3d.format.json.JsonConfig;

/**
 * A data set on disk, in the layout of the released code.
 *
 * @param root its folder
 * @param ids the list of items to train on
 * @param heldOutIds the list of items that are only looked at; without it, those of {@code ids}
 * @param seed of their order
 * @param views which frames of an item make a sample; samples take turns where several are named
 */
public record FolderData(Path root, Path ids, Optional<Path> heldOutIds, long seed, List<SubOrbit> views)
        implements DataConfig {
    /** Checks the views. */
    public FolderData {
        views = DataViews.require(views);
    }

    static FolderData fromJson(JsonNode node, Path base) {
        JsonConfig json = JsonConfig.of("data.folder", node).only("path", "ids", "held_out_ids", "seed", "views");
        String path = json.text("path", "");
        if (path.isEmpty()) {
            throw new IllegalArgumentException("data.folder needs \"path\", the folder that holds the items");
        }
        Path root = base.resolve(path);
        String ids = json.text("ids", "");
        String heldOut = json.text("held_out_ids", "");
        return new FolderData(
                root,
                ids.isEmpty() ? FolderSettings.of(root, 0, 1).ids() : base.resolve(ids),
                heldOut.isEmpty() ? Optional.empty() : Optional.of(base.resolve(heldOut)),
                json.longInteger("seed", 1),
                json.has("views") ? json.constants(SubOrbit.class, "views") : ShapesData.DEFAULT.views());
    }

    @Override
    public boolean knowsSurfaces() {
        return haveDepths(ids) && haveDepths(heldOutIds.orElse(ids));
    }

    private boolean haveDepths(Path list) {
        return new FolderSettings(root, list, seed, 1, views.getFirst(), Augmentation.NONE).haveDepths();
    }

    @Override
    public String checksum() {
        List<String> items = DatasetIds.read(ids);
        return items.size() + " " + items.hashCode();
    }

    @Override
    public void writeTo(ObjectNode node) {
        ObjectNode folder = node.putObject(DataConfig.FOLDER);
        folder.put("path", root.toString());
        folder.put("ids", ids.toString());
        heldOutIds.ifPresent(file -> folder.put("held_out_ids", file.toString()));
        folder.put("seed", seed);
        DataViews.writeTo(folder, views);
    }

    @Override
    public SampleSource trainingSamples(
            int size, Augmentation augmentation, LongPredicate wanted, Consumer<String> notices) {
        return open(size, ids, augmentation, wanted, notices);
    }

    @Override
    public SampleSource heldOutSamples(int size) {
        return open(size, heldOutIds.orElse(ids), Augmentation.NONE, any -> true, leftOut -> {});
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
