package org.ouroboros3d.mesh;

import java.util.Arrays;

/**
 * Makes the solid of a field one whose surface is a closed manifold: negative samples are its inside.
 *
 * <p>Small pieces and enclosed hollows go, and where two parts would touch in an edge or a corner only, the gap is filled
 * (the solid becomes well-composed, Latecki 1997).
 */
final class SolidRepair {
    /** Pieces smaller than this share of the largest are floaters. */
    private static final double LEAST_PIECE = 0.02;

    private final Grid grid;
    private final float[] field;
    private final int[] strides;
    private final float least;

    private SolidRepair(Grid grid, float[] field) {
        this.grid = grid;
        this.field = field;
        this.strides = new int[] {1, grid.nx(), grid.nx() * grid.ny()};
        this.least = (float) (0.05 * grid.step());
    }

    /**
     * Changes a field.
     *
     * @return whether anything is inside
     */
    static boolean apply(Grid grid, float[] field) {
        SolidRepair repair = new SolidRepair(grid, field);
        repair.openBorder();
        if (!repair.keepPieces()) {
            return false;
        }
        repair.fillHollows();
        repair.compose();
        repair.fillHollows();
        return true;
    }

    private void openBorder() {
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < grid.ny(); y++) {
                boolean face = z == 0 || y == 0 || z == grid.nz() - 1 || y == grid.ny() - 1;
                int row = grid.index(0, y, z);
                for (int x = 0; x < grid.nx(); x += face ? 1 : grid.nx() - 1) {
                    field[row + x] = Math.max(field[row + x], (float) grid.step());
                }
            }
        }
    }

    private boolean keepPieces() {
        int[] labels = new int[field.length];
        int[] sizes = new int[16];
        int pieces = 0;
        int[] stack = new int[1024];
        int largest = 0;
        for (int i = 0; i < field.length; i++) {
            if (field[i] < 0 && labels[i] == 0) {
                pieces++;
                sizes = pieces < sizes.length ? sizes : Arrays.copyOf(sizes, 2 * sizes.length);
                labels[i] = pieces;
                stack[0] = i;
                int top = 1;
                while (top > 0) {
                    int at = stack[--top];
                    sizes[pieces]++;
                    if (top + 6 > stack.length) {
                        stack = Arrays.copyOf(stack, 2 * stack.length);
                    }
                    for (int stride : strides) {
                        // The border is outside, so that no neighbor of the inside is off the grid.
                        if (field[at - stride] < 0 && labels[at - stride] == 0) {
                            labels[at - stride] = pieces;
                            stack[top++] = at - stride;
                        }
                        if (field[at + stride] < 0 && labels[at + stride] == 0) {
                            labels[at + stride] = pieces;
                            stack[top++] = at + stride;
                        }
                    }
                }
                largest = Math.max(largest, sizes[pieces]);
            }
        }
        for (int i = 0; i < field.length; i++) {
            if (labels[i] > 0 && sizes[labels[i]] < LEAST_PIECE * largest) {
                field[i] = -field[i];
            }
        }
        return largest > 0;
    }

    /** Turns what is outside but cannot be reached from the border into inside. */
    private void fillHollows() {
        boolean[] reached = new boolean[field.length];
        int[] stack = new int[1024];
        reached[0] = true;
        int top = 1;
        while (top > 0) {
            int at = stack[--top];
            if (top + 6 > stack.length) {
                stack = Arrays.copyOf(stack, 2 * stack.length);
            }
            int x = at % grid.nx();
            int y = at / grid.nx() % grid.ny();
            int z = at / strides[2];
            int[] place = {x, y, z};
            int[] counts = {grid.nx(), grid.ny(), grid.nz()};
            for (int axis = 0; axis < 3; axis++) {
                int before = at - strides[axis];
                if (place[axis] > 0 && !reached[before] && field[before] >= 0) {
                    reached[before] = true;
                    stack[top++] = before;
                }
                int after = at + strides[axis];
                if (place[axis] < counts[axis] - 1 && !reached[after] && field[after] >= 0) {
                    reached[after] = true;
                    stack[top++] = after;
                }
            }
        }
        for (int i = 0; i < field.length; i++) {
            if (field[i] >= 0 && !reached[i]) {
                field[i] = Math.min(-field[i], -least);
            }
        }
    }

    /** Fills until no two parts of the inside, or of the outside, meet in an edge or a corner alone. */
    private void compose() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int z = 1; z < grid.nz() - 2; z++) {
                for (int y = 1; y < grid.ny() - 2; y++) {
                    for (int x = 1; x < grid.nx() - 2; x++) {
                        changed |= composeCube(grid.index(x, y, z));
                    }
                }
            }
        }
    }

    private boolean composeCube(int at) {
        int inside = 0;
        for (int corner = 0; corner < 8; corner++) {
            inside |= field[corner(at, corner)] < 0 ? 1 << corner : 0;
        }
        if (inside == 0 || inside == 255) {
            return false;
        }
        for (int axis = 0; axis < 3; axis++) {
            int u = 1 << (axis + 1) % 3;
            int v = 1 << (axis + 2) % 3;
            for (int side = 0; side < 2; side++) {
                int base = side << axis;
                boolean a = (inside >> base & 1) != 0;
                boolean b = (inside >> (base | u) & 1) != 0;
                boolean c = (inside >> (base | v) & 1) != 0;
                boolean d = (inside >> (base | u | v) & 1) != 0;
                if (a == d && b == c && a != b) {
                    fillNearer(corner(at, a ? base | u : base), corner(at, a ? base | v : base | u | v));
                    return true;
                }
            }
        }
        for (int corner = 0; corner < 4; corner++) {
            int pair = 1 << corner | 1 << (7 - corner);
            if (inside == pair) {
                // A path of two faces joins the corners.
                fill(corner(at, corner ^ 1));
                fill(corner(at, corner ^ 3));
                return true;
            }
            if (inside == (255 ^ pair)) {
                fillNearer(corner(at, corner), corner(at, 7 - corner));
                return true;
            }
        }
        return false;
    }

    private int corner(int at, int corner) {
        return at + (corner & 1) + (corner >> 1 & 1) * strides[1] + (corner >> 2) * strides[2];
    }

    private void fillNearer(int one, int other) {
        fill(field[one] <= field[other] ? one : other);
    }

    private void fill(int at) {
        field[at] = -least;
    }
}
