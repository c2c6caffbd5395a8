package org.ouroboros3d.mesh;

import java.util.Arrays;

/**
 * Surface nets (Gibson 1998): one vertex for each cube that the surface crosses, at the mean of the crossings of its edges,
 * and one quadrangle for each edge that it crosses.
 */
final class SurfaceNets {
    private final Grid grid;
    private final float[] field;
    private final int[] strides;
    private final int[] vertexOf;
    private float[] positions = new float[1 << 16];
    private int vertices;
    private int[] faces = new int[1 << 16];
    private int corners;

    private SurfaceNets(Grid grid, float[] field) {
        this.grid = grid;
        this.field = field;
        this.strides = new int[] {1, grid.nx(), grid.nx() * grid.ny()};
        this.vertexOf = new int[field.length];
    }

    /** {@return the surface of a field that {@link SolidRepair} was applied to, with a border outside} */
    static Surface extract(Grid grid, float[] field) {
        SurfaceNets nets = new SurfaceNets(grid, field);
        nets.placeVertices();
        nets.connect();
        return new Surface(Arrays.copyOf(nets.positions, 3 * nets.vertices), Arrays.copyOf(nets.faces, nets.corners));
    }

    private void placeVertices() {
        for (int z = 0; z < grid.nz() - 1; z++) {
            for (int y = 0; y < grid.ny() - 1; y++) {
                for (int x = 0; x < grid.nx() - 1; x++) {
                    place(x, y, z);
                }
            }
        }
    }

    private void place(int x, int y, int z) {
        int at = grid.index(x, y, z);
        int inside = 0;
        for (int corner = 0; corner < 8; corner++) {
            inside += field[corner(at, corner)] < 0 ? 1 : 0;
        }
        if (inside == 0 || inside == 8) {
            return;
        }
        double[] sum = new double[3];
        int crossings = 0;
        for (int axis = 0; axis < 3; axis++) {
            for (int corner = 0; corner < 8; corner++) {
                if ((corner >> axis & 1) == 0) {
                    float a = field[corner(at, corner)];
                    float b = field[corner(at, corner | 1 << axis)];
                    if (a < 0 != b < 0) {
                        for (int k = 0; k < 3; k++) {
                            sum[k] += k == axis ? a / (a - b) : corner >> k & 1;
                        }
                        crossings++;
                    }
                }
            }
        }
        if (3 * vertices + 3 > positions.length) {
            positions = Arrays.copyOf(positions, 2 * positions.length);
        }
        int[] place = {x, y, z};
        for (int k = 0; k < 3; k++) {
            positions[3 * vertices + k] = (float) (grid.origin()[k] + (place[k] + sum[k] / crossings) * grid.step());
        }
        vertexOf[at] = vertices++;
    }

    private int corner(int at, int corner) {
        return at + (corner & 1) + (corner >> 1 & 1) * strides[1] + (corner >> 2) * strides[2];
    }

    private void connect() {
        // An edge that the surface crosses has cubes on all sides: the border is outside.
        for (int z = 0; z < grid.nz() - 1; z++) {
            for (int y = 0; y < grid.ny() - 1; y++) {
                for (int x = 0; x < grid.nx() - 1; x++) {
                    int at = grid.index(x, y, z);
                    for (int axis = 0; axis < 3; axis++) {
                        boolean inside = field[at] < 0;
                        if (inside != field[at + strides[axis]] < 0) {
                            int u = strides[(axis + 1) % 3];
                            int v = strides[(axis + 2) % 3];
                            quadrangle(inside, at - u - v, at - v, at, at - u);
                        }
                    }
                }
            }
        }
    }

    /** Adds the four cubes around an edge, counterclockwise as seen from the edge's end. */
    private void quadrangle(boolean facingEnd, int... cubes) {
        int a = vertexOf[cubes[0]];
        int b = vertexOf[facingEnd ? cubes[1] : cubes[3]];
        int c = vertexOf[cubes[2]];
        int d = vertexOf[facingEnd ? cubes[3] : cubes[1]];
        if (corners + 6 > faces.length) {
            faces = Arrays.copyOf(faces, 2 * faces.length);
        }
        boolean shortAc = distance(a, c) <= distance(b, d);
        int[] two = shortAc ? new int[] {a, b, c, a, c, d} : new int[] {a, b, d, b, c, d};
        System.arraycopy(two, 0, faces, corners, 6);
        corners += 6;
    }

    private double distance(int a, int b) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double difference = positions[3 * a + k] - positions[3 * b + k];
            sum += difference * difference;
        }
        return sum;
    }
}
