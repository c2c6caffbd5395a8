package org.ouroboros3d.format.ply;

import java.util.Arrays;
import org.ouroboros3d.gaussian.CovarianceAxes;
import org.ouroboros3d.gaussian.GaussianCloud;

/** Gathers the rows of a PLY file, activates them, and leaves out what cannot be drawn. */
public final class GaussianRows {
    /** Beyond any scene, and still far from overflowing float32 in the projected covariance. */
    private static final float LARGEST_SCALE = 1e5f;

    private static final float FARTHEST = 1e9f;

    private final PlyLayout layout;
    private final float[] means;
    private final float[] opacities;
    private final float[] scales;
    private final float[] quats;
    private final float[] colors;
    private final float[] sh;
    private final int coefficients;
    private int count;
    private int dropped;

    /** @param shDegree of the columns behind {@link PlyReader#COLUMNS} */
    GaussianRows(int capacity, PlyLayout layout, int shDegree) {
        this.layout = layout;
        this.coefficients = GaussianCloud.shCoefficients(shDegree);
        this.sh = new float[Math.multiplyExact(capacity, 3 * coefficients)];
        this.means = new float[Math.multiplyExact(capacity, 3)];
        this.opacities = new float[capacity];
        this.scales = new float[Math.multiplyExact(capacity, 3)];
        this.quats = new float[Math.multiplyExact(capacity, 4)];
        this.colors = new float[Math.multiplyExact(capacity, 3)];
    }

    /**
     * Adds the Gaussian of a row; {@code columns} says where each of {@link PlyReader#COLUMNS} is in it, and behind them
     * the f_rest_*, which have one color channel after the other.
     */
    void add(float[] row, int[] columns) {
        boolean drawable = true;
        for (int i = 0; i < 3; i++) {
            means[3 * count + i] = row[columns[i]];
            colors[3 * count + i] = GaussianCloud.SH_C0 * row[columns[3 + i]] + 0.5f;
            scales[3 * count + i] = (float) Math.exp(row[columns[7 + i]]);
            drawable &= Math.abs(means[3 * count + i]) <= FARTHEST
                    && Float.isFinite(colors[3 * count + i])
                    && scales[3 * count + i] <= LARGEST_SCALE;
        }
        for (int k = 0; k < coefficients; k++) {
            for (int c = 0; c < 3; c++) {
                float value = row[columns[PlyReader.COLUMNS.size() + c * coefficients + k]];
                sh[3 * (count * coefficients + k) + c] = value;
                drawable &= Float.isFinite(value);
            }
        }
        opacities[count] = (float) (1 / (1 + Math.exp(-row[columns[6]])));
        drawable &= !Float.isNaN(opacities[count]);
        double length = 0;
        for (int i = 0; i < 4; i++) {
            quats[4 * count + i] = row[columns[10 + i]];
            length += (double) row[columns[10 + i]] * row[columns[10 + i]];
        }
        drawable &= length < Float.MAX_VALUE && (length > 0 || layout == PlyLayout.REFERENCE);
        if (!drawable) {
            dropped++;
            return;
        }
        if (layout == PlyLayout.VIEWER && Math.abs(length - 1) > CovarianceAxes.UNIT) {
            double scale = 1 / Math.sqrt(length);
            for (int i = 0; i < 4; i++) {
                quats[4 * count + i] = (float) (quats[4 * count + i] * scale);
            }
        }
        count++;
    }

    /** {@return how many rows were left out} */
    int dropped() {
        return dropped;
    }

    GaussianCloud toCloud() {
        return new GaussianCloud(
                Arrays.copyOf(means, 3 * count),
                Arrays.copyOf(opacities, count),
                Arrays.copyOf(scales, 3 * count),
                Arrays.copyOf(quats, 4 * count),
                Arrays.copyOf(colors, 3 * count),
                Arrays.copyOf(sh, 3 * coefficients * count));
    }
}
