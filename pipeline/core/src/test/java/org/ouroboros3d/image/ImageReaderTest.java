package org.ouroboros3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.error.InputException;

class ImageReaderTest {
    @TempDir
    Path folder;

    static byte[] resource(String name) {
        try (InputStream in = ImageReaderTest.class.getResourceAsStream("/malformed/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Image decode(String name) {
        return ImageReader.decode(name, resource(name));
    }

    @ParameterizedTest
    @CsvSource({
        "png_truncated.png, ends",
        "png_bad_crc.png, checksum of its IDAT",
        "png_empty.png, file is empty",
        "png_is_text.png, not a PNG",
        "png_huge_dims.png, 100000x100000 pixels",
        "png_bomb.png, 64 megapixels",
        "png_zero_dims.png, 0x",
        "jpg_truncated.jpg, ends early",
    })
    void damagedFilesAreRefusedWithTheirNameAndFault(String name, String fault) {
        assertThatThrownBy(() -> decode(name))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining(fault);
    }

    @Test
    void everyColourTypeComesOutAsWhatItShows() {
        Image reference = decode("png_ok.png");
        assertThat(reference.toString()).isEqualTo("32x24 RGBA");
        // The files show the same gradient: blue rises along the row, the mask is a rectangle inside.
        assertThat(pixel(reference, 1, 0)).containsExactly(8, 0, 251, 0);

        Image gray = decode("png_gray8.png");
        assertThat(gray.toString()).isEqualTo("32x24 RGB");
        assertThat(pixel(gray, 3, 0)).containsExactly(24, 24, 24);
        // 16 bit: 7 * 2000 / 257 rounds to 54.
        assertThat(pixel(decode("png_gray16.png"), 7, 0)).containsExactly(54, 54, 54);
        assertThat(pixel(decode("png_rgb16.png"), 1, 0)).containsExactly(58, 78, 97);

        Image grayAlpha = decode("png_gray_alpha.png");
        assertThat(grayAlpha.hasAlpha()).isTrue();
        assertThat(pixel(grayAlpha, 2, 0)).containsExactly(16, 16, 16, 0);
        assertThat(alphas(grayAlpha)).isEqualTo(alphas(reference));

        Image palette = decode("png_palette_alpha.png");
        assertThat(palette.isTranslucent()).isTrue();

        Image bits = decode("png_1bit.png");
        assertThat(bits.toPlanar()).containsOnly(0f, 1f).contains(0f).contains(1f);
        assertThat(pixel(decode("png_1x1.png"), 0, 0)).containsExactly(200, 100, 50, 255);
    }

    @Test
    void jpegVariantsShowTheSamePicture() {
        Image reference = decode("png_ok.png");
        for (String name : new String[] {"jpg_progressive.jpg", "jpg_cmyk.jpg"}) {
            Image image = decode(name);
            assertThat(image.toString()).isEqualTo("32x24 RGB");
            double total = 0;
            for (int y = 0; y < 24; y++) {
                for (int x = 0; x < 32; x++) {
                    for (int c = 0; c < 3; c++) {
                        total += Math.abs(image.sample(x, y, c) - reference.sample(x, y, c));
                    }
                }
            }
            // Of 256 levels: JPEG is lossy, an inverted CMYK would be off by about 100.
            assertThat(total / (32 * 24 * 3)).as(name).isLessThan(12);
        }
    }

    @Test
    void interlacedPngIsReadAndItsTruncationSeen() {
        // Adam7 of 3x2 gray: passes 1, 4, 5 (second rows), 6 and 7 hold pixels.
        byte[] rows = {0, 10, /* pass 4 */ 0, 30, /* pass 6 */ 0, 20, /* pass 7 */ 0, 40, 50, 60};
        Image image = ImageReader.decode(
                "adam7", new PngBuilder().header(3, 2, 8, 0, true).pixels(rows).end());
        assertThat(image.toString()).isEqualTo("3x2 RGB");
        assertThat(pixel(image, 0, 0)).containsExactly(10, 10, 10);
        assertThat(pixel(image, 1, 0)).containsExactly(20, 20, 20);
        assertThat(pixel(image, 2, 0)).containsExactly(30, 30, 30);
        assertThat(pixel(image, 2, 1)).containsExactly(60, 60, 60);

        byte[] cut = new PngBuilder()
                .header(3, 2, 8, 0, true)
                .pixels(Arrays.copyOf(rows, rows.length - 1))
                .end();
        assertThatThrownBy(() -> ImageReader.decode("adam7", cut)).hasMessageContaining("end early");
    }

    @Test
    void wholeChunksWithTooFewRowsAreTruncation() {
        byte[] png = new PngBuilder()
                .header(4, 1000, 8, 0, false)
                .pixels(new byte[5 * 999])
                .end();
        assertThatThrownBy(() -> ImageReader.decode("rows.png", png)).hasMessageContaining("pixel data end early");
    }

    @Test
    void transparentColourOfRgbAndGrayBecomesAlpha() {
        byte[] gray = new PngBuilder()
                .header(2, 1, 8, 0, false)
                .chunk("tRNS", new byte[] {0, 7})
                .pixels(new byte[] {0, 7, 8})
                .end();
        Image image = ImageReader.decode("gray", gray);
        assertThat(pixel(image, 0, 0)).containsExactly(7, 7, 7, 0);
        assertThat(pixel(image, 1, 0)).containsExactly(8, 8, 8, 255);
        byte[] rgb = new PngBuilder()
                .header(2, 1, 8, 2, false)
                .chunk("tRNS", new byte[] {0, 1, 0, 2, 0, 3})
                .pixels(new byte[] {0, 1, 2, 3, 4, 5, 6})
                .end();
        assertThat(pixel(ImageReader.decode("rgb", rgb), 0, 0)).containsExactly(1, 2, 3, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void orientationIsUndone(int orientation) {
        // Upright, this is [[1, 2, 3], [4, 5, 6]]; stored as a camera held that way stores it.
        int[][] stored = switch (orientation) {
            case 1 -> new int[][] {{1, 2, 3}, {4, 5, 6}};
            case 2 -> new int[][] {{3, 2, 1}, {6, 5, 4}};
            case 3 -> new int[][] {{6, 5, 4}, {3, 2, 1}};
            case 4 -> new int[][] {{4, 5, 6}, {1, 2, 3}};
            case 5 -> new int[][] {{1, 4}, {2, 5}, {3, 6}};
            case 6 -> new int[][] {{3, 6}, {2, 5}, {1, 4}};
            case 7 -> new int[][] {{6, 3}, {5, 2}, {4, 1}};
            default -> new int[][] {{4, 1}, {5, 2}, {6, 3}};
        };
        ByteBuffer rows = ByteBuffer.allocate(stored.length * (stored[0].length + 1));
        for (int[] row : stored) {
            rows.put((byte) 0);
            for (int value : row) {
                rows.put((byte) value);
            }
        }
        byte[] png = new PngBuilder()
                .header(stored[0].length, stored.length, 8, 0, false)
                .chunk("eXIf", exif(orientation, ByteOrder.BIG_ENDIAN))
                .pixels(rows.array())
                .end();
        Image image = ImageReader.decode("held.png", png);
        assertThat(image.toString()).isEqualTo("3x2 RGB");
        for (int i = 0; i < 6; i++) {
            assertThat(image.sample(i % 3, i / 3, 0)).isEqualTo(i + 1);
        }
    }

    @Test
    void orientationOfJpegAndWebpIsUndone() {
        byte[] exif = exif(6, ByteOrder.LITTLE_ENDIAN);
        byte[] jpeg = encode(".jpg", 16, 8);
        ByteBuffer held = ByteBuffer.allocate(jpeg.length + exif.length + 10);
        held.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) (exif.length + 8));
        held.put(new byte[] {'E', 'x', 'i', 'f', 0, 0}).put(exif).put(jpeg, 2, jpeg.length - 2);
        assertThat(ImageReader.decode("jpeg", held.array()).toString()).isEqualTo("8x16 RGB");
        assertThat(ImageReader.decode("jpeg", jpeg).toString()).isEqualTo("16x8 RGB");

        byte[] webp = encode(".webp", 16, 8);
        ByteBuffer extended =
                ByteBuffer.allocate(webp.length + 18 + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
        extended.put(webp, 0, 4).putInt(extended.capacity() - 8).put(webp, 8, 4);
        extended.put(new byte[] {'V', 'P', '8', 'X'})
                .putInt(10)
                .putInt(8)
                .putShort((short) 15)
                .put((byte) 0);
        extended.putShort((short) 7).put((byte) 0);
        extended.put(webp, 12, webp.length - 12);
        extended.put(new byte[] {'E', 'X', 'I', 'F'}).putInt(exif.length).put(exif);
        assertThat(ImageReader.decode("webp", extended.array()).toString()).isEqualTo("8x16 RGB");
    }

    @Test
    void webpIsReadAndItsTruncationSeen() {
        byte[] webp = encode(".webp", 16, 8);
        assertThat(ImageReader.decode("a.webp", webp).toString()).isEqualTo("16x8 RGB");
        assertThatThrownBy(() -> ImageReader.decode("a.webp", Arrays.copyOf(webp, webp.length / 2)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("a.webp: this WebP is damaged: it ends early");
    }

    @Test
    void everyTruncationAndManyCorruptionsEndInAnExceptionOrAPicture() {
        byte[][] files = {
            resource("png_ok.png"),
            resource("png_palette_alpha.png"),
            resource("jpg_progressive.jpg"),
            resource("jpg_cmyk.jpg"),
            encode(".webp", 40, 30)
        };
        java.util.Random random = new java.util.Random(7);
        int refused = 0;
        int accepted = 0;
        for (byte[] file : files) {
            for (int length = 0; length < file.length; length++) {
                byte[] cut = Arrays.copyOf(file, length);
                try {
                    // Only the end marker of a JPEG, and padding before it, may be missing.
                    assertThat(ImageReader.decode("cut", cut)).isEqualTo(ImageReader.decode("whole", file));
                    assertThat(cut[0]).isEqualTo((byte) 0xff);
                    accepted++;
                } catch (InputException e) {
                    assertThat(e).hasMessageStartingWith("cut: ");
                }
            }
            for (int round = 0; round < 400; round++) {
                byte[] broken = file.clone();
                for (int k = 0; k < 1 + round % 4; k++) {
                    broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
                }
                try {
                    Image image = ImageReader.decode("broken", broken);
                    assertThat(image.width()).isPositive();
                } catch (InputException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(400);
        assertThat(accepted).isLessThan(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg_no_end.jpg", "jpeg_no_end_trailer.jpg", "jpeg_junk_before_marker.jpg"})
    void jpegsThatViewersShowAreRead(String name) throws IOException {
        try (InputStream in = ImageReaderTest.class.getResourceAsStream("/cases/" + name)) {
            byte[] file = in.readAllBytes();
            Image image = ImageReader.decode(name, file);
            assertThat(image.width()).isGreaterThan(8);
            assertThatThrownBy(() -> ImageReader.decode(name, Arrays.copyOf(file, file.length * 2 / 3)))
                    .isInstanceOf(InputException.class);
        }
    }

    /** Stray bytes before any marker: behind the first one, and behind each scan of a progressive JPEG. */
    @ParameterizedTest
    @ValueSource(strings = {"jpg_progressive.jpg", "jpg_cmyk.jpg"})
    void strayBytesBeforeAnyMarkerCostNothing(String name) throws IOException {
        byte[] file = resource(name);
        Image sound = ImageReader.decode(name, file);
        int markers = 0;
        for (int at = 2; at + 1 < file.length; at++) {
            int marker = file[at + 1] & 0xff;
            boolean begins = (file[at] & 0xff) == 0xff && (marker == 0xc4 || marker == 0xda || marker == 0xd9);
            if (begins || at == 2) {
                ByteArrayOutputStream stray = new ByteArrayOutputStream();
                stray.write(file, 0, at);
                stray.write(new byte[] {0x12, 0, 0x34});
                stray.write(file, at, file.length - at);
                assertThat(ImageReader.decode(name, stray.toByteArray()))
                        .as("before byte " + at)
                        .isEqualTo(sound);
                markers++;
            }
        }
        assertThat(markers).isGreaterThan(3);
    }

    @Test
    void foldersAndMissingFilesAreNamed() throws IOException {
        assertThatThrownBy(() -> ImageReader.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("folder");
        Path missing = folder.resolve("nothing.png");
        assertThatThrownBy(() -> ImageReader.read(missing))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(missing + ": there is no such file");
        Path file = Files.write(folder.resolve("ok.png"), resource("png_ok.png"));
        assertThat(ImageReader.read(file)).isEqualTo(decode("png_ok.png"));
    }

    @Test
    void writtenPicturesReadBackTheSame() throws IOException {
        Image rgba = decode("png_ok.png");
        Path file = folder.resolve("copy.png");
        ImageWriter.writePng(rgba, file);
        assertThat(ImageReader.read(file)).isEqualTo(rgba);
        Image rgb = decode("jpg_progressive.jpg");
        ImageWriter.writePng(rgb, file);
        assertThat(ImageReader.read(file)).isEqualTo(rgb);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThatThrownBy(() -> ImageWriter.writePng(rgb, folder.resolve("missing/x.png")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing/x.png");
    }

    private static int[] pixel(Image image, int x, int y) {
        int[] pixel = new int[image.channels()];
        for (int c = 0; c < pixel.length; c++) {
            pixel[c] = image.sample(x, y, c);
        }
        return pixel;
    }

    private static float[] alphas(Image image) {
        int plane = image.width() * image.height();
        return Arrays.copyOfRange(image.toPlanar(), 3 * plane, 4 * plane);
    }

    /** A TIFF block whose second entry is the orientation. */
    private static byte[] exif(int orientation, ByteOrder order) {
        ByteBuffer tiff = ByteBuffer.allocate(38).order(order);
        tiff.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I')).put(tiff.get(0));
        tiff.putShort((short) 42).putInt(8).putShort((short) 2);
        tiff.putShort((short) 0x0100).putShort((short) 3).putInt(1).putInt(0);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return tiff.array();
    }

    private static byte[] encode(String suffix, int width, int height) {
        byte[] samples = new byte[width * height * 3];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i * 37 % 251);
        }
        try (Mat mat = OpenCv.bgr(new Image(width, height, 3, samples));
                BytePointer encoded = new BytePointer()) {
            assertThat(opencv_imgcodecs.imencode(suffix, mat, encoded)).isTrue();
            byte[] bytes = new byte[(int) encoded.limit()];
            encoded.get(bytes);
            return bytes;
        }
    }
}
