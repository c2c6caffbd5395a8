package org.ouroboros3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsReader;
import org.ouroboros3d.format.safetensors.SafetensorsWriter;
import org.ouroboros3d.tensor.DType;

class ImageArchiveTest {
    @TempDir
    private Path folder;

    @Test
    void aSquareOfBytesIsReadAsThePicture() {
        byte[] samples = new byte[2 * 2 * 4];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (17 * i);
        }
        assertThat(ImageArchive.read(file("image", samples, 2, 2, 4))).isEqualTo(Image.of(2, 2, 4, samples));
    }

    @Test
    void otherTensorsAreRefusedWithWhatIsWanted() {
        assertThatThrownBy(() -> ImageArchive.read(file("picture", new byte[12], 2, 2, 3)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("image [S, S, 3 or 4] of uint8");
        assertThatThrownBy(() -> ImageArchive.read(file("image", new byte[18], 2, 3, 3)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("image [S, S, 3 or 4] of uint8");
    }

    @Test
    void picturesOfAListLieOneAfterAnother() {
        Path file = folder.resolve("images.safetensors");
        Image black = Image.of(1, 1, 3, new byte[3]);
        Image colored = Image.of(1, 1, 3, new byte[] {1, 2, 3});
        ImageArchive.write(file, Map.of("views", List.of(black, colored)));
        try (Arena arena = Arena.ofConfined()) {
            Checkpoint content = SafetensorsReader.read(file, arena);
            TensorData views = content.tensors().get("views");
            assertThat(views.shape()).containsExactly(2, 1, 1, 3);
            assertThat(views.data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(0, 0, 0, 1, 2, 3);
        }
    }

    private Path file(String name, byte[] samples, long... shape) {
        Path file = folder.resolve("object.safetensors");
        SafetensorsWriter.write(
                file, Map.of(), List.of(TensorData.of(name, DType.UINT8, MemorySegment.ofArray(samples), shape)));
        return file;
    }
}
