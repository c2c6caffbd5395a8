package org.ouroboros3d.format.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;

class MalformedFilesTest {
    @TempDir
    Path folder;

    private static byte[] sound(GaussianFormat format, int spzVersion) {
        return GaussianWriter.toBytes(
                SampleClouds.random(40, 1), format, WriteOptions.DEFAULT.withSpzVersion(spzVersion));
    }

    private static GaussianCloud read(GaussianFormat format, byte[] bytes) {
        return GaussianReader.read("bad file", bytes, format, ReadOptions.DEFAULT);
    }

    private static void assertRefused(ThrowingCallable call, String fault) {
        assertThatThrownBy(call)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("bad file: ")
                .hasMessageContaining(fault);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] gunzip(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] withInt(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return changed;
    }

    @ParameterizedTest
    @CsvSource({"PLY, 3", "COMPRESSED_PLY, 3", "SPLAT, 3", "SPZ, 3", "SPZ, 4", "GLB, 3"})
    void everyTruncationAndExcessIsRefused(GaussianFormat format, int version) {
        byte[] sound = sound(format, version);
        assertThat(read(format, sound).count()).isEqualTo(40);
        for (int length = 0; length < sound.length; length += 1 + sound.length / 97) {
            byte[] cut = Arrays.copyOf(sound, length);
            if (format == GaussianFormat.SPLAT && length > 0 && length % 32 == 0) {
                // Nothing in this format says how many there are.
                assertThat(read(format, cut).count()).isEqualTo(length / 32);
            } else {
                assertRefused(() -> read(format, cut), "");
            }
        }
        if (format != GaussianFormat.SPZ || version == 4) {
            assertRefused(() -> read(format, Arrays.copyOf(sound, sound.length + 5)), "");
        }
    }

    @ParameterizedTest
    @CsvSource({"PLY, 3", "COMPRESSED_PLY, 3", "SPLAT, 3", "SPZ, 3", "SPZ, 4", "GLB, 3"})
    void anyChangedBytesEndInAnExceptionOrInGaussians(GaussianFormat format, int version) {
        byte[] sound = sound(format, version);
        Random random = new Random(9);
        int refused = 0;
        for (int round = 0; round < 400; round++) {
            byte[] changed = sound.clone();
            int range = round % 2 == 0 ? changed.length : Math.min(changed.length, 64);
            changed[random.nextInt(range)] = (byte) random.nextInt(256);
            try {
                assertThat(read(format, changed).count()).isPositive();
            } catch (InputException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(format == GaussianFormat.SPLAT ? 0 : 50);
    }

    @ParameterizedTest
    @EnumSource(GaussianFormat.class)
    void nothingIsNoModel(GaussianFormat format) {
        assertRefused(() -> read(format, new byte[0]), "");
        GaussianCloud none = SampleClouds.random(0, 0);
        Path file = folder.resolve("model" + format.ending());
        assertThatThrownBy(() -> GaussianWriter.write(none, file, WriteOptions.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": it holds no Gaussians; export something that can be seen");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(GaussianFormat.class)
    void valuesThatAreNoNumbersAreNamedAndNotWritten(GaussianFormat format) {
        GaussianCloud cloud = SampleClouds.random(5, 0);
        cloud.scales()[7] = Float.NaN;
        Path file = folder.resolve("model" + format.ending());
        assertThatThrownBy(() -> GaussianWriter.write(cloud, file, WriteOptions.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": Gaussian 2 has a scale of NaN");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void valuesThatAreNoNumbersAreNamedWhenRead() {
        byte[] splat = withInt(sound(GaussianFormat.SPLAT, 3), 32 * 3 + 4, Float.floatToIntBits(Float.NaN));
        assertRefused(() -> read(GaussianFormat.SPLAT, splat), "Gaussian 3 has a position of NaN");
        byte[] rotation = withInt(sound(GaussianFormat.SPLAT, 3), 32 * 6 + 28, 0x80808080);
        assertRefused(() -> read(GaussianFormat.SPLAT, rotation), "Gaussian 6 has a rotation of zero");
        byte[] glb = sound(GaussianFormat.GLB, 3);
        int binary = 20 + ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN).getInt(12) + 8;
        byte[] infinite = withInt(glb, binary + 12 * 4, Float.floatToIntBits(Float.POSITIVE_INFINITY));
        assertRefused(() -> read(GaussianFormat.GLB, infinite), "Gaussian 4 has a position of Infinity");
    }

    @Test
    void headersOfSpzAreChecked() {
        byte[] sound = gunzip(sound(GaussianFormat.SPZ, 3));
        assertThat(read(GaussianFormat.SPZ, gzip(sound)).count()).isEqualTo(40);
        assertRefused(() -> read(GaussianFormat.SPZ, sound), "its version is 3, and only 4 is known outside");
        assertRefused(() -> read(GaussianFormat.SPZ, new byte[64]), "begins neither as a gzip stream nor as SPZ");
        assertRefused(() -> read(GaussianFormat.SPZ, gzip(withInt(sound, 0, 1))), "of something else");
        assertRefused(() -> read(GaussianFormat.SPZ, gzip(withInt(sound, 4, 7))), "its version is 7");
        assertRefused(() -> read(GaussianFormat.SPZ, gzip(withInt(sound, 8, 0))), "no Gaussians");
        assertRefused(() -> read(GaussianFormat.SPZ, gzip(withInt(sound, 8, -1))), "announces 4294967295 Gaussians");
        assertRefused(() -> read(GaussianFormat.SPZ, gzip(withInt(sound, 8, 41))), "of 41 Gaussians in its block 5");
        assertRefused(() -> read(GaussianFormat.SPZ, gzip(withInt(sound, 8, 39))), "more than its header announces");
        assertRefused(() -> read(GaussianFormat.SPZ, gzip(withInt(sound, 12, 9))), "degree 9");
        assertRefused(() -> read(GaussianFormat.SPZ, gzip(Arrays.copyOf(sound, 9))), "ends within its header");
    }

    @Test
    void tablesOfContentsOfSpzAreChecked() {
        byte[] sound = sound(GaussianFormat.SPZ, 4);
        assertRefused(() -> read(GaussianFormat.SPZ, withInt(sound, 4, 5)), "its version is 5");
        assertRefused(() -> read(GaussianFormat.SPZ, withInt(sound, 8, 1 << 30)), "cannot hold");
        assertRefused(() -> read(GaussianFormat.SPZ, withInt(sound, 16, -1)), "table of contents at byte 4294967295");
        assertRefused(() -> read(GaussianFormat.SPZ, withInt(sound, 36, 400)), "its extension at byte 32");
        assertRefused(() -> read(GaussianFormat.SPZ, withInt(sound, 40, 5)), "those of number 5");
        assertRefused(() -> read(GaussianFormat.SPZ, withInt(sound, 44, 1 << 20)), "stream 0 reaches beyond");
        assertRefused(() -> read(GaussianFormat.SPZ, withInt(sound, 52, 361)), "has 361 bytes instead of 360");
        byte[] streams = sound.clone();
        streams[15] = 5;
        assertRefused(() -> read(GaussianFormat.SPZ, streams), "5 streams instead of 6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"count\":40               | \"count\":99               | COEF_0 is not 99 of VEC3",
                "\"byteOffset\":1120        | \"byteOffset\":9999        | is not inside of the binary chunk",
                "\"componentType\":5126     | \"componentType\":5125     | of an unknown type",
                "KHR_gaussian_splatting:SCA | KHR_gaussian_splatting:SCX | no attribute KHR_gaussian_splatting:SCALE",
                "\"ellipse\"                | \"square_\"                | its kernel is \"square_\"",
                "srgb_rec709                | lin__rec709                | its colorSpace is \"lin__rec709_display\"",
                "\"KHR_gaussian_splatting\":| \"KHR_gaussian_spatting_\":| 0 primitives",
                "{\"mesh\":0}               | {\"mesh\":x}               | its JSON is damaged",
            })
    void whatBinaryGltfSaysIsChecked(String from, String to, String fault) {
        String text = new String(sound(GaussianFormat.GLB, 3), StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        byte[] changed = text.replaceFirst(Pattern.quote(from), to).getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(() -> read(GaussianFormat.GLB, changed), fault);
    }

    @Test
    void headersOfBinaryGltfAreChecked() {
        byte[] sound = sound(GaussianFormat.GLB, 3);
        assertRefused(() -> read(GaussianFormat.GLB, withInt(sound, 0, 1)), "does not begin as binary glTF");
        assertRefused(() -> read(GaussianFormat.GLB, withInt(sound, 4, 1)), "version 1");
        assertRefused(() -> read(GaussianFormat.GLB, withInt(sound, 8, 99)), "announces 99 bytes");
        assertRefused(() -> read(GaussianFormat.GLB, withInt(sound, 12, -1)), "no whole JSON chunk at byte 12");
        String forged = new String(sound, StandardCharsets.ISO_8859_1)
                .replace("Ouroboros3D", "Ouroboro")
                .replaceFirst("\"count\":40", "\"count\":40000");
        assertRefused(
                () -> read(GaussianFormat.GLB, forged.getBytes(StandardCharsets.ISO_8859_1)),
                "announces 40000 Gaussians, which its 3840 bytes cannot hold");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "element vertex 40     | element vertex 41     | harmonics for 40 of 41",
                "element sh 40         | element sh 41         | harmonics for 41 of 40",
                "element vertex 40     | element vertex 39     | spherical harmonics for 40 of 39",
                "element chunk 1       | element chunk 2       | 2 chunks for 40 Gaussians",
                "element chunk 1       | element chonk 1       | its elements are",
                "property uint packed_r| property uint packed_x| have other properties",
                "property uint packed_s| property int packed_s | has another type",
                "binary_little_endian  | ascii                 | written as text",
            })
    void whatCompressedPlySaysIsChecked(String from, String to, String fault) {
        String text = new String(sound(GaussianFormat.COMPRESSED_PLY, 3), StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        byte[] changed = text.replaceFirst(from, to).getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(() -> read(GaussianFormat.COMPRESSED_PLY, changed), fault);
    }

    @Test
    void positionsBeyondSpzAreRefused() {
        GaussianCloud cloud = SampleClouds.random(3, 0);
        cloud.means()[5] = 8_388_608;
        Path file = folder.resolve("far.spz");
        assertThatThrownBy(() -> GaussianWriter.write(cloud, file, WriteOptions.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("8388608.0 is beyond the 8388607");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesAndAxesThatNoFormatHasAreRefused() {
        assertThatThrownBy(() -> GaussianFormat.of(Path.of("model.obj")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("name a file that ends in .ply, .compressed.ply, .splat, .spz, .glb");
        assertThat(GaussianFormat.of(Path.of("A.COMPRESSED.PLY"))).isEqualTo(GaussianFormat.COMPRESSED_PLY);
        assertThatThrownBy(() -> GaussianWriter.toBytes(
                        SampleClouds.random(1, 0), GaussianFormat.GLB, WriteOptions.DEFAULT.withAxes(Axes.RDF)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("y up");
        assertThatThrownBy(() -> WriteOptions.DEFAULT.withSpzVersion(2)).isInstanceOf(IllegalArgumentException.class);
        Path missing = folder.resolve("none.spz");
        assertThatThrownBy(() -> GaussianReader.read(missing, ReadOptions.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessage(missing + ": there is no such file; check the path");
    }

    /** Some descriptors make the decompressor throw exceptions that it does not document. */
    @Test
    void everyDescriptorOfAZstandardFrameIsReadOrRefused() {
        byte[] sound = sound(GaussianFormat.SPZ, WriteOptions.SPZ_ZSTD);
        int magic = 0xfd2fb528;
        ByteBuffer in = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
        int refused = 0;
        for (int at = 0; at + 2 * Integer.BYTES <= sound.length; at++) {
            for (int descriptor = 0; in.getInt(at) == magic && descriptor < 256; descriptor++) {
                byte[] changed = sound.clone();
                changed[at + Integer.BYTES] = (byte) descriptor;
                try {
                    read(GaussianFormat.SPZ, changed);
                } catch (InputException e) {
                    assertThat(e).hasMessageContaining("is damaged");
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void aDamagedSequenceOfAZstandardBlockIsRefused() throws IOException {
        byte[] file;
        try (InputStream in = MalformedFilesTest.class.getResourceAsStream("/malformed/spz_zstd_sequence.spz")) {
            file = in.readAllBytes();
        }
        assertRefused(() -> read(GaussianFormat.SPZ, file), "is damaged");
    }
}
