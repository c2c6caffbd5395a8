package org.ouroboros3d.format.gaussian;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * Writes SPZ files of versions 3 and 4; see {@link SpzLayout}. Positions get as many fractional bits as their bounds
 * allow, 20 at most, since 24 bits in all would wrap without notice. Scales are kept between e^-10 and e^5.9.
 */
final class SpzWriter {
    private static final int MAX_FRACTIONAL_BITS = 20;
    private static final int LARGEST_FIXED = (1 << 23) - 1;
    /** Steps of degree 1 and of the others, which make coefficients compress better, as in the reference. */
    private static final int DEGREE_1_STEP = 8;

    private static final int HIGHER_DEGREE_STEP = 16;

    private final String target;
    private final GaussianCloud cloud;
    private final Axes axes;
    private final int fractionalBits;

    /** @param cloud in {@code axes}, with unit quaternions */
    SpzWriter(String target, GaussianCloud cloud, Axes axes) {
        this.target = target;
        this.cloud = cloud;
        this.axes = axes;
        this.fractionalBits = fractionalBits();
    }

    private int fractionalBits() {
        double farthest = 0;
        for (float value : cloud.means()) {
            farthest = Math.max(farthest, Math.abs(value));
        }
        int bits = MAX_FRACTIONAL_BITS;
        while (bits >= 0 && Math.rint(Math.scalb(farthest, bits)) > LARGEST_FIXED) {
            bits--;
        }
        if (bits < 0) {
            throw new InputException(
                    target,
                    "a position of " + farthest + " is beyond the " + LARGEST_FIXED + " that SPZ can hold",
                    "scale the model down, or choose another format");
        }
        return bits;
    }

    void write(OutputStream out, int version) throws IOException {
        List<byte[]> blocks = blocks();
        if (version == WriteOptions.SPZ_ZSTD) {
            writeZstd(blocks, out);
            return;
        }
        GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16);
        gzip.write(header(SpzLayout.GZIP_HEADER, version, 0).put((byte) 0).array());
        for (byte[] block : blocks) {
            gzip.write(block);
        }
        gzip.finish();
    }

    /** The fields that both headers begin with. */
    private ByteBuffer header(int bytes, int version, int flags) {
        return ByteBuffer.allocate(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(SpzLayout.MAGIC)
                .putInt(version)
                .putInt(cloud.count())
                .put((byte) cloud.shDegree())
                .put((byte) fractionalBits)
                .put((byte) flags);
    }

    private void writeZstd(List<byte[]> blocks, OutputStream out) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer toc =
                ByteBuffer.allocate(blocks.size() * SpzLayout.TOC_ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] block : blocks) {
            byte[] frame = Zstandard.compress(target, block);
            frames.add(frame);
            toc.putLong(frame.length).putLong(block.length);
        }
        ByteBuffer extension = ByteBuffer.allocate(3 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(SpzLayout.AXES_EXTENSION)
                .putInt(Integer.BYTES)
                .putInt(axes == Axes.RUB ? SpzLayout.RUB : SpzLayout.RDF);
        out.write(header(SpzLayout.ZSTD_HEADER, SpzLayout.ZSTD, SpzLayout.EXTENSIONS_FLAG)
                .put((byte) blocks.size())
                .putInt(SpzLayout.ZSTD_HEADER + extension.capacity())
                .array());
        out.write(extension.array());
        out.write(toc.array());
        for (byte[] frame : frames) {
            out.write(frame);
        }
    }

    /** The blocks that are not empty, in the order of the file. */
    private List<byte[]> blocks() {
        int count = cloud.count();
        byte[] alphas = new byte[count];
        for (int i = 0; i < count; i++) {
            alphas[i] = unsigned(255 * cloud.opacities()[i]);
        }
        byte[] colors = new byte[3 * count];
        byte[] scales = new byte[3 * count];
        for (int i = 0; i < 3 * count; i++) {
            double coefficient = (cloud.colors()[i] - 0.5) / GaussianCloud.SH_C0;
            colors[i] = unsigned((coefficient * SpzLayout.COLOR_SCALE + 0.5) * 255);
            scales[i] = unsigned((Math.log(cloud.scales()[i]) + SpzLayout.SCALE_OFFSET) * SpzLayout.SCALE_STEPS);
        }
        ByteBuffer rotations =
                ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, count)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            rotations.putInt(SpzLayout.packRotation(cloud.quats(), 4 * i));
        }
        List<byte[]> blocks = new ArrayList<>(List.of(positions(), alphas, colors, scales, rotations.array()));
        if (cloud.shDegree() > 0) {
            blocks.add(sh());
        }
        return blocks;
    }

    private byte[] positions() {
        byte[] block = new byte[Math.multiplyExact(SpzLayout.POSITION_BYTES, cloud.count())];
        for (int i = 0; i < cloud.means().length; i++) {
            int fixed = (int) Math.rint(Math.scalb((double) cloud.means()[i], fractionalBits));
            block[3 * i] = (byte) fixed;
            block[3 * i + 1] = (byte) (fixed >> 8);
            block[3 * i + 2] = (byte) (fixed >> 16);
        }
        return block;
    }

    private byte[] sh() {
        int coefficients = GaussianCloud.shCoefficients(cloud.shDegree());
        byte[] block = new byte[cloud.sh().length];
        for (int i = 0; i < block.length; i++) {
            boolean degree1 = i / 3 % coefficients < GaussianCloud.shCoefficients(1);
            int step = degree1 ? DEGREE_1_STEP : HIGHER_DEGREE_STEP;
            long value = Math.round(cloud.sh()[i] * (double) SpzLayout.SH_ZERO) + SpzLayout.SH_ZERO;
            block[i] = (byte) Math.clamp(Math.floorDiv(value + step / 2, step) * step, 0, 255);
        }
        return block;
    }

    private static byte unsigned(double value) {
        return (byte) Math.clamp(Math.rint(value), 0, 255);
    }
}
