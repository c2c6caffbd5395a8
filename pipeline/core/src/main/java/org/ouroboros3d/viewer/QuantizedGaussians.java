package org.ouroboros3d.viewer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * Gaussians as the page holds them. Each number is one of 65,536 levels between the least and the greatest value of its
 * channel, which is far below what a picture shows, and takes half of a float. Little endian:
 *
 * <pre>
 * u32 count, u32 channels
 * f32 least, f32 step             for each channel
 * u8[count] high, u8[count] low   for each channel; value = least + step (256 high + low)
 * </pre>
 *
 * <p>Channels: position 3, opacity, natural logarithm of scale 3, quaternion (w, x, y, z), color 3, spherical harmonics
 * [K, 3]. Gaussians that the rasterizer does not draw, being fainter than 1/255 or not finite, are left out.
 */
final class QuantizedGaussians {
    private static final int LEVELS = 65_535;
    private static final float FAINTEST = 1f / 255;
    /** Thinner Gaussians look the same, and zero has no logarithm. */
    private static final float THINNEST = 1e-9f;

    private static final int CHANNELS_WITHOUT_SH = 14;

    private final GaussianCloud cloud;
    private final int[] drawn;

    private QuantizedGaussians(GaussianCloud cloud) {
        this.cloud = cloud;
        this.drawn = IntStream.range(0, cloud.count())
                .filter(i -> cloud.opacities()[i] >= FAINTEST && isFinite(i))
                .toArray();
    }

    /** {@return the bytes above, compressed by gzip: the same for the same Gaussians} */
    static byte[] gzip(GaussianCloud cloud) {
        return gzip(new QuantizedGaussians(cloud).bytes());
    }

    /** {@return any bytes, compressed by gzip} */
    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private byte[] bytes() {
        int channels = CHANNELS_WITHOUT_SH + shPerGaussian();
        int count = drawn.length;
        ByteBuffer out = ByteBuffer.allocate(Math.addExact(8, Math.multiplyExact(channels, 8 + 2 * count)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(count)
                .putInt(channels);
        float[] values = new float[count];
        for (int c = 0; c < channels; c++) {
            float least = Float.POSITIVE_INFINITY;
            float most = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < count; i++) {
                values[i] = value(c, drawn[i]);
                least = Math.min(least, values[i]);
                most = Math.max(most, values[i]);
            }
            if (count == 0) {
                least = 0;
                most = 0;
            }
            double step = ((double) most - least) / LEVELS;
            out.putFloat(8 + 8 * c, least).putFloat(12 + 8 * c, (float) step);
            int high = 8 + 8 * channels + 2 * c * count;
            for (int i = 0; i < count; i++) {
                int level = step > 0 ? Math.clamp(Math.round((values[i] - least) / step), 0, LEVELS) : 0;
                out.put(high + i, (byte) (level >> 8)).put(high + count + i, (byte) level);
            }
        }
        return out.array();
    }

    private int shPerGaussian() {
        return 3 * GaussianCloud.shCoefficients(cloud.shDegree());
    }

    private float value(int channel, int i) {
        if (channel < 3) {
            return cloud.means()[3 * i + channel];
        } else if (channel == 3) {
            return cloud.opacities()[i];
        } else if (channel < 7) {
            return (float) Math.log(Math.max(THINNEST, cloud.scales()[3 * i + channel - 4]));
        } else if (channel < 11) {
            return cloud.quats()[4 * i + channel - 7];
        } else if (channel < CHANNELS_WITHOUT_SH) {
            return cloud.colors()[3 * i + channel - 11];
        }
        return cloud.sh()[shPerGaussian() * i + channel - CHANNELS_WITHOUT_SH];
    }

    private boolean isFinite(int i) {
        for (int c = 0; c < CHANNELS_WITHOUT_SH + shPerGaussian(); c++) {
            if (!Float.isFinite(value(c, i))) {
                return false;
            }
        }
        return true;
    }
}
