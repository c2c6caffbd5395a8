package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.data.Augmentation;

/**
 * {@link DataConfig} as configurations have it.
 *
 * @param shapes one source of the data
 * @param folder another one
 * @param mix sources in the place of one
 * @param augment how samples are changed
 */
record DataSection(
        Optional<ShapesData> shapes,
        Optional<FolderData> folder,
        Optional<List<Part>> mix,
        Optional<Augmentation> augment) {
    /** A source of a mixture. */
    record Part(Optional<ShapesData> shapes, Optional<FolderData> folder, double share) {
        static Part of(MixData.Source source) {
            DataSection data = DataSection.of(source.data());
            return new Part(data.shapes, data.folder, source.share());
        }

        MixData.Source source() {
            return new MixData.Source(single("data.mix", shapes, folder), share);
        }
    }

    /** Has Jackson write data so. */
    static final class Written extends StdConverter<DataConfig, DataSection> {
        @Override
        public DataSection convert(DataConfig data) {
            return of(data);
        }
    }

    private static DataSection of(DataConfig data) {
        return switch (data) {
            case ShapesData shapes ->
                new DataSection(Optional.of(shapes), Optional.empty(), Optional.empty(), Optional.empty());
            case FolderData folder ->
                new DataSection(Optional.empty(), Optional.of(folder), Optional.empty(), Optional.empty());
            case MixData mix ->
                new DataSection(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(mix.sources().stream().map(Part::of).toList()),
                        Optional.empty());
            case AugmentedData augmented -> {
                DataSection of = of(augmented.data());
                yield new DataSection(of.shapes, of.folder, of.mix, Optional.of(augmented.augmentation()));
            }
        };
    }

    /**
     * {@return the data}
     *
     * @throws IllegalArgumentException if not exactly one source or one mixture is named
     */
    DataConfig data() {
        if (mix.isPresent() && (shapes.isPresent() || folder.isPresent())) {
            throw new IllegalArgumentException("data: name the sources of a \"mix\" in its array, not beside it");
        }
        DataConfig data = mix.isPresent()
                ? new MixData(mix.get().stream().map(Part::source).toList())
                : single("data", shapes, folder);
        return augment.isPresent() ? new AugmentedData(data, augment.get()) : data;
    }

    private static DataConfig single(String name, Optional<ShapesData> shapes, Optional<FolderData> folder) {
        if (shapes.isPresent() == folder.isPresent()) {
            throw new IllegalArgumentException(name + ": name either \"shapes\" or a \"folder\"");
        }
        return shapes.isPresent() ? shapes.get() : folder.get();
    }
}
