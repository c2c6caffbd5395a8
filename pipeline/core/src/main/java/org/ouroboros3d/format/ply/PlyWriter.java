package org.ouroboros3d.format.ply;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.UnitRotations;
import org.ouroboros3d.io.AtomicFile;

/**
 * Writes Gaussians as a PLY file that INRIA's viewers read, binary little endian. {@link PlyLayout#REFERENCE} has the
 * columns and formulas of the reference's {@code save_ply} (Ouroboros3D 8e64942, {@code lgm/gs.py});
 * {@link PlyLayout#VIEWER} those of INRIA's {@code save_ply} (gaussian-splatting 54c035f,
 * {@code scene/gaussian_model.py}), in its axes.
 */
public final class PlyWriter {
    /** Gaussians less opaque than this are not written, as in the reference: they are under one level of 255. */
    public static final float MIN_OPACITY = 0.005f;

    private static final float EPSILON = 1e-8f;
    private static final float[] NO_NORMAL = new float[3];
    /** Behind x, y and z. */
    private static final int NORMALS_AT = 3;

    private static final System.Logger LOG = System.getLogger(PlyWriter.class.getName());

    private PlyWriter() {}

    /**
     * Writes a file, replacing it at once or not at all. Gaussians with values that are not finite are left out, with a
     * warning in the log, and so are those below {@link #MIN_OPACITY}. {@link PlyLayout#REFERENCE} has no columns for
     * spherical harmonics of degrees above 0.
     *
     * @param layout what the file's rotations mean; {@link PlyLayout#VIEWER} makes a viewer show what is rendered here
     * @return how many Gaussians the file holds
     * @throws java.io.UncheckedIOException when the folder cannot be written
     */
    public static int write(GaussianCloud cloud, Path file, PlyLayout layout) {
        return write(cloud, file, layout, List.of());
    }

    /**
     * Writes a file with remarks in its header, as {@link #write(GaussianCloud, Path, PlyLayout)} does without.
     *
     * @param comments ASCII, without line breaks
     * @throws IllegalArgumentException if a comment is anything else
     */
    public static int write(GaussianCloud cloud, Path file, PlyLayout layout, List<String> comments) {
        requireAscii(comments);
        int[] kept = kept(cloud, file.toString());
        AtomicFile.write(file, out -> write(cloud, kept, out, layout, comments));
        return kept.length;
    }

    /**
     * As {@link #write(GaussianCloud, Path, PlyLayout, List)}, to a stream, which is left open.
     *
     * @throws IOException when the stream fails
     */
    public static int write(GaussianCloud cloud, OutputStream out, PlyLayout layout, List<String> comments)
            throws IOException {
        requireAscii(comments);
        int[] kept = kept(cloud, "a stream");
        write(cloud, kept, out, layout, comments);
        return kept.length;
    }

    private static void requireAscii(List<String> comments) {
        for (String comment : comments) {
            if (!comment.matches("[ -~]*")) {
                throw new IllegalArgumentException("a PLY comment is one line of ASCII, not \"" + comment + "\"");
            }
        }
    }

    /** The indices of the Gaussians that show. */
    private static int[] kept(GaussianCloud cloud, String target) {
        int[] kept = new int[cloud.count()];
        int count = 0;
        int broken = 0;
        for (int i = 0; i < cloud.count(); i++) {
            if (!isFinite(cloud, i)) {
                broken++;
            } else if (cloud.opacities()[i] >= MIN_OPACITY) {
                kept[count++] = i;
            }
        }
        if (broken > 0) {
            LOG.log(System.Logger.Level.WARNING, "{0}: left out {1} Gaussians that are not finite", target, broken);
        }
        return Arrays.copyOf(kept, count);
    }

    private static void write(
            GaussianCloud cloud, int[] kept, OutputStream out, PlyLayout layout, List<String> comments)
            throws IOException {
        if (layout == PlyLayout.REFERENCE) {
            out.write(header(kept.length, PlyReader.COLUMNS, comments).getBytes(StandardCharsets.US_ASCII));
            writeReferenceRows(cloud, kept, out);
        } else {
            writeViewerRows(cloud, kept, Axes.RDF, comments, out);
        }
    }

    /**
     * Writes all Gaussians in the {@link PlyLayout#VIEWER} layout, faint ones too.
     *
     * @param cloud finite values only
     * @param axes what the file's axes shall be; viewers expect {@link Axes#RDF}
     * @throws IOException when the stream fails
     */
    public static void write(GaussianCloud cloud, OutputStream out, Axes axes) throws IOException {
        writeViewerRows(cloud, IntStream.range(0, cloud.count()).toArray(), axes, List.of(), out);
    }

    private static String header(int rows, List<String> columns, List<String> comments) {
        StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\nelement vertex " + rows + "\n");
        columns.forEach(name -> header.append("property float ").append(name).append('\n'));
        // Last, since INRIA's own viewer takes the third line for the number of Gaussians.
        comments.forEach(comment -> header.append("comment ").append(comment).append('\n'));
        return header.append("end_header\n").toString();
    }

    private static boolean isFinite(GaussianCloud cloud, int i) {
        // Adding zeros keeps NaN and turns infinity into NaN.
        float sum = 0 * cloud.opacities()[i];
        for (int k = 0; k < 3; k++) {
            sum += 0 * cloud.means()[3 * i + k] + 0 * cloud.scales()[3 * i + k] + 0 * cloud.colors()[3 * i + k];
        }
        for (int k = 0; k < 4; k++) {
            sum += 0 * cloud.quats()[4 * i + k];
        }
        int perGaussian = cloud.count() == 0 ? 0 : cloud.sh().length / cloud.count();
        for (int k = 0; k < perGaussian; k++) {
            sum += 0 * cloud.sh()[perGaussian * i + k];
        }
        return sum == 0;
    }

    private static void writeReferenceRows(GaussianCloud cloud, int[] kept, OutputStream out) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(4 * PlyReader.COLUMNS.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i : kept) {
            row.clear();
            put(row, cloud.means(), 3 * i, 3);
            putCoefficients(row, cloud, i);
            float opacity = cloud.opacities()[i];
            row.putFloat((float) Math.log(opacity / (1 - opacity + EPSILON) + EPSILON));
            for (int k = 0; k < 3; k++) {
                row.putFloat((float) Math.log(cloud.scales()[3 * i + k] + EPSILON));
            }
            put(row, cloud.quats(), 4 * i, 4);
            out.write(row.array());
        }
    }

    private static void writeViewerRows(
            GaussianCloud world, int[] kept, Axes axes, List<String> comments, OutputStream out) throws IOException {
        GaussianCloud cloud = UnitRotations.of(axes.fromWorld(world));
        int coefficients = GaussianCloud.shCoefficients(cloud.shDegree());
        List<String> columns = new ArrayList<>(PlyReader.COLUMNS);
        columns.addAll(NORMALS_AT, List.of("nx", "ny", "nz"));
        columns.addAll(
                columns.indexOf("opacity"),
                IntStream.range(0, 3 * coefficients)
                        .mapToObj(i -> PlyReader.REST + i)
                        .toList());
        List<String> remarks = new ArrayList<>(List.of(PlyReader.comment(axes)));
        remarks.addAll(comments);
        out.write(header(kept.length, columns, remarks).getBytes(StandardCharsets.US_ASCII));
        ByteBuffer row = ByteBuffer.allocate(4 * columns.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i : kept) {
            row.clear();
            put(row, cloud.means(), 3 * i, 3);
            put(row, NO_NORMAL, 0, 3);
            putCoefficients(row, cloud, i);
            for (int c = 0; c < 3; c++) {
                for (int k = 0; k < coefficients; k++) {
                    row.putFloat(cloud.sh()[3 * (i * coefficients + k) + c]);
                }
            }
            row.putFloat((float) logit(cloud.opacities()[i]));
            for (int k = 0; k < 3; k++) {
                row.putFloat((float) Math.log(Math.max(cloud.scales()[3 * i + k], EPSILON)));
            }
            put(row, cloud.quats(), 4 * i, 4);
            out.write(row.array());
        }
    }

    /** The logit of an opacity, with 0 and 1 as far out as the reference's formula puts them. */
    private static double logit(double opacity) {
        double limit = -Math.log(EPSILON);
        return Math.clamp(Math.log(opacity / (1 - opacity)), -limit, limit);
    }

    private static void put(ByteBuffer row, float[] values, int from, int count) {
        for (int k = from; k < from + count; k++) {
            row.putFloat(values[k]);
        }
    }

    private static void putCoefficients(ByteBuffer row, GaussianCloud cloud, int i) {
        for (int k = 3 * i; k < 3 * i + 3; k++) {
            row.putFloat((cloud.colors()[k] - 0.5f) / GaussianCloud.SH_C0);
        }
    }
}
