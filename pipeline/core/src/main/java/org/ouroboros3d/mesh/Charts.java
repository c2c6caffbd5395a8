package org.ouroboros3d.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a closed surface into charts that a projection along an axis unfolds: connected faces whose normals have the same
 * axis as their largest component, up to small pieces, which join a neighbor.
 */
final class Charts {
    /** Axes are +x, -x, +y, -y, +z, -z. */
    private static final int AXES = 6;

    /** Rings of neighbors over which normals are averaged before they choose an axis. */
    private static final int SMOOTHING = 4;

    /** Charts of fewer faces join a neighbor. */
    private static final int SMALL = 64;

    /** Cosine between a face's normal and its chart's axis, at least. */
    private static final double LEAST_FACING = 0.15;

    private final float[] positions;
    private final int[] faces;
    private final int[] neighbors;
    private final float[] normals;
    private final int[] axes;
    private final int[] chartOf;
    private int count;

    private Charts(Surface surface) {
        this.positions = surface.positions();
        this.faces = surface.faces();
        this.neighbors = neighbors(faces, positions.length / 3);
        this.normals = new float[faces.length];
        for (int f = 0; f < faces.length; f += 3) {
            System.arraycopy(Surface.faceNormal(positions, faces, f), 0, normals, f, 3);
        }
        this.axes = new int[faces.length / 3];
        this.chartOf = new int[faces.length / 3];
    }

    /**
     * The charts of a surface.
     */
    static final class Cut {
        private final int[] axes;
        private final int[] chartOf;
        private final int count;

        Cut(int[] axes, int[] chartOf, int count) {
            this.axes = axes;
            this.chartOf = chartOf;
            this.count = count;
        }

        /** {@return of each face, 0 to 5} */
        int[] axes() {
            return axes;
        }

        /** {@return each face} */
        int[] chartOf() {
            return chartOf;
        }

        /** {@return of charts} */
        int count() {
            return count;
        }
    }

    static Cut of(Surface surface) {
        Charts charts = new Charts(surface);
        charts.chooseAxes();
        charts.joinSmall();
        charts.number();
        charts.separateLayers();
        return new Cut(charts.axes, charts.chartOf, charts.count);
    }

    /** {@return for each corner the face on the other side of the edge from it to the next corner} */
    private static int[] neighbors(int[] faces, int vertices) {
        int[] starts = new int[vertices + 1];
        for (int corner : faces) {
            starts[corner + 1]++;
        }
        for (int v = 0; v < vertices; v++) {
            starts[v + 1] += starts[v];
        }
        int[] leaving = new int[faces.length];
        int[] next = starts.clone();
        for (int corner = 0; corner < faces.length; corner++) {
            leaving[next[faces[corner]]++] = corner;
        }
        int[] neighbors = new int[faces.length];
        for (int corner = 0; corner < faces.length; corner++) {
            int from = faces[corner];
            int to = faces[after(corner)];
            for (int k = starts[to]; k < starts[to + 1]; k++) {
                if (faces[after(leaving[k])] == from) {
                    neighbors[corner] = leaving[k] / 3;
                }
            }
        }
        return neighbors;
    }

    private static int after(int corner) {
        return corner % 3 == 2 ? corner - 2 : corner + 1;
    }

    private void chooseAxes() {
        float[] smooth = normals.clone();
        float[] before = new float[smooth.length];
        for (int round = 0; round < SMOOTHING; round++) {
            System.arraycopy(smooth, 0, before, 0, smooth.length);
            for (int corner = 0; corner < faces.length; corner++) {
                for (int k = 0; k < 3; k++) {
                    smooth[corner / 3 * 3 + k] += before[3 * neighbors[corner] + k];
                }
            }
        }
        for (int f = 0; f < axes.length; f++) {
            int best = 0;
            for (int axis = 1; axis < AXES; axis++) {
                best = along(smooth, f, axis) > along(smooth, f, best) ? axis : best;
            }
            // Smoothing must not turn a face away from its projection.
            if (along(normals, f, best) < LEAST_FACING) {
                for (int axis = 0; axis < AXES; axis++) {
                    best = along(normals, f, axis) > along(normals, f, best) ? axis : best;
                }
            }
            axes[f] = best;
        }
    }

    private static float along(float[] vectors, int f, int axis) {
        return axis % 2 == 0 ? vectors[3 * f + axis / 2] : -vectors[3 * f + axis / 2];
    }

    private void number() {
        Arrays.fill(chartOf, -1);
        count = 0;
        int[] stack = new int[chartOf.length];
        for (int first = 0; first < chartOf.length; first++) {
            if (chartOf[first] < 0) {
                chartOf[first] = count;
                stack[0] = first;
                int top = 1;
                while (top > 0) {
                    int f = stack[--top];
                    for (int corner = 3 * f; corner < 3 * f + 3; corner++) {
                        int other = neighbors[corner];
                        if (chartOf[other] < 0 && axes[other] == axes[f]) {
                            chartOf[other] = count;
                            stack[top++] = other;
                        }
                    }
                }
                count++;
            }
        }
    }

    private void joinSmall() {
        for (int round = 0; round < 3; round++) {
            number();
            int[] sizes = new int[count];
            for (int chart : chartOf) {
                sizes[chart]++;
            }
            List<List<Integer>> members = new ArrayList<>();
            for (int c = 0; c < count; c++) {
                members.add(sizes[c] < SMALL ? new ArrayList<>() : List.of());
            }
            for (int f = 0; f < chartOf.length; f++) {
                if (sizes[chartOf[f]] < SMALL) {
                    members.get(chartOf[f]).add(f);
                }
            }
            for (List<Integer> chart : members) {
                join(chart, sizes);
            }
        }
    }

    /** Gives a small chart the axis of its largest neighbor that all of its faces face. */
    private void join(List<Integer> chart, int... sizes) {
        int best = -1;
        int largest = 0;
        for (int f : chart) {
            for (int corner = 3 * f; corner < 3 * f + 3; corner++) {
                int other = neighbors[corner];
                if (sizes[chartOf[other]] > largest && axes[other] != axes[f] && allFace(chart, axes[other])) {
                    largest = sizes[chartOf[other]];
                    best = axes[other];
                }
            }
        }
        for (int f : chart) {
            axes[f] = best >= 0 ? best : axes[f];
        }
    }

    private boolean allFace(List<Integer> chart, int axis) {
        return chart.stream().allMatch(f -> along(normals, f, axis) >= LEAST_FACING);
    }

    /** Splits charts that cover themselves: grown face by face, a face over another of the chart begins a new one. */
    private void separateLayers() {
        int numbered = count;
        List<List<Integer>> members = new ArrayList<>();
        for (int c = 0; c < numbered; c++) {
            members.add(new ArrayList<>());
        }
        for (int f = 0; f < chartOf.length; f++) {
            members.get(chartOf[f]).add(f);
        }
        Arrays.fill(chartOf, -1);
        count = 0;
        int[] queue = new int[chartOf.length];
        ChartLayer layer = new ChartLayer(positions, faces);
        for (List<Integer> chart : members) {
            for (int first : chart) {
                if (chartOf[first] >= 0) {
                    continue;
                }
                layer.clear(axes[first] / 2);
                int head = 0;
                int tail = 0;
                queue[tail++] = first;
                chartOf[first] = count;
                layer.add(first);
                while (head < tail) {
                    int f = queue[head++];
                    for (int corner = 3 * f; corner < 3 * f + 3; corner++) {
                        int other = neighbors[corner];
                        if (chartOf[other] < 0 && axes[other] == axes[f] && layer.isFree(other)) {
                            chartOf[other] = count;
                            layer.add(other);
                            queue[tail++] = other;
                        }
                    }
                }
                count++;
            }
        }
    }
}
