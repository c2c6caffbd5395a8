package org.ouroboros3d.format.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;

/** Versions of SPZ that are not written here, put together byte by byte from their specification. */
class OlderSpzTest {
    private static final float HALF_TURN_ABOUT_Y = 1;

    private static byte[] gzip(ByteBuffer content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            byte[] bytes = new byte[content.flip().remaining()];
            content.get(bytes);
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static ByteBuffer header(int version, int shDegree, int fractionalBits) {
        return ByteBuffer.allocate(200)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("NGSP".getBytes(StandardCharsets.US_ASCII))
                .putInt(version)
                .putInt(1)
                .put((byte) shDegree)
                .put((byte) fractionalBits)
                .putShort((short) 0);
    }

    private static ByteBuffer putValues(ByteBuffer file) {
        // Opacity; colors of f_dc 0, (1 - 0.5) / 0.15 and (0 - 0.5) / 0.15; scales e^0, e^-10 and e^-5.
        file.put((byte) 51);
        file.put((byte) 255).put((byte) 0).put((byte) 255);
        file.put((byte) 160).put((byte) 0).put((byte) 80);
        // A half turn about y: (x, y, z) = (0, 1, 0), which 127.5 and 255 stand for.
        return file.put((byte) 127).put((byte) 255).put((byte) 128);
    }

    private static void assertValues(GaussianCloud cloud) {
        assertThat(cloud.opacities()).containsExactly(new float[] {0.2f}, within(1e-6f));
        float bright = (float) (0.5 + 0.28209479 * 0.5 / 0.15);
        assertThat(cloud.colors()).containsExactly(new float[] {bright, 1 - bright, bright}, within(1e-6f));
        assertThat(cloud.scales())
                .containsExactly(new float[] {1, (float) Math.exp(-10), (float) Math.exp(-5)}, within(1e-7f));
        assertThat(Math.abs(cloud.quats()[2])).isCloseTo(HALF_TURN_ABOUT_Y, within(1e-4f));
        assertThat(cloud.quats()).hasSize(4);
    }

    @Test
    void version1HasPositionsInFloat16() throws IOException {
        ByteBuffer file = header(1, 0, 0);
        // 1.5, -2 and 0.25.
        file.putShort((short) 0x3e00).putShort((short) 0xc000).putShort((short) 0x3400);
        GaussianCloud cloud = GaussianReader.read("v1", gzip(putValues(file)), GaussianFormat.SPZ, ReadOptions.DEFAULT);
        assertThat(cloud.means()).containsExactly(1.5f, -2f, 0.25f);
        assertValues(cloud);
    }

    @Test
    void version2HasPositionsInFixedPointAndTheFirstThreeOfRotations() throws IOException {
        ByteBuffer file = header(2, 1, 12);
        // 1.5 is 0x1800 in 12 bits, -2 is 0xffe000, and -1/4096 is 0xffffff.
        file.put(new byte[] {0, 0x18, 0, 0, (byte) 0xe0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff});
        putValues(file).put(new byte[] {0, 64, (byte) 128, (byte) 192, (byte) 255, 0, 0, 0, 0});
        byte[] bytes = gzip(file);
        GaussianCloud cloud = GaussianReader.read("v2", bytes, GaussianFormat.SPZ, ReadOptions.DEFAULT);
        assertThat(cloud.means()).containsExactly(1.5f, -2f, -1 / 4096f);
        assertValues(cloud);
        assertThat(cloud.sh()).containsExactly(-1, -0.5f, 0, 0.5f, 127 / 128f, -1, -1, -1, -1);
        ReadOptions turned = new ReadOptions(Optional.of(Axes.RDF), PlyLayout.VIEWER);
        GaussianCloud other = GaussianReader.read("v2", bytes, GaussianFormat.SPZ, turned);
        assertThat(other.means()).containsExactly(1.5f, 2f, 1 / 4096f);
        // The coefficients of y and z change their sign, that of x does not.
        assertThat(other.sh()).containsExactly(1, 0.5f, -0f, -0.5f, -127 / 128f, 1, -1, -1, -1);
    }

    @Test
    void degree4IsLeftOut() throws IOException {
        ByteBuffer file = header(3, 4, 12);
        file.put(new byte[9]).put((byte) 255).put(new byte[] {127, 127, 127, 80, 80, 80});
        file.putInt(3 << 30);
        for (int i = 0; i < 72; i++) {
            file.put((byte) (128 + i));
        }
        GaussianCloud cloud = GaussianReader.read("v3", gzip(file), GaussianFormat.SPZ, ReadOptions.DEFAULT);
        assertThat(cloud.shDegree()).isEqualTo(3);
        assertThat(cloud.sh()[44]).isEqualTo(44 / 128f);
        assertThat(cloud.quats()).containsExactly(1, 0, 0, 0);
    }
}
