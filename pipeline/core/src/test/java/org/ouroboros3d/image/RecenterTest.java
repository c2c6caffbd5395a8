package org.ouroboros3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class RecenterTest {
    /** Opaque gray 200 in the rectangle, transparent elsewhere. */
    private static Image rectangle(int width, int height, int left, int top, int columns, int rows) {
        byte[] samples = new byte[width * height * 4];
        for (int y = top; y < top + rows; y++) {
            for (int x = left; x < left + columns; x++) {
                for (int c = 0; c < 4; c++) {
                    samples[(y * width + x) * 4 + c] = (byte) (c == 3 ? 255 : 200);
                }
            }
        }
        return Image.of(width, height, 4, samples);
    }

    @Test
    void theObjectFillsTheMiddleOfASquare() {
        Image square = Recenter.apply(rectangle(100, 60, 3, 5, 21, 41), 0.2);
        assertThat(square.toString()).isEqualTo("100x100 RGBA");
        // The box is 20x40 without its last row and column; the longer side becomes int(100 * 0.8).
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 100; x++) {
                boolean inside = x >= 30 && x < 70 && y >= 10 && y < 90;
                assertThat(square.sample(x, y, 3)).isEqualTo(inside ? 255 : 0);
            }
        }
        assertThat(square.sample(50, 50, 0)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"png_one_pixel_mask.png, 1x1", "png_one_row_mask.png, x1 pixels"})
    void dotsAndLinesAreRefused(String name, String size) {
        Image image = ImageReader.decode(name, ImageReaderTest.resource(name));
        assertThatThrownBy(() -> Recenter.apply(image, 0.2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("its object is only")
                .hasMessageContaining(size);
    }

    @Test
    void anObjectTooThinToSurviveIsRefused() {
        Image line = rectangle(40, 1000, 3, 5, 2, 990);
        assertThatThrownBy(() -> Recenter.apply(line, 0.2)).isInstanceOf(InputException.class);
    }

    @Test
    void anEmptyMaskIsRefused() {
        Image image = ImageReader.decode("empty", ImageReaderTest.resource("png_fully_transparent.png"));
        assertThatThrownBy(() -> Recenter.apply(image, 0.2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no foreground was found");
    }

    @Test
    void wrongArgumentsAreRefused() {
        Image rgb = Image.of(1, 1, 3, new byte[3]);
        assertThatThrownBy(() -> Recenter.apply(rgb, 0.2)).isInstanceOf(IllegalArgumentException.class);
        Image rgba = rectangle(9, 9, 1, 1, 6, 6);
        assertThatThrownBy(() -> Recenter.apply(rgba, 1.0)).isInstanceOf(IllegalArgumentException.class);
        Image strip = rectangle(10_000, 4, 1, 1, 6, 3);
        assertThatThrownBy(() -> Recenter.apply(strip, 0.2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("limit of 64 megapixels");
    }

    @Test
    void whiteShowsThroughByOneMinusAlpha() {
        Image image = Image.of(1, 1, 4, new byte[] {51, 102, (byte) 255, 51});
        assertThat(WhiteBackground.composite(image)).containsExactly(0.2f * 0.2f + 0.8f, 0.4f * 0.2f + 0.8f, 1f);
        Image opaque = Image.of(1, 1, 3, new byte[] {51, 102, (byte) 255});
        assertThat(WhiteBackground.composite(opaque)).containsExactly(0.2f, 0.4f, 1f);
    }

    @Test
    void tensorsHoldTheSamePicture() {
        try (TensorScope scope = TensorScope.open()) {
            Image image = rectangle(5, 4, 1, 1, 3, 2);
            Tensor tensor = ImageTensors.toTensor(image);
            assertThat(tensor.shape()).containsExactly(1, 4, 4, 5);
            assertThat(ImageTensors.toImages(tensor)).containsExactly(image);
            Tensor condition = ImageTensors.condition(image, 8);
            assertThat(condition.shape()).containsExactly(1, 3, 8, 8);
            // White in the corner, gray 200 in the middle.
            float[] values = condition.toFloatArray();
            assertThat(values[0]).isEqualTo(1f);
            assertThat(values[4 * 8 + 4]).isEqualTo(200 / 255f * 2 - 1);
            assertThatThrownBy(() -> ImageTensors.toImages(Tensor.of(new float[2], 2)))
                    .hasMessageContaining("batch");
        }
    }

    /** LibTorch's own interpolation of the whole image on white, which takes memory for every pixel. */
    @Test
    void theConditionIsLibTorchsBilinearInterpolation() {
        Random random = new Random(3);
        for (int[] size : new int[][] {{64, 64, 64}, {97, 97, 64}, {300, 300, 37}, {5, 5, 16}, {1, 1, 8}}) {
            byte[] samples = new byte[4 * size[0] * size[1]];
            random.nextBytes(samples);
            Image image = Image.of(size[0], size[1], 4, samples);
            try (TensorScope scope = TensorScope.open()) {
                Tensor white = Tensor.of(WhiteBackground.composite(image), 1, 3, size[1], size[0]);
                Tensor signed = Arithmetic.add(Arithmetic.mul(white, 2.0), -1.0);
                float[] expected =
                        Resampling.bilinear(signed, size[2], size[2], false).toFloatArray();
                assertThat(ImageTensors.condition(image, size[2]).toFloatArray())
                        .containsExactly(expected, within(2e-6f));
            }
        }
    }
}
