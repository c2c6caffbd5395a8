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
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;

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
