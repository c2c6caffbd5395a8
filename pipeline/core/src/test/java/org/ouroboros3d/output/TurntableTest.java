package org.ouroboros3d.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgcodecs.Animation;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.OpenCv;

class TurntableTest {
    @TempDir
    Path folder;

    private static Image plain(int width, int height, int red, int green, int blue) {
        byte[] samples = new byte[width * height * 3];
        for (int i = 0; i < samples.length; i += 3) {
            samples[i] = (byte) red;
            samples[i + 1] = (byte) green;
            samples[i + 2] = (byte) blue;
        }
        return Image.of(width, height, 3, samples);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void theFramesComeBackInOrderAndColour() throws IOException {
        Path file = folder.resolve("turn.mp4");
        Turntable.write(file, 30, 40, i -> plain(128, 96, 5 * i, 200, 100));
        List<Mp4Frames.Frame> frames = Mp4Frames.decode(file);
        assertThat(frames).hasSize(40);
        for (int i = 0; i < 40; i++) {
            double level = (0.2126 * 5 * i + 0.7152 * 200 + 0.0722 * 100) / 255;
            // Of 255 levels; the encoder is lossy.
            assertThat(frames.get(i).luma()).isCloseTo((int) Math.round(16 + 219 * level), within(4));
            double red = (5 * i / 255.0 - level) / 1.5748;
            assertThat(frames.get(i).red()).isCloseTo((int) Math.round(128 + 224 * red), within(5));
            double blue = (100 / 255.0 - level) / 1.8556;
            assertThat(frames.get(i).blue()).isCloseTo((int) Math.round(128 + 224 * blue), within(5));
            assertThat(frames.get(i).timestamp()).isEqualTo(frames.get(1).timestamp() * i);
        }
        assertThat(files()).containsExactly(file);
    }

    @Test
    void inMemoryItIsTheSameFile() throws IOException {
        for (VideoFormat format : VideoFormat.values()) {
            Path file = folder.resolve("turn" + format.ending());
            Turntable.write(file, 30, 5, i -> plain(64, 64, 50 * i, 0, 0));
            assertThat(Turntable.toBytes(format, 30, 5, i -> plain(64, 64, 50 * i, 0, 0)))
                    .isEqualTo(Files.readAllBytes(file));
        }
    }

    @Test
    void theIndexIsInFrontAndTheSameFramesGiveTheSameBytes() throws IOException {
        Path first = folder.resolve("first.mp4");
        Path second = folder.resolve("second.mp4");
        for (Path file : List.of(first, second)) {
            Turntable.write(file, 30, 5, i -> plain(64, 64, 50 * i, 0, 0));
        }
        assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
        String bytes = Files.readString(first, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(bytes.indexOf("moov")).isBetween(0, bytes.indexOf("mdat"));
    }

    @Test
    void anAnimationKeepsFramesAlphaAndPace() {
        Path file = folder.resolve("turn.webp");
        Turntable.write(file, 20, 7, i -> {
            byte[] samples = new byte[24 * 16 * 4];
            for (int p = 0; p < 24 * 16; p++) {
                samples[4 * p] = (byte) (30 * i);
                samples[4 * p + 3] = (byte) (p % 24 < 8 ? 255 : p % 24 < 16 ? 128 : 0);
            }
            return Image.of(24, 16, 4, samples);
        });
        // OpenCV brings a libwebp of its own.
        OpenCv.load();
        try (Animation animation = new Animation()) {
            assertThat(opencv_imgcodecs.imreadanimation(file.toString(), animation))
                    .isTrue();
            assertThat(animation.frames().size()).isEqualTo(7);
            for (int i = 0; i < 7; i++) {
                Mat frame = animation.frames().get(i);
                assertThat(frame.channels()).isEqualTo(4);
                assertThat(frame.ptr(8, 4).get(2) & 0xff).isCloseTo(30 * i, within(4));
                assertThat(frame.ptr(8, 4).get(3) & 0xff).isEqualTo(255);
                assertThat(frame.ptr(8, 12).get(3) & 0xff).isEqualTo(128);
                assertThat(frame.ptr(8, 20).get(3) & 0xff).isZero();
                assertThat(animation.durations().get(i)).isEqualTo(50);
            }
        }
    }

    @Test
    void aGifKeepsFramesPaceAndWhatIsThere() throws IOException {
        Path file = folder.resolve("turn.gif");
        Turntable.write(file, 20, 7, i -> {
            byte[] samples = new byte[24 * 16 * 4];
            for (int p = 0; p < 24 * 16; p++) {
                samples[4 * p] = (byte) (30 * i);
                samples[4 * p + 1] = (byte) (10 * (p % 24));
                samples[4 * p + 2] = (byte) (15 * Math.floorDiv(p, 24));
                samples[4 * p + 3] = (byte) (p % 24 < 16 ? 255 : 0);
            }
            return Image.of(24, 16, 4, samples);
        });
        // The JDK's reader, which gives what each frame changes.
        javax.imageio.ImageReader reader =
                ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(7);
            for (int i = 0; i < 7; i++) {
                BufferedImage frame = reader.read(i);
                IIOMetadataNode root =
                        (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                IIOMetadataNode control = (IIOMetadataNode)
                        root.getElementsByTagName("GraphicControlExtension").item(0);
                assertThat(control.getAttribute("delayTime")).isEqualTo("5");
                IIOMetadataNode place = (IIOMetadataNode)
                        root.getElementsByTagName("ImageDescriptor").item(0);
                int x = 8 - Integer.parseInt(place.getAttribute("imageLeftPosition"));
                int y = 8 - Integer.parseInt(place.getAttribute("imageTopPosition"));
                Color color = new Color(frame.getRGB(x, y), true);
                assertThat(color.getAlpha()).isEqualTo(255);
                // 255 colors of 256, and dithering.
                assertThat(color.getRed()).isCloseTo(30 * i, within(8));
                assertThat(color.getGreen()).isCloseTo(80, within(12));
                assertThat(color.getBlue()).isCloseTo(120, within(16));
                // The right third is outside of the frame, or transparent.
                int right = x + 12;
                assertThat(right >= frame.getWidth() || frame.getRGB(right, y) >>> 24 == 0)
                        .isTrue();
                assertThat(control.getAttribute("disposalMethod")).isEqualTo("restoreToBackgroundColor");
            }
        } finally {
            reader.dispose();
        }
    }

    @Test
    void oddSizesAreRoundedUp() {
        Path file = folder.resolve("odd.mp4");
        Turntable.write(file, 30, 3, i -> plain(33, 17, 10, 20, 30));
        assertThat(Mp4Frames.decode(file)).hasSize(3).allMatch(frame -> frame.width() == 34 && frame.height() == 18);
    }

    @Test
    void aFailingFrameLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("turn.mp4"), "old");
        assertThatThrownBy(() -> Turntable.write(file, 30, 9, i -> {
                    if (i == 5) {
                        throw new IllegalStateException("frame 5");
                    }
                    return plain(32, 32, 1, 2, 3);
                }))
                .hasMessage("frame 5");
        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
        assertThatThrownBy(() -> Turntable.write(file, 30, 2, i -> plain(32 + 2 * i, 32, 1, 2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frame 1 is 34x32 RGB");
        assertThatThrownBy(() -> Turntable.write(file, 30, 0, i -> plain(32, 32, 1, 2, 3)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = folder.resolve("none/turn.mp4");
        assertThatThrownBy(() -> Turntable.write(file, 30, 1, i -> plain(32, 32, 1, 2, 3)))
                .isInstanceOf(VideoException.class)
                .hasMessageContaining("none")
                .hasMessageContaining("it cannot be opened (No such file or directory)");
    }
}
