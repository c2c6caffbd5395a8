package org.ouroboros3d.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ouroboros3d.image.ContactSheet;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainingBatch;

/**
 * Pictures of what the averaged model makes of a few samples that no training sees: for each of them a row of its views,
 * and below it a row for each thing that the stage makes of them.
 */
final class SamplePictures {
    /** Objects that are looked at. */
    static final int OBJECTS = 2;

    private final SampleViews views;
    private final BatchSource heldOut;
    private final Path folder;

    /** @param folder of the PNG files, created with the first one */
    SamplePictures(SampleViews views, BatchSource heldOut, Path folder) {
        this.views = views;
        this.heldOut = heldOut;
        this.folder = folder;
    }

    /** Writes the picture of a step. */
    void write(long step) {
        List<Image> rows = new ArrayList<>();
        int frames = heldOut.frames();
        for (int object = 0; object < OBJECTS; object++) {
            try (GradMode off = GradMode.disabled();
                    TensorScope scope = TensorScope.open()) {
                TrainingBatch batch = heldOut.batch(object, 1);
                rows.addAll(ImageTensors.toImages(Shapes.flatten(batch.targets(), 0, 1)));
                for (Tensor made : views.of(batch)) {
                    rows.addAll(ImageTensors.toImages(Arithmetic.clamp(Shapes.flatten(made, 0, 1), 0, 1)));
                }
            }
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written: " + e, e);
        }
        ImageWriter.writePng(ContactSheet.of(rows, frames), folder.resolve(String.format("step-%09d.png", step)));
    }

    /** {@return the pictures in a folder, in the order of their steps} */
    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.getFileName().toString().matches("step-\\d{9}\\.png"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read: " + e, e);
        }
    }
}
