package org.ouroboros3d.matting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;

class OnnxMattingTest {
    private static final int SIDE = 320;

    @TempDir
    Path folder;

    /** 640x480: red rises from left to right, blue falls. */
    private final Image picture = ramp(640, 480);

    private static Image ramp(int width, int height) {
        byte[] samples = new byte[width * height * 3];
        for (int p = 0; p < width * height; p++) {
            int level = 200 * (p % width) / (width - 1);
            samples[3 * p] = (byte) level;
            samples[3 * p + 2] = (byte) (200 - level);
        }
        return Image.of(width, height, 3, samples);
    }

    private Path onnx(OnnxBuilder builder) throws IOException {
        return Files.write(folder.resolve("net.onnx"), builder.build());
    }

    @Test
    void theFirstOutputStretchedToTheFullRangeIsTheAlpha() throws IOException {
        OnnxBuilder heads = new OnnxBuilder(SIDE).head("fused", 1, 1, 0, 0).head("side", 1, 0, 0, 1);
        try (OnnxMatting matting = OnnxMatting.open(onnx(heads))) {
            Image cut = matting.cutOut(picture);
            assertThat(cut.toString()).isEqualTo("640x480 RGBA");
            assertThat(cut.sample(0, 240, 3)).isZero();
            assertThat(cut.sample(639, 240, 3)).isEqualTo(255);
            // Brightest sample 200, so half the ramp is 0.5: sigmoid((0.5 - mean) / deviation), stretched.
            double mid = sigmoid(0.5);
            double expected = 255 * (mid - sigmoid(0)) / (sigmoid(1) - sigmoid(0));
            // One level for truncation, two for the ramp's step at 320 pixels.
            assertThat((double) cut.sample(320, 240, 3)).isBetween(expected - 3, expected + 3);
            assertThat(cut.sample(320, 240, 0)).isEqualTo(picture.sample(320, 240, 0));
            assertThat(matting.cutOut(picture)).isEqualTo(cut);
        }
    }

    private static double sigmoid(double red) {
        return 1 / (1 + Math.exp(-(red - 0.485) / 0.229));
    }

    @Test
    void anAlphaChannelThatMasksIsNotReplaced() throws IOException {
        byte[] alpha = new byte[640 * 480];
        alpha[7] = 9;
        Image masked = picture.withAlpha(alpha);
        try (OnnxMatting matting = OnnxMatting.open(onnx(new OnnxBuilder(SIDE).head("fused", 1, 1, 0, 0)))) {
            assertThat(matting.cutOutUnlessMasked(masked)).isSameAs(masked);
            assertThat(matting.cutOutUnlessMasked(picture)).isEqualTo(matting.cutOut(picture));
        }
    }

    @Test
    void aConstantMapMeansNoObject() throws IOException {
        try (OnnxMatting matting = OnnxMatting.open(onnx(new OnnxBuilder(SIDE).head("fused", 1, 0, 0, 0)))) {
            assertThatThrownBy(() -> matting.cutOut(picture))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("sees no object");
        }
    }

    @Test
    void otherNetworksAndFilesAreNamed() throws IOException {
        Path file = onnx(new OnnxBuilder(SIDE).head("fused", 2, 1, 0, 0));
        try (OnnxMatting matting = OnnxMatting.open(file)) {
            assertThatThrownBy(() -> matting.cutOut(picture))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": its first output is not one 320x320 map");
        }
        assertThatThrownBy(() -> OnnxMatting.open(folder.resolve("none.onnx")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no such file");
        Path text = Files.writeString(folder.resolve("text.onnx"), "not a network");
        assertThatThrownBy(() -> OnnxMatting.open(text))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(text + ": this is not a sound ONNX network");
        Path empty = Files.createFile(folder.resolve("empty.onnx"));
        assertThatThrownBy(() -> OnnxMatting.open(empty)).isInstanceOf(InputException.class);
    }

    @Test
    void everyTruncationAndManyCorruptionsEndInAnExceptionOrAMask() throws IOException {
        byte[] sound = new OnnxBuilder(SIDE)
                .head("fused", 1, 1, 0, 0)
                .head("side", 1, 0, 0, 1)
                .build();
        Path file = folder.resolve("broken.onnx");
        Random random = new Random(4);
        Image small = ramp(16, 8);
        int refused = 0;
        int rounds = sound.length + 300;
        for (int round = 0; round < rounds; round++) {
            byte[] broken = Arrays.copyOf(sound, Math.min(round, sound.length));
            for (int k = 0; k < 1 + round % 3 && round >= sound.length; k++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, broken);
            try (OnnxMatting matting = OnnxMatting.open(file)) {
                assertThat(matting.cutOut(small).hasAlpha()).isTrue();
            } catch (InputException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(sound.length - 20, rounds - 1);
    }

    @Test
    void useAfterCloseThrows() throws IOException {
        OnnxMatting matting = OnnxMatting.open(onnx(new OnnxBuilder(SIDE).head("fused", 1, 1, 0, 0)));
        matting.close();
        matting.close();
        assertThatThrownBy(() -> matting.cutOut(picture)).isInstanceOf(IllegalStateException.class);
    }
}
