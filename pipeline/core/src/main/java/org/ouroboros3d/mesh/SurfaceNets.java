package org.ouroboros3d.mesh;

import java.util.Arrays;

/**
 * Surface nets (Gibson 1998): one vertex for each cube that the surface crosses, at the mean of the crossings of its edges,
 * and one quadrangle for each edge that it crosses.
 */
final class SurfaceNets {
    /** All corners of a cube, and those at its lower x, as bits. */
    private static final int ALL = 0xff;

    private static final int LOWER = 0x55;

    private final Grid grid;
    private final float[] field;
    private final int[] strides;
    private final int[] vertexOf;
    private final double[] sum = new double[3];
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
        for (int z = 0; z < grid.nz() - 1; z++) {
            for (int y = 0; y < grid.ny() - 1; y++) {
                nets.row(y, z);
            }
        }
        return new Surface(Arrays.copyOf(nets.positions, 3 * nets.vertices), Arrays.copyOf(nets.faces, nets.corners));
    }

    /** Goes along a row of cubes: the surface passes few of them. */
    private void row(int y, int z) {
        int at = grid.index(0, y, z);
        int inside = side(at) << 1;
        for (int x = 0; x < grid.nx() - 1; x++, at++) {
            inside = (inside >> 1 & LOWER) | side(at + 1) << 1;
            if (inside != 0 && inside != ALL) {
                place(x, y, z, inside);
                connect(at);
            }
        }
    }

    /** {@return which of the four corners of a cube at the same x are inside, as bits 0, 2, 4 and 6} */
    private int side(int at) {
        return (field[at] < 0 ? 1 : 0)
                | (field[at + strides[1]] < 0 ? 4 : 0)
                | (field[at + strides[2]] < 0 ? 16 : 0)
                | (field[at + strides[1] + strides[2]] < 0 ? 64 : 0);
    }

    private void place(int x, int y, int z, int inside) {
        int at = grid.index(x, y, z);
        Arrays.fill(sum, 0);
        int crossings = 0;
        for (int axis = 0; axis < 3; axis++) {
            for (int corner = 0; corner < 8; corner++) {
                int other = corner | 1 << axis;
                if (corner != other && (inside >> corner & 1) != (inside >> other & 1)) {
                    float a = field[corner(at, corner)];
                    float b = field[corner(at, other)];
                    for (int k = 0; k < 3; k++) {
                        sum[k] += k == axis ? a / (a - b) : corner >> k & 1;
                    }
                    crossings++;
                }
            }
        }
        if (3 * vertices + 3 > positions.length) {
            positions = Arrays.copyOf(positions, 2 * positions.length);
        }
        for (int k = 0; k < 3; k++) {
            int place = k == 0 ? x : k == 1 ? y : z;
            positions[3 * vertices + k] = (float) (grid.origin()[k] + (place + sum[k] / crossings) * grid.step());
        }
        vertexOf[at] = vertices++;
    }

    private int corner(int at, int corner) {
        return at + (corner & 1) + (corner >> 1 & 1) * strides[1] + (corner >> 2) * strides[2];
    }

    /** Adds the quadrangles of the three edges that begin at a sample, the cubes of which are placed by then. */
    private void connect(int at) {
        boolean inside = field[at] < 0;
        for (int axis = 0; axis < 3; axis++) {
            // An edge that the surface crosses has cubes on all sides: the border is outside.
            if (inside != field[at + strides[axis]] < 0) {
                int u = strides[(axis + 1) % 3];
                int v = strides[(axis + 2) % 3];
                quadrangle(inside, at - u - v, at - v, at, at - u);
            }
        }
    }

    /** Adds the four cubes around an edge, counterclockwise as seen from the edge's end. */
    private void quadrangle(boolean facingEnd, int first, int second, int third, int fourth) {
        int a = vertexOf[first];
        int b = vertexOf[facingEnd ? second : fourth];
        int c = vertexOf[third];
        int d = vertexOf[facingEnd ? fourth : second];
        if (corners + 6 > faces.length) {
            faces = Arrays.copyOf(faces, 2 * faces.length);
        }
        boolean shortAc = distance(a, c) <= distance(b, d);
        triangle(a, b, shortAc ? c : d);
        triangle(shortAc ? a : b, c, d);
    }

    private void triangle(int a, int b, int c) {
        faces[corners] = a;
        faces[corners + 1] = b;
        faces[corners + 2] = c;
        corners += 3;
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
