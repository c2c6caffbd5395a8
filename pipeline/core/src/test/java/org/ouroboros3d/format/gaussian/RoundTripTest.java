package org.ouroboros3d.format.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.render.SceneRenderer;
import org.ouroboros3d.tensor.Device;

class RoundTripTest {
    private static final int SIZE = 128;
    private static final int VIEWS = 4;

    @TempDir
    Path folder;

    private static GaussianCloud roundTrip(GaussianCloud cloud, GaussianFormat format, WriteOptions options) {
        byte[] bytes = GaussianWriter.toBytes(cloud, format, options);
        return GaussianReader.read("memory", bytes, format, ReadOptions.DEFAULT);
    }

    private static void assertSame(GaussianCloud actual, GaussianCloud expected, float tolerance) {
        assertThat(actual.means()).isEqualTo(expected.means());
        assertThat(actual.quats()).containsExactly(expected.quats(), within(tolerance));
        assertThat(actual.opacities()).containsExactly(expected.opacities(), within(tolerance));
        assertThat(actual.colors()).containsExactly(expected.colors(), within(tolerance));
        assertThat(actual.sh()).isEqualTo(expected.sh());
        for (int i = 0; i < expected.scales().length; i++) {
            assertThat(actual.scales()[i]).isCloseTo(expected.scales()[i], within(tolerance * expected.scales()[i]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void floatsOfEveryDegreeComeBack(int degree) {
        GaussianCloud cloud = SampleClouds.random(300, degree);
        assertSame(roundTrip(cloud, GaussianFormat.PLY, WriteOptions.DEFAULT), cloud, 1e-6f);
        assertSame(roundTrip(cloud, GaussianFormat.GLB, WriteOptions.DEFAULT), cloud, 1e-6f);
    }

    @Test
    void extremesOfFloatsComeBack() {
        GaussianCloud cloud = SampleClouds.random(4, 0);
        cloud.opacities()[0] = 0;
        cloud.opacities()[1] = 1;
        cloud.scales()[0] = 3e-7f;
        cloud.scales()[1] = 900;
        assertSame(roundTrip(cloud, GaussianFormat.PLY, WriteOptions.DEFAULT), cloud, 1e-6f);
        assertSame(roundTrip(cloud, GaussianFormat.GLB, WriteOptions.DEFAULT), cloud, 1e-6f);
    }

    private static List<Image> renderings(GaussianCloud cloud) {
        try (SceneRenderer renderer = new SceneRenderer(cloud, Device.CPU)) {
            Cameras cameras = Cameras.turntable(VIEWS);
            return IntStream.range(0, VIEWS)
                    .mapToObj(view ->
                            renderer.render(cameras.select(view), SIZE, SIZE).getFirst())
                    .toList();
        }
    }

    private static double psnr(List<Image> actual, List<Image> expected) {
        double squares = 0;
        for (int view = 0; view < VIEWS; view++) {
            ByteBuffer a = actual.get(view).samples();
            ByteBuffer b = expected.get(view).samples();
            for (int i = 0; i < 3 * SIZE * SIZE; i++) {
                double error = (a.get(i) & 0xff) - (b.get(i) & 0xff);
                squares += error * error;
            }
        }
        return 10 * Math.log10(255 * 255 * VIEWS * 3.0 * SIZE * SIZE / squares);
    }

    @ParameterizedTest
    @CsvSource({"SPLAT, 3", "SPZ, 3", "SPZ, 4", "COMPRESSED_PLY, 3"})
    void quantizedFilesLookTheSame(GaussianFormat format, int version) {
        WriteOptions options = WriteOptions.DEFAULT.withSpzVersion(version);
        for (GaussianCloud cloud : List.of(SampleClouds.random(800, 0), SampleClouds.letterAndBall())) {
            List<Image> expected = renderings(cloud);
            GaussianCloud read = roundTrip(cloud, format, options);
            assertThat(read.count()).isEqualTo(cloud.count());
            assertThat(psnr(renderings(read), expected)).isGreaterThan(40);
            // What the measure says of an object that is turned.
            assertThat(psnr(renderings(Axes.RDF.fromWorld(cloud)), expected)).isLessThan(25);
        }
    }

    @ParameterizedTest
    @CsvSource({"SPZ, 3, 1, 0.0352", "SPZ, 4, 1, 0.0352", "SPZ, 3, 3, 0.0665", "COMPRESSED_PLY, 3, 3, 0.0157"})
    void quantizedHarmonicsComeBackWithinAStep(GaussianFormat format, int version, int degree, float tolerance) {
        GaussianCloud cloud = SampleClouds.random(1, degree);
        GaussianCloud read = roundTrip(cloud, format, WriteOptions.DEFAULT.withSpzVersion(version));
        assertThat(read.sh()).containsExactly(cloud.sh(), within(tolerance));
    }

    @ParameterizedTest
    @EnumSource(GaussianFormat.class)
    void theAxesOfAFileAreThoseOfItsFormat(GaussianFormat format) {
        GaussianCloud cloud = SampleClouds.letterAndBall();
        byte[] bytes = GaussianWriter.toBytes(cloud, format, WriteOptions.DEFAULT);
        // Read as if it were in the library's axes, the values are those of the file.
        GaussianCloud stored =
                GaussianReader.read("memory", bytes, format, new ReadOptions(Optional.of(Axes.RUB), PlyLayout.VIEWER));
        double ballHeight = 0;
        double ballDepth = 0;
        for (int i = 0; i < stored.count(); i++) {
            if (stored.colors()[3 * i + 2] > 0.5) {
                ballHeight += stored.means()[3 * i + 1] / 8;
                ballDepth += stored.means()[3 * i + 2] / 8;
            }
        }
        int sign = format == GaussianFormat.SPZ || format == GaussianFormat.GLB ? 1 : -1;
        assertThat(ballHeight).isCloseTo(sign * -0.29, within(1e-3));
        assertThat(ballDepth).isCloseTo(sign * 0.41, within(1e-3));
    }

    @ParameterizedTest
    @CsvSource({"PLY, RUB, 3", "COMPRESSED_PLY, RUB, 3", "SPZ, RDF, 4"})
    void filesThatSayTheirAxesAreBelieved(GaussianFormat format, Axes axes, int version) {
        // One alone, since the order of a compressed file depends on its axes.
        GaussianCloud cloud = SampleClouds.random(1, 1);
        WriteOptions options = WriteOptions.DEFAULT.withAxes(axes).withSpzVersion(version);
        GaussianCloud usual = roundTrip(cloud, format, WriteOptions.DEFAULT.withSpzVersion(version));
        GaussianCloud read = roundTrip(cloud, format, options);
        assertThat(read.means()).containsExactly(usual.means(), within(1e-3f));
        assertThat(GaussianWriter.toBytes(cloud, format, options))
                .isNotEqualTo(GaussianWriter.toBytes(cloud, format, WriteOptions.DEFAULT.withSpzVersion(version)));
    }

    @ParameterizedTest
    @EnumSource(GaussianFormat.class)
    void filesStreamsChannelsAndMemoryHoldTheSame(GaussianFormat format) throws IOException {
        GaussianCloud cloud = SampleClouds.random(50, 1);
        byte[] bytes = GaussianWriter.toBytes(cloud, format, WriteOptions.DEFAULT);
        Path file = folder.resolve("model" + format.ending());
        GaussianWriter.write(cloud, file, WriteOptions.DEFAULT);
        assertThat(file).hasBinaryContent(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GaussianWriter.write(cloud, Channels.newChannel(out), format, WriteOptions.DEFAULT);
        assertThat(out.toByteArray()).isEqualTo(bytes);
        GaussianCloud fromFile = GaussianReader.read(file, ReadOptions.DEFAULT);
        GaussianCloud fromStream =
                GaussianReader.read("stream", new ByteArrayInputStream(bytes), format, ReadOptions.DEFAULT);
        assertThat(fromStream.means()).isEqualTo(fromFile.means());
        assertThat(folder.toFile().list()).containsExactly(file.getFileName().toString());
    }

    @Test
    void splatFilesBeginWithTheLargest() {
        GaussianCloud cloud = SampleClouds.random(100, 0);
        ByteBuffer rows = ByteBuffer.wrap(GaussianWriter.toBytes(cloud, GaussianFormat.SPLAT, WriteOptions.DEFAULT))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(rows.capacity()).isEqualTo(32 * 100);
        double last = Double.MAX_VALUE;
        for (int i = 0; i < 100; i++) {
            double volume =
                    (double) rows.getFloat(32 * i + 12) * rows.getFloat(32 * i + 16) * rows.getFloat(32 * i + 20);
            double size = volume * (rows.get(32 * i + 27) & 0xff);
            // Opacities are rounded, and the order is that of the exact ones.
            assertThat(size).isLessThan(last * 1.2);
            last = size;
        }
    }

    @ParameterizedTest
    @CsvSource({"0.9, 20", "7.9, 20", "8.1, 19", "1000, 13", "5000000, 0"})
    void farPositionsCostFractionalBitsInsteadOfWrapping(float farthest, int bits) {
        GaussianCloud cloud = SampleClouds.random(10, 0);
        cloud.means()[4] = -farthest;
        byte[] bytes = GaussianWriter.toBytes(cloud, GaussianFormat.SPZ, WriteOptions.DEFAULT.withSpzVersion(4));
        // Its header is not compressed.
        assertThat((int) bytes[13]).isEqualTo(cloud.means()[4] > -1 ? 20 : bits);
        GaussianCloud read = roundTrip(cloud, GaussianFormat.SPZ, WriteOptions.DEFAULT);
        assertThat(read.means()).containsExactly(cloud.means(), within((float) Math.scalb(0.51, -bits)));
    }

    @Test
    void compressedChunksAreFilledByNeighbors() {
        GaussianCloud cloud = SampleClouds.random(1000, 0);
        byte[] bytes = GaussianWriter.toBytes(cloud, GaussianFormat.COMPRESSED_PLY, WriteOptions.DEFAULT);
        int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("end_header\n") + 11;
        assertThat(bytes.length - header).isEqualTo(4 * 72 + 1000 * 16);
        ByteBuffer bounds = ByteBuffer.wrap(bytes, header, 4 * 72).order(ByteOrder.LITTLE_ENDIAN);
        double volumes = 0;
        for (int chunk = 0; chunk < 4; chunk++) {
            double volume = 1;
            for (int k = 0; k < 3; k++) {
                volume *= bounds.getFloat(header + 72 * chunk + 12 + 4 * k)
                        - bounds.getFloat(header + 72 * chunk + 4 * k);
            }
            volumes += volume;
        }
        // In any other order each of the four would fill the whole cube of 8.
        assertThat(volumes).isLessThan(16);
    }
}
