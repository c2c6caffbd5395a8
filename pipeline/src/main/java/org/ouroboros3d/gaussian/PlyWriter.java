package org.ouroboros3d.gaussian;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.ouroboros3d.io.AtomicFile;

/**
 * Writes Gaussians as a PLY file that INRIA's viewers read: the columns, formulas and pruning of the reference's
 * {@code save_ply} (Ouroboros3D 8e64942, {@code lgm/gs.py}), binary little endian.
 */
public final class PlyWriter {
    /** Gaussians less opaque than this are not written, as in the reference: they are under one level of 255. */
    public static final float MIN_OPACITY = 0.005f;

    private static final float EPSILON = 1e-8f;
    private static final System.Logger LOG = System.getLogger(PlyWriter.class.getName());

    private PlyWriter() {}

    /**
     * Writes a file, replacing it at once or not at all. Gaussians with values that are not finite are left out, with a
     * warning in the log.
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
        for (String comment : comments) {
            if (!comment.matches("[ -~]*")) {
                throw new IllegalArgumentException("a PLY comment is one line of ASCII, not \"" + comment + "\"");
            }
        }
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
            LOG.log(System.Logger.Level.WARNING, "{0}: left out {1} Gaussians that are not finite", file, broken);
        }
        int rows = count;
        AtomicFile.write(file, out -> {
            out.write(header(rows, comments).getBytes(StandardCharsets.US_ASCII));
            writeRows(cloud, kept, rows, layout, out);
        });
        return rows;
    }

    private static String header(int rows, List<String> comments) {
        StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\nelement vertex " + rows + "\n");
        PlyReader.COLUMNS.forEach(
                name -> header.append("property float ").append(name).append('\n'));
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
        return sum == 0;
    }

    private static void writeRows(GaussianCloud cloud, int[] kept, int rows, PlyLayout layout, OutputStream out)
            throws IOException {
        ByteBuffer row = ByteBuffer.allocate(4 * PlyReader.COLUMNS.size()).order(ByteOrder.LITTLE_ENDIAN);
        float[] axes = new float[CovarianceAxes.COMPONENTS];
        for (int r = 0; r < rows; r++) {
            int i = kept[r];
            axes(cloud, i, layout, axes);
            row.clear();
            for (int k = 0; k < 3; k++) {
                row.putFloat(cloud.means()[3 * i + k]);
            }
            for (int k = 0; k < 3; k++) {
                row.putFloat((cloud.colors()[3 * i + k] - 0.5f) / PlyReader.SH_C0);
            }
            float opacity = cloud.opacities()[i];
            row.putFloat((float) Math.log(opacity / (1 - opacity + EPSILON) + EPSILON));
            for (int k = 0; k < 3; k++) {
                row.putFloat((float) Math.log(axes[k] + EPSILON));
            }
            for (int k = 3; k < axes.length; k++) {
                row.putFloat(axes[k]);
            }
            out.write(row.array());
        }
    }

    /** Puts three scales and four quaternion components of Gaussian {@code i} into {@code axes}. */
    private static void axes(GaussianCloud cloud, int i, PlyLayout layout, float[] axes) {
        if (layout == PlyLayout.REFERENCE) {
            System.arraycopy(cloud.scales(), 3 * i, axes, 0, 3);
            System.arraycopy(cloud.quats(), 4 * i, axes, 3, 4);
        } else {
            CovarianceAxes.write(cloud, i, axes);
        }
    }
}
