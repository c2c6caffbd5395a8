package org.ouroboros3d.format.ply;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.UnitRotations;

/**
 * Writes Gaussians as a PLY file in PlayCanvas' compressed layout, 16 bytes each and 72 for every 256 of them, in Morton
 * order, so that the Gaussians of a chunk are neighbors and their bounds are narrow.
 */
public final class CompressedPlyWriter {
    /** Logarithms of scales are kept within this of 0. */
    private static final double SCALE_LIMIT = 20;

    private final GaussianCloud cloud;
    private final int[] order;
    private final ByteBuffer bounds;
    private final ByteBuffer words;

    private CompressedPlyWriter(GaussianCloud cloud) {
        this.cloud = cloud;
        this.order = MortonOrder.of(cloud.means());
        int chunks = Math.ceilDiv(cloud.count(), CompressedPly.CHUNK);
        this.bounds = ByteBuffer.allocate(Math.multiplyExact(chunks, Float.BYTES * CompressedPly.BOUNDS.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
        this.words = ByteBuffer.allocate(Math.multiplyExact(cloud.count(), Integer.BYTES * CompressedPly.WORDS.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes all Gaussians.
     *
     * @param cloud finite values only
     * @param axes what the file's axes shall be; viewers expect {@link Axes#RDF}
     * @throws IOException when the stream fails
     */
    public static void write(GaussianCloud cloud, OutputStream out, Axes axes) throws IOException {
        new CompressedPlyWriter(UnitRotations.of(axes.fromWorld(cloud))).write(out, axes);
    }

    private void write(OutputStream out, Axes axes) throws IOException {
        for (int from = 0; from < order.length; from += CompressedPly.CHUNK) {
            chunk(Arrays.copyOfRange(order, from, Math.min(order.length, from + CompressedPly.CHUNK)));
        }
        out.write(header(axes).getBytes(StandardCharsets.US_ASCII));
        out.write(bounds.array());
        out.write(words.array());
        writeSh(out);
    }

    private String header(Axes axes) {
        StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\ncomment ")
                .append(PlyReader.comment(axes))
                .append("\nelement chunk ")
                .append(Math.ceilDiv(order.length, CompressedPly.CHUNK))
                .append('\n');
        CompressedPly.BOUNDS.forEach(
                name -> header.append("property float ").append(name).append('\n'));
        header.append("element vertex ").append(order.length).append('\n');
        CompressedPly.WORDS.forEach(
                name -> header.append("property uint ").append(name).append('\n'));
        if (cloud.shDegree() > 0) {
            header.append("element sh ").append(order.length).append('\n');
            for (int i = 0; i < 3 * GaussianCloud.shCoefficients(cloud.shDegree()); i++) {
                header.append("property uchar ")
                        .append(PlyReader.REST)
                        .append(i)
                        .append('\n');
            }
        }
        return header.append("end_header\n").toString();
    }

    /** Puts the bounds of these Gaussians, then each of them relative to the bounds. */
    private void chunk(int[] members) {
        float[] logScales = new float[3 * members.length];
        for (int m = 0; m < members.length; m++) {
            for (int k = 0; k < 3; k++) {
                double log = Math.log(cloud.scales()[3 * members[m] + k]);
                logScales[3 * m + k] = (float) Math.clamp(log, -SCALE_LIMIT, SCALE_LIMIT);
            }
        }
        Range means = new Range();
        Range scales = new Range();
        Range colors = new Range();
        for (int m = 0; m < members.length; m++) {
            means.add(cloud.means(), 3 * members[m]);
            scales.add(logScales, 3 * m);
            colors.add(cloud.colors(), 3 * members[m]);
        }
        means.put(bounds);
        scales.put(bounds);
        colors.put(bounds);
        for (int m = 0; m < members.length; m++) {
            int i = members[m];
            double[] mean = means.relative(cloud.means(), 3 * i);
            double[] scale = scales.relative(logScales, 3 * m);
            double[] color = colors.relative(cloud.colors(), 3 * i);
            words.putInt(CompressedPly.packVector(mean[0], mean[1], mean[2]));
            words.putInt(CompressedPly.packRotation(cloud.quats(), 4 * i));
            words.putInt(CompressedPly.packVector(scale[0], scale[1], scale[2]));
            words.putInt(CompressedPly.packColor(color[0], color[1], color[2], cloud.opacities()[i]));
        }
    }

    private void writeSh(OutputStream out) throws IOException {
        int coefficients = GaussianCloud.shCoefficients(cloud.shDegree());
        byte[] row = new byte[3 * coefficients];
        for (int i : order) {
            for (int c = 0; c < 3; c++) {
                for (int k = 0; k < coefficients; k++) {
                    row[c * coefficients + k] = CompressedPly.packSh(cloud.sh()[3 * (i * coefficients + k) + c]);
                }
            }
            out.write(row);
        }
    }

    /** The least and the largest of three values each. */
    private static final class Range {
        private final float[] min = {Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE};
        private final float[] max = {-Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE};

        void add(float[] values, int at) {
            for (int k = 0; k < 3; k++) {
                min[k] = Math.min(min[k], values[at + k]);
                max[k] = Math.max(max[k], values[at + k]);
            }
        }

        void put(ByteBuffer bounds) {
            for (float value : min) {
                bounds.putFloat(value);
            }
            for (float value : max) {
                bounds.putFloat(value);
            }
        }

        /** Where between least (0) and largest (1) the values are. */
        double[] relative(float[] values, int at) {
            double[] relative = new double[3];
            for (int k = 0; k < 3; k++) {
                double width = (double) max[k] - min[k];
                relative[k] = width > 0 ? (values[at + k] - (double) min[k]) / width : 0;
            }
            return relative;
        }
    }
}
