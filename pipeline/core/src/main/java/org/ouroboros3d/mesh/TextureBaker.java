package org.ouroboros3d.mesh;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ouroboros3d.image.Image;

/** Unfolds a surface by {@link Charts}, packs them into a square and paints it by {@link SurfaceColors}. */
final class TextureBaker {
    /** Free pixels around each chart, which are filled with its colors, so that filters find no other chart's. */
    private static final int MARGIN = 2;

    private static final int SCALE_STEPS = 24;

    private final Surface surface;
    private final float[] normals;
    private final Charts.Cut cut;
    private final int size;
    /** Of each chart: least u, least v, width, height, in world units. */
    private final double[][] boxes;

    private final int[] left;
    private final int[] top;

    private TextureBaker(Surface surface, float[] normals, int size) {
        this.surface = surface;
        this.normals = normals;
        this.cut = Charts.of(surface);
        this.size = size;
        this.boxes = boxes();
        this.left = new int[cut.count()];
        this.top = new int[cut.count()];
    }

    /**
     * {@return the surface with a texture; vertices on the edges of charts are doubled}
     *
     * @param colors of the vertices [V, 3], for what no view sees
     * @param size width and height of the texture, pixels
     */
    static Mesh bake(Surface surface, float[] normals, float[] colors, SurfaceColors views, int size, Workers workers) {
        TextureBaker baker = new TextureBaker(surface, normals, size);
        double scale = baker.pack();
        return baker.paint(scale, colors, views, workers);
    }

    /** The plane's coordinates of a vertex: the two axes after the chart's own, turned so that nothing is mirrored. */
    private double u(int axis, int vertex) {
        double value = surface.positions()[3 * vertex + (axis / 2 + 1) % 3];
        return axis % 2 == 0 ? value : -value;
    }

    private double v(int axis, int vertex) {
        return -surface.positions()[3 * vertex + (axis / 2 + 2) % 3];
    }

    private double[][] boxes() {
        double[][] found = new double[cut.count()][];
        for (int c = 0; c < found.length; c++) {
            found[c] = new double[] {
                Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY
            };
        }
        for (int corner = 0; corner < surface.faces().length; corner++) {
            double[] box = found[cut.chartOf()[corner / 3]];
            double u = u(cut.axes()[corner / 3], surface.faces()[corner]);
            double v = v(cut.axes()[corner / 3], surface.faces()[corner]);
            box[0] = Math.min(box[0], u);
            box[1] = Math.min(box[1], v);
            box[2] = Math.max(box[2], u);
            box[3] = Math.max(box[3], v);
        }
        for (double[] box : found) {
            box[2] -= box[0];
            box[3] -= box[1];
        }
        return found;
    }

    /** Finds the largest scale at which all charts fit. {@return pixels for each world unit} */
    private double pack() {
        Integer[] order = IntStream.range(0, boxes.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble((Integer c) -> -boxes[c][3]));
        double area = 0;
        for (double[] box : boxes) {
            area += box[2] * box[3];
        }
        double low = 0;
        double high = 2 * size / Math.sqrt(Math.max(area, Double.MIN_NORMAL));
        for (int step = 0; step < SCALE_STEPS; step++) {
            double middle = (low + high) / 2;
            if (place(order, middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        if (!place(order, low)) {
            throw new IllegalArgumentException(
                    cut.count() + " charts have no room in a texture of " + size + " pixels; take a larger one");
        }
        return low;
    }

    /** Sets charts side by side on a skyline, each where it lies highest. {@return whether all found room} */
    private boolean place(Integer[] order, double scale) {
        int[] skyline = new int[size];
        for (int c : order) {
            int width = pixels(boxes[c][2], scale);
            int height = pixels(boxes[c][3], scale);
            if (width > size) {
                return false;
            }
            int best = Integer.MAX_VALUE;
            int at = 0;
            int x = 0;
            while (x + width <= size) {
                int base = 0;
                int highest = x;
                for (int k = x; k < x + width; k++) {
                    if (skyline[k] >= base) {
                        base = skyline[k];
                        highest = k;
                    }
                }
                if (base < best) {
                    best = base;
                    at = x;
                }
                // No place that covers the highest column is better.
                x = highest + 1;
            }
            if (best + height > size) {
                return false;
            }
            Arrays.fill(skyline, at, at + width, best + height);
            left[c] = at;
            top[c] = best;
        }
        return true;
    }

    private static int pixels(double length, double scale) {
        return (int) Math.ceil(length * scale) + 1 + 2 * MARGIN;
    }

    private Mesh paint(double scale, float[] colors, SurfaceColors views, Workers workers) {
        int[] faces = surface.faces();
        int[] corners = new int[faces.length];
        // A vertex for each chart that meets it.
        int[] firstOf = new int[normals.length / 3];
        Arrays.fill(firstOf, -1);
        int[] charts = new int[faces.length];
        int[] originals = new int[faces.length];
        int[] nextOf = new int[faces.length];
        int vertices = 0;
        float[] places = new float[2 * faces.length];
        for (int corner = 0; corner < faces.length; corner++) {
            int chart = cut.chartOf()[corner / 3];
            int found = firstOf[faces[corner]];
            while (found >= 0 && charts[found] != chart) {
                found = nextOf[found];
            }
            if (found < 0) {
                found = vertices++;
                charts[found] = chart;
                originals[found] = faces[corner];
                nextOf[found] = firstOf[faces[corner]];
                firstOf[faces[corner]] = found;
                int axis = cut.axes()[corner / 3];
                places[2 * found] =
                        (float) (left[chart] + MARGIN + 0.5 + scale * (u(axis, faces[corner]) - boxes[chart][0]));
                places[2 * found + 1] =
                        (float) (top[chart] + MARGIN + 0.5 + scale * (v(axis, faces[corner]) - boxes[chart][1]));
            }
            corners[corner] = found;
        }
        float[] positions = new float[3 * vertices];
        float[] newNormals = new float[3 * vertices];
        float[] newColors = new float[3 * vertices];
        for (int k = 0; k < vertices; k++) {
            System.arraycopy(surface.positions(), 3 * originals[k], positions, 3 * k, 3);
            System.arraycopy(normals, 3 * originals[k], newNormals, 3 * k, 3);
            System.arraycopy(colors, 3 * originals[k], newColors, 3 * k, 3);
        }
        TexturePainter painter = new TexturePainter(size, positions, newNormals, newColors, places, views);
        Image image = painter.paint(corners, MARGIN, workers);
        float[] coordinates = new float[2 * vertices];
        for (int k = 0; k < coordinates.length; k++) {
            coordinates[k] = places[k] / size;
        }
        return new Mesh(positions, newNormals, newColors, corners, Optional.of(new MeshTexture(image, coordinates)));
    }
}
