package org.ouroboros3d.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.data.DatasetWriter;
import org.ouroboros3d.data.ShapeItems;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.SubOrbit;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainingBatch;

class OrbitBatchesTest {
    private static final int SIZE = 16;

    private static void assertPositionDecides(DataConfig data) {
        try (TensorScope scope = TensorScope.open();
                BatchSource inOrder = data.training(SIZE, Device.CPU, notice -> {});
                BatchSource jumping = data.training(SIZE, Device.CPU, notice -> {})) {
            List<float[]> samples = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                samples.add(inOrder.batch(i, 1).images().toFloatArray());
            }
            for (int i : new int[] {5, 2, 3, 0}) {
                assertThat(jumping.batch(i, 1).images().toFloatArray()).isEqualTo(samples.get(i));
            }
            float[] two = jumping.batch(3, 2).images().toFloatArray();
            assertThat(Arrays.copyOfRange(two, two.length / 2, two.length)).isEqualTo(samples.get(4));
            assertThat(samples.get(0)).isNotEqualTo(samples.get(1));
        }
    }

    @Test
    void aShapesNumberDecidesWhatItIs() {
        assertPositionDecides(ShapesData.DEFAULT);
    }

    @Test
    void shrunkBatchesShowTheSamePicturesInFewerPixels() {
        try (TensorScope scope = TensorScope.open();
                BatchSource large = ShapesData.DEFAULT.training(2 * SIZE, Device.CPU, notice -> {});
                BatchSource shrunk =
                        new ShrunkBatches(ShapesData.DEFAULT.training(2 * SIZE, Device.CPU, notice -> {}), SIZE)) {
            TrainingBatch from = large.batch(3, 2);
            TrainingBatch batch = shrunk.batch(3, 2);
            assertThat(shrunk.frames()).isEqualTo(8);
            assertThat(batch.imageSize()).isEqualTo(SIZE);
            assertSame(
                    batch.images(),
                    Shapes.reshape(
                            Resampling.avgPool2d(Shapes.flatten(from.images(), 0, 1), 2, 2), 2, 8, 3, SIZE, SIZE));
            assertSame(batch.targets(2 * SIZE), from.targets());
            assertSame(batch.targets(SIZE), batch.targets());
            assertThat(batch.targets(24).shape()).containsExactly(2, 8, 3, 24, 24);
            assertSame(Reductions.mean(batch.targets(24), false, 3, 4), Reductions.mean(from.targets(), false, 3, 4));
            assertSame(batch.viewsAt(2 * SIZE).get(1).ks(), from.views().get(1).ks());
            assertSame(
                    batch.views().get(1).ks(),
                    Arithmetic.mul(from.views().get(1).ks(), Tensor.of(new float[] {0.5f, 0.5f, 1}, 3, 1)));
            assertSame(batch.views().get(1).viewmats(), from.views().get(1).viewmats());
        }
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat((double) Reductions.max(Arithmetic.abs(Arithmetic.sub(actual, expected)))
                        .item())
                .isLessThan(1e-5);
    }

    @Test
    void aMixedAndAugmentedNumberDecidesWhatItIs(@TempDir Path folder) {
        DataConfig mix = new MixData(
                List.of(new MixData.Source(ShapesData.DEFAULT, 1), new MixData.Source(folderData(folder), 0.5)));
        assertPositionDecides(new AugmentedData(mix, new Augmentation(0.5, 0.5, 0.2, 0.1, 0.5, 0.3, 0.5, 0.5)));
    }

    @Test
    void mixedSamplesAreThoseOfTheirSources(@TempDir Path folder) {
        DataConfig shapes = ShapesData.DEFAULT;
        DataConfig items = folderData(folder);
        DataConfig mix = new MixData(List.of(new MixData.Source(shapes, 3), new MixData.Source(items, 2)));
        MixOrder order = new MixOrder(List.of(3.0, 2.0));
        try (TensorScope scope = TensorScope.open();
                BatchSource mixed = mix.training(SIZE, Device.CPU, notice -> {});
                BatchSource first = shapes.training(SIZE, Device.CPU, notice -> {});
                BatchSource second = items.training(SIZE, Device.CPU, notice -> {})) {
            for (int i = 0; i < 12; i++) {
                MixOrder.Place place = order.place(i);
                TrainingBatch expected = (place.source() == 0 ? first : second).batch(place.position(), 1);
                TrainingBatch batch = mixed.batch(i, 1);
                assertThat(batch.images().toFloatArray())
                        .isEqualTo(expected.images().toFloatArray());
                assertThat(batch.surfaces().isPresent()).isEqualTo(place.source() == 0);
            }
            assertThat(mixed.batch(0, 12).surfaces()).isEmpty();
        }
    }

    @Test
    void onlyTheConditionHasFlawsAndHeldOutSamplesHaveNone() {
        DataConfig flawed = new AugmentedData(ShapesData.DEFAULT, new Augmentation(0, 0, 0, 0, 0, 0, 0.5, 0.5));
        DataConfig changed = new AugmentedData(ShapesData.DEFAULT, new Augmentation(1, 1, 0.3, 0.1, 1, 1, 1, 1));
        try (TensorScope scope = TensorScope.open();
                BatchSource augmented = flawed.training(SIZE, Device.CPU, notice -> {});
                BatchSource plain = ShapesData.DEFAULT.training(SIZE, Device.CPU, notice -> {});
                BatchSource heldOut = changed.heldOut(SIZE, Device.CPU);
                BatchSource plainHeldOut = ShapesData.DEFAULT.heldOut(SIZE, Device.CPU)) {
            TrainingBatch batch = augmented.batch(0, 16);
            TrainingBatch clean = plain.batch(0, 16);
            assertThat(batch.images().toFloatArray()).isEqualTo(clean.images().toFloatArray());
            float[] conditions = batch.conditionImages().toFloatArray();
            float[] views = clean.conditionImages().toFloatArray();
            int same = 0;
            int length = conditions.length / 16;
            for (int i = 0; i < conditions.length; i += length) {
                boolean equal = Arrays.equals(conditions, i, i + length, views, i, i + length);
                same += equal ? 1 : 0;
            }
            // A quarter on average.
            assertThat(same).isBetween(1, 10);
            TrainingBatch looked = heldOut.batch(0, 4);
            assertThat(looked.shown()).isEmpty();
            assertThat(looked.images().toFloatArray())
                    .isEqualTo(plainHeldOut.batch(0, 4).images().toFloatArray());
        }
    }

    @Test
    void aFoldersNumberDecidesWhatItIs(@TempDir Path folder) {
        assertPositionDecides(folderData(folder));
    }

    private static FolderData folderData(Path folder) {
        ShapeSettings shapes = ShapeSettings.training(1, SIZE);
        DatasetWriter.open(folder.resolve("set"), SIZE, 1, JsonNodeFactory.instance.objectNode())
                .write(ShapeItems.of(shapes, 0, 3), 1, (done, total) -> {});
        return new FolderData(
                folder.resolve("set"),
                Optional.of(folder.resolve("set/ids.txt")),
                Optional.empty(),
                1,
                List.of(SubOrbit.EVERY_OTHER));
    }
}
