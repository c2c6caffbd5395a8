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
    void aFoldersNumberDecidesWhatItIs(@TempDir Path folder) {
        ShapeSettings shapes = ShapeSettings.training(1, SIZE);
        DatasetWriter.open(folder.resolve("set"), SIZE, 1, JsonNodeFactory.instance.objectNode())
                .write(ShapeItems.of(shapes, 0, 3), 1, (done, total) -> {});
        assertPositionDecides(new FolderData(
                folder.resolve("set"),
                folder.resolve("set/ids.txt"),
                Optional.empty(),
                1,
                List.of(SubOrbit.EVERY_OTHER)));
    }
}
