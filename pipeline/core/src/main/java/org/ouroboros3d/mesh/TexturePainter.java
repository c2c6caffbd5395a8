package org.ouroboros3d.mesh;

import java.util.Arrays;
import org.ouroboros3d.image.Image;

/** Paints the triangles of a texture, and what is around them. */
final class TexturePainter {
    /** A pixel whose center is outside of a triangle by less, in shares of the triangle, belongs to it too. */
    private static final double SLACK = 1e-4;

    private final int size;
    private final float[] positions;
    private final float[] normals;
    private final float[] colors;
    private final float[] places;
    private final SurfaceColors views;
    /** RGB in [0, 1] of each pixel. */
    private final float[] pixels;

    private final boolean[] painted;
    /** The first corner of the triangle that a pixel shows, -1 for none. */
    private final int[] owners;

    /** @param places of the vertices, in pixels */
    TexturePainter(int size, float[] positions, float[] normals, float[] colors, float[] places, SurfaceColors views) {
        this.size = size;
        this.positions = positions;
        this.normals = normals;
        this.colors = colors;
        this.places = places;
        this.views = views;
        this.pixels = new float[3 * size * size];
        this.painted = new boolean[size * size];
        this.owners = new int[size * size];
    }

    /**
     * {@return the picture}
     *
     * @param rings of pixels around the charts that get their colors
     */
    Image paint(int[] faces, int rings, Workers workers) {
        Arrays.fill(owners, -1);
        for (int f = 0; f < faces.length; f += 3) {
            cover(faces, f);
        }
        workers.forEach(size, row -> {
            double[] shares = new double[3];
            for (int x = 0; x < size; x++) {
                int owner = owners[row * size + x];
                if (owner >= 0) {
                    shares(faces, owner, x, row, shares);
                    color(row * size + x, faces, owner, shares);
                }
            }
        });
        float[] mean = mean();
        // Mipmaps mix in pixels farther off.
        for (int ring = 0; ring < 4 * rings; ring++) {
            dilate();
        }
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < bytes.length; i++) {
            float value = painted[i / 3] ? pixels[i] : mean[i % 3];
            bytes[i] = (byte) Math.clamp(Math.round(255 * value), 0, 255);
        }
        return Image.of(size, size, 3, bytes);
    }

    /** Makes a triangle the owner of the pixels whose centers it covers. */
    private void cover(int[] faces, int f) {
        float ax = places[2 * faces[f]];
        float bx = places[2 * faces[f + 1]];
        float cx = places[2 * faces[f + 2]];
        float ay = places[2 * faces[f] + 1];
        float by = places[2 * faces[f + 1] + 1];
        float cy = places[2 * faces[f + 2] + 1];
        int right = Math.min(size - 1, (int) Math.max(ax, Math.max(bx, cx)));
        int bottom = Math.min(size - 1, (int) Math.max(ay, Math.max(by, cy)));
        double[] shares = new double[3];
        for (int y = (int) Math.min(ay, Math.min(by, cy)); y <= bottom; y++) {
            for (int x = (int) Math.min(ax, Math.min(bx, cx)); x <= right; x++) {
                if (shares(faces, f, x, y, shares)
                        && shares[0] >= -SLACK
                        && shares[1] >= -SLACK
                        && shares[2] >= -SLACK) {
                    owners[y * size + x] = f;
                }
            }
        }
    }

    /** Writes the shares of a triangle's corners in a pixel's center. {@return whether the triangle has an area} */
    private boolean shares(int[] faces, int f, int x, int y, double... shares) {
        int a = 2 * faces[f];
        double bx = (double) places[2 * faces[f + 1]] - places[a];
        double by = (double) places[2 * faces[f + 1] + 1] - places[a + 1];
        double cx = (double) places[2 * faces[f + 2]] - places[a];
        double cy = (double) places[2 * faces[f + 2] + 1] - places[a + 1];
        double px = x + 0.5 - places[a];
        double py = y + 0.5 - places[a + 1];
        double area = bx * cy - by * cx;
        shares[1] = (px * cy - py * cx) / area;
        shares[2] = (bx * py - by * px) / area;
        shares[0] = 1 - shares[1] - shares[2];
        return area != 0;
    }

    private void color(int pixel, int[] faces, int f, double... shares) {
        double[] at = new double[6];
        for (int k = 0; k < 3; k++) {
            for (int axis = 0; axis < 3; axis++) {
                at[axis] += shares[k] * positions[3 * faces[f + k] + axis];
                at[3 + axis] += shares[k] * normals[3 * faces[f + k] + axis];
            }
        }
        double length = Math.sqrt(at[3] * at[3] + at[4] * at[4] + at[5] * at[5]);
        boolean seen = length > 0
                && views.color(at[0], at[1], at[2], at[3] / length, at[4] / length, at[5] / length, pixels, 3 * pixel);
        for (int k = 0; !seen && k < 3; k++) {
            for (int channel = 0; channel < 3; channel++) {
                pixels[3 * pixel + channel] += (float) (shares[k] * colors[3 * faces[f + k] + channel]);
            }
        }
        painted[pixel] = true;
    }

    private float[] mean() {
        double[] sums = new double[3];
        int count = 0;
        for (int pixel = 0; pixel < painted.length; pixel++) {
            if (painted[pixel]) {
                count++;
                for (int channel = 0; channel < 3; channel++) {
                    sums[channel] += pixels[3 * pixel + channel];
                }
            }
        }
        int covered = Math.max(1, count);
        return new float[] {(float) (sums[0] / covered), (float) (sums[1] / covered), (float) (sums[2] / covered)};
    }

    /** Gives each free pixel beside painted ones their mean. */
    private void dilate() {
        boolean[] before = painted.clone();
        float[] sum = new float[3];
        for (int pixel = 0; pixel < before.length; pixel++) {
            if (before[pixel]) {
                continue;
            }
            Arrays.fill(sum, 0);
            int count = 0;
            int x = pixel % size;
            int y = pixel / size;
            for (int neighbor = 0; neighbor < 9; neighbor++) {
                int nx = x + neighbor % 3 - 1;
                int ny = y + neighbor / 3 - 1;
                if (nx >= 0 && nx < size && ny >= 0 && ny < size && before[ny * size + nx]) {
                    count++;
                    for (int channel = 0; channel < 3; channel++) {
                        sum[channel] += pixels[3 * (ny * size + nx) + channel];
                    }
                }
            }
            if (count > 0) {
                painted[pixel] = true;
                for (int channel = 0; channel < 3; channel++) {
                    pixels[3 * pixel + channel] = sum[channel] / count;
                }
            }
        }
    }
}
