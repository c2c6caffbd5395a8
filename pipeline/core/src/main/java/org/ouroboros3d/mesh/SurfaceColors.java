package org.ouroboros3d.mesh;

import java.util.List;

/** Colors of points of the surface, from the views that see them, those that face them most. */
final class SurfaceColors {
    /** A view sees a point whose depth differs from its pixel's by so many voxels at most. */
    private static final double VISIBLE = 2;

    private final List<SurfaceView> views;
    private final double tolerance;

    SurfaceColors(List<SurfaceView> views, double voxel) {
        this.views = views;
        this.tolerance = VISIBLE * voxel;
    }

    private boolean color(float[] positions, float[] normals, int at, float[] rgb, int offset) {
        return color(
                positions[at],
                positions[at + 1],
                positions[at + 2],
                normals[at],
                normals[at + 1],
                normals[at + 2],
                rgb,
                offset);
    }

    /**
     * Writes the color of a point.
     *
     * @param nx of the unit normal
     * @param rgb receives sRGB in [0, 1]
     * @return whether any view sees the point; else {@code rgb} is left alone
     */
    boolean color(double x, double y, double z, double nx, double ny, double nz, float[] rgb, int offset) {
        double red = 0;
        double green = 0;
        double blue = 0;
        double weights = 0;
        for (SurfaceView view : views) {
            double[] pose = view.pose;
            double dx = x - pose[3];
            double dy = y - pose[7];
            double dz = z - pose[11];
            double facing = -(nx * dx + ny * dy + nz * dz) / Math.sqrt(dx * dx + dy * dy + dz * dz);
            if (facing <= 0) {
                continue;
            }
            double depth = dx * pose[2] + dy * pose[6] + dz * pose[10];
            double scale = view.focal / depth;
            double u = (dx * pose[0] + dy * pose[4] + dz * pose[8]) * scale + 0.5 * view.size - 0.5;
            double v = (dx * pose[1] + dy * pose[5] + dz * pose[9]) * scale + 0.5 * view.size - 0.5;
            int column = (int) Math.floor(u);
            int row = (int) Math.floor(v);
            double sharp = facing * facing;
            sharp *= sharp;
            for (int corner = 0; corner < 4; corner++) {
                int c = column + (corner & 1);
                int r = row + (corner >> 1);
                if (c < 0 || c >= view.size || r < 0 || r >= view.size) {
                    continue;
                }
                int pixel = r * view.size + c;
                if (Math.abs(view.depth[pixel] - depth) * view.cosine[pixel] > tolerance
                        || Float.isNaN(view.depth[pixel])) {
                    continue;
                }
                double weight = sharp
                        * ((corner & 1) == 0 ? 1 - (u - column) : u - column)
                        * (corner >> 1 == 0 ? 1 - (v - row) : v - row);
                int color = view.color[pixel];
                red += weight * (color >> 16 & 255);
                green += weight * (color >> 8 & 255);
                blue += weight * (color & 255);
                weights += weight;
            }
        }
        if (weights <= 0) {
            return false;
        }
        rgb[offset] = (float) (red / (255 * weights));
        rgb[offset + 1] = (float) (green / (255 * weights));
        rgb[offset + 2] = (float) (blue / (255 * weights));
        return true;
    }

    /** {@return colors [V, 3] of vertices; those that no view sees take their neighbors'} */
    float[] ofVertices(Surface surface, float[] normals, Workers workers) {
        int count = surface.positions().length / 3;
        float[] colors = new float[3 * count];
        boolean[] known = new boolean[count];
        int chunk = 1024;
        workers.forEach(Math.ceilDiv(count, chunk), part -> {
            for (int v = part * chunk; v < Math.min(count, (part + 1) * chunk); v++) {
                known[v] = color(surface.positions(), normals, 3 * v, colors, 3 * v);
            }
        });
        spread(surface.faces(), colors, known);
        return colors;
    }

    private static void spread(int[] faces, float[] colors, boolean[] known) {
        boolean changed = true;
        while (changed) {
            changed = false;
            boolean[] before = known.clone();
            for (int corner = 0; corner < faces.length; corner++) {
                int from = faces[corner];
                int to = faces[corner % 3 == 2 ? corner - 2 : corner + 1];
                if (before[from] && !known[to]) {
                    System.arraycopy(colors, 3 * from, colors, 3 * to, 3);
                    known[to] = true;
                    changed = true;
                }
            }
        }
    }
}
