package org.ouroboros3d.mesh;

import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.UnitRotations;

/**
 * Fuses views into a truncated signed distance field, positive outside (Curless and Levoy 1996).
 *
 * <p>Each view that can tell gives a sample its distance from the plane of the surface behind its pixel; a pixel that shows
 * nothing gives what keeps from its silhouette. A sample takes the mean of the largest of these: what any few cameras see
 * through is free, so that walls thinner than the truncation, whose two sides are seen by different cameras, stay apart.
 * What no camera sees is solid, which closes the surface.
 */
final class FieldFusion {
    /** Distances are cut at so many steps of the grid. */
    static final int TRUNCATION = 4;

    /** Farther behind a surface, along the ray, a view cannot tell. */
    private static final float BLIND = 2;

    /** Of the views that can tell, those with the largest distances. */
    private static final float SHARE = 0.5f;

    /** As many views have to agree. */
    private static final int LEAST_VIEWS = 3;

    /**
     * A distance in one number with its weight, in the order of distances: steps of the truncation, then weights of up to
     * 255.
     */
    private static final int STEPS = 1 << 22;

    private static final int WEIGHT_BITS = 8;

    private static final int MOST_WEIGHT = (1 << WEIGHT_BITS) - 1;

    /** Edge of the blocks that are fused or not, samples. */
    private static final int BLOCK = 8;

    private static final double REACH = 3;

    private final Grid grid;
    private final List<SurfaceView> views;
    private final float truncation;
    private final float[] field;

    private FieldFusion(Grid grid, List<SurfaceView> views) {
        this.grid = grid;
        this.views = views;
        this.truncation = (float) (TRUNCATION * grid.step());
        this.field = new float[grid.count()];
    }

    /** {@return distances [nz, ny, nx], world units} */
    static float[] fuse(Grid grid, List<SurfaceView> views, GaussianCloud cloud, int threads) {
        FieldFusion fusion = new FieldFusion(grid, views);
        boolean[] near = fusion.nearGaussians(cloud);
        int bx = Math.ceilDiv(grid.nx(), BLOCK);
        int by = Math.ceilDiv(grid.ny(), BLOCK);
        Workers workers = new Workers(threads);
        workers.forEach(near.length, block -> {
            fusion.block(block % bx * BLOCK, block / bx % by * BLOCK, block / (bx * by) * BLOCK, near[block]);
        });
        fusion.smooth(workers);
        return fusion.field;
    }

    /** Binomial weights 1, 2, 1 along each axis: what is narrower than a step is noise. */
    private void smooth(Workers workers) {
        int nx = grid.nx();
        int ny = grid.ny();
        int nz = grid.nz();
        workers.forEach(nz, z -> {
            for (int y = 0; y < ny; y++) {
                int row = grid.index(0, y, z);
                float before = field[row];
                for (int x = row; x < row + nx; x++) {
                    float own = field[x];
                    float after = x < row + nx - 1 ? field[x + 1] : own;
                    field[x] = 0.25f * (before + after) + 0.5f * own;
                    before = own;
                }
            }
            smoothRows(grid.index(0, 0, z), nx, ny);
        });
        workers.forEach(ny, y -> smoothRows(grid.index(0, y, 0), nx * ny, nz));
    }

    /** Smooths across rows along x. */
    private void smoothRows(int first, int stride, int rows) {
        int nx = grid.nx();
        float[] before = Arrays.copyOfRange(field, first, first + nx);
        for (int row = 0; row < rows; row++) {
            int at = first + row * stride;
            int after = row < rows - 1 ? at + stride : at;
            for (int x = 0; x < nx; x++) {
                float own = field[at + x];
                field[at + x] = 0.25f * (before[x] + field[after + x]) + 0.5f * own;
                before[x] = own;
            }
        }
    }

    /** {@return which blocks Gaussians reach into: others hold no surface} */
    private boolean[] nearGaussians(GaussianCloud cloud) {
        int[] blocks = {Math.ceilDiv(grid.nx(), BLOCK), Math.ceilDiv(grid.ny(), BLOCK), Math.ceilDiv(grid.nz(), BLOCK)};
        boolean[] near = new boolean[blocks[0] * blocks[1] * blocks[2]];
        GaussianCloud unit = UnitRotations.of(cloud);
        int[] first = new int[3];
        int[] last = new int[3];
        for (int i = 0; i < cloud.count(); i++) {
            double[] half = CloudBounds.halfSizes(unit, i, REACH);
            boolean inside = cloud.opacities()[i] > 0;
            for (int axis = 0; axis < 3; axis++) {
                double mean = cloud.means()[3 * i + axis] - grid.origin()[axis];
                double side = BLOCK * grid.step();
                inside &= mean + half[axis] > 0 && mean - half[axis] < blocks[axis] * side;
                first[axis] = (int) Math.clamp(Math.floor((mean - half[axis]) / side), 0, blocks[axis] - 1);
                last[axis] = (int) Math.clamp(Math.floor((mean + half[axis]) / side), 0, blocks[axis] - 1);
            }
            for (int z = first[2]; inside && z <= last[2]; z++) {
                for (int y = first[1]; y <= last[1]; y++) {
                    int row = (z * blocks[1] + y) * blocks[0];
                    Arrays.fill(near, row + first[0], row + last[0] + 1, true);
                }
            }
        }
        return near;
    }

    private void block(int x0, int y0, int z0, boolean near) {
        int x1 = Math.min(x0 + BLOCK, grid.nx());
        int y1 = Math.min(y0 + BLOCK, grid.ny());
        int z1 = Math.min(z0 + BLOCK, grid.nz());
        if (!near) {
            float[] one = new float[1];
            fuseRow((x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2, 1, one, new int[views.size()], new int[1]);
            for (int z = z0; z < z1; z++) {
                for (int y = y0; y < y1; y++) {
                    int row = grid.index(0, y, z);
                    Arrays.fill(field, row + x0, row + x1, one[0] < 0 ? -truncation : truncation);
                }
            }
            return;
        }
        int length = x1 - x0;
        float[] row = new float[length];
        int[] values = new int[length * views.size()];
        int[] counts = new int[length];
        for (int z = z0; z < z1; z++) {
            for (int y = y0; y < y1; y++) {
                fuseRow(x0, y, z, length, row, values, counts);
                System.arraycopy(row, 0, field, grid.index(x0, y, z), length);
            }
        }
    }

    /** Fuses samples along x: what each view can tell goes into {@code values}, and of how many into {@code counts}. */
    private void fuseRow(int x0, int y, int z, int length, float[] row, int[] values, int[] counts) {
        Arrays.fill(counts, 0, length, 0);
        for (SurfaceView view : views) {
            double[] pose = view.pose;
            double dx = grid.origin()[0] + x0 * grid.step() - pose[3];
            double dy = grid.origin()[1] + y * grid.step() - pose[7];
            double dz = grid.origin()[2] + z * grid.step() - pose[11];
            float right = (float) (dx * pose[0] + dy * pose[4] + dz * pose[8]);
            float down = (float) (dx * pose[1] + dy * pose[5] + dz * pose[9]);
            float forward = (float) (dx * pose[2] + dy * pose[6] + dz * pose[10]);
            float stepRight = (float) (grid.step() * pose[0]);
            float stepDown = (float) (grid.step() * pose[1]);
            float stepForward = (float) (grid.step() * pose[2]);
            float half = 0.5f * view.size;
            for (int i = 0; i < length; i++) {
                float depth = forward + i * stepForward;
                float scale = view.focal / depth;
                int column = (int) ((right + i * stepRight) * scale + half);
                int line = (int) ((down + i * stepDown) * scale + half);
                if (column < 0 || column >= view.size || line < 0 || line >= view.size) {
                    continue;
                }
                int pixel = line * view.size + column;
                float ahead = view.depth[pixel] - depth;
                // A pixel that mixes surfaces is NaN here.
                if (ahead >= -BLIND * truncation) {
                    float distance = ahead == SurfaceView.NOTHING ? truncation : ahead * view.cosine[pixel];
                    if (distance > 0) {
                        float beside = (view.margin[pixel] + 0.5f) / scale;
                        distance = Math.min(Math.min(distance, truncation), beside);
                    }
                    if (distance > -truncation) {
                        float weight = weight(view.cosine[pixel]);
                        values[i * views.size() + counts[i]++] =
                                Math.round(distance / truncation * STEPS) << WEIGHT_BITS | (int) weight;
                    }
                }
            }
        }
        for (int i = 0; i < length; i++) {
            row[i] = combine(values, i * views.size(), counts[i]);
        }
    }

    /**
     * Depths of slanted surfaces are those of the nearer Gaussians in a pixel, so that views that face the surface count
     * more.
     */
    private static float weight(float cosine) {
        float square = cosine * cosine;
        return Math.max(1, MOST_WEIGHT * square * square);
    }

    private float combine(int[] values, int from, int count) {
        if (count < LEAST_VIEWS) {
            return -truncation;
        }
        int taken = Math.max(LEAST_VIEWS, Math.round(SHARE * count));
        Arrays.sort(values, from, from + count);
        double sum = 0;
        double weights = 0;
        for (int k = from + count - taken; k < from + count; k++) {
            int weight = values[k] & MOST_WEIGHT;
            sum += (double) weight * (values[k] >> WEIGHT_BITS);
            weights += weight;
        }
        return (float) (sum / weights / STEPS * truncation);
    }
}
