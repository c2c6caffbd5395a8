package org.ouroboros3d.mesh;

/**
 * Makes the solid of a field one whose surface is a closed manifold: negative samples are its inside.
 *
 * <p>Small pieces and enclosed hollows go, and where two parts would touch in an edge or a corner only, the gap is filled
 * (the solid becomes well-composed, Latecki 1997).
 */
final class SolidRepair {
    /** Pieces smaller than this share of the largest are floaters. */
    private static final double LEAST_PIECE = 0.02;

    /** All corners of a cube, and those at its lower x, as bits. */
    private static final int ALL = 0xff;

    private static final int LOWER = 0x55;

    private final Grid grid;
    private final float[] field;
    /** 1 where the field is negative. */
    private final byte[] inside;

    private final int[] strides;
    private final float least;

    private SolidRepair(Grid grid, float[] field) {
        this.grid = grid;
        this.field = field;
        this.inside = new byte[field.length];
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
        for (int i = 0; i < field.length; i++) {
            inside[i] = (byte) (field[i] < 0 ? 1 : 0);
        }
        RowRuns pieces = RowRuns.of(grid, inside, 1);
        int largest = pieces.largest();
        for (int run = 0; run < pieces.count(); run++) {
            if (pieces.size(run) < LEAST_PIECE * largest) {
                for (int i = pieces.first(run); i < pieces.end(run); i++) {
                    field[i] = -field[i];
                    inside[i] = 0;
                }
            }
        }
        return largest > 0;
    }

    /** Turns what is outside but cannot be reached from the border into inside. */
    private void fillHollows() {
        RowRuns regions = RowRuns.of(grid, inside, 0);
        for (int run = 0; run < regions.count(); run++) {
            // The first run is on the border, all of which is outside.
            if (!regions.together(run, 0)) {
                for (int i = regions.first(run); i < regions.end(run); i++) {
                    field[i] = Math.min(-field[i], -least);
                    inside[i] = 1;
                }
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
                    changed |= composeRow(grid.index(1, y, z));
                }
            }
        }
    }

    private boolean composeRow(int first) {
        boolean changed = false;
        int cube = side(first) << 1;
        for (int at = first; at < first + grid.nx() - 3; at++) {
            cube = (cube >> 1 & LOWER) | side(at + 1) << 1;
            if (cube != 0 && cube != ALL && composeCube(at, cube)) {
                changed = true;
                cube = side(at + 1) << 1;
            }
        }
        return changed;
    }

    /** {@return which of the four corners of a cube at the same x are inside, as bits 0, 2, 4 and 6} */
    private int side(int at) {
        return inside[at]
                | inside[at + strides[1]] << 2
                | inside[at + strides[2]] << 4
                | inside[at + strides[1] + strides[2]] << 6;
    }

    /** @param cube which of the corners are inside */
    private boolean composeCube(int at, int cube) {
        for (int axis = 0; axis < 3; axis++) {
            int u = 1 << (axis + 1) % 3;
            int v = 1 << (axis + 2) % 3;
            for (int side = 0; side < 2; side++) {
                int base = side << axis;
                boolean a = (cube >> base & 1) != 0;
                boolean b = (cube >> (base | u) & 1) != 0;
                boolean c = (cube >> (base | v) & 1) != 0;
                boolean d = (cube >> (base | u | v) & 1) != 0;
                if (a == d && b == c && a != b) {
                    fillNearer(corner(at, a ? base | u : base), corner(at, a ? base | v : base | u | v));
                    return true;
                }
            }
        }
        for (int corner = 0; corner < 4; corner++) {
            int pair = 1 << corner | 1 << (7 - corner);
            if (cube == pair) {
                // A path of two faces joins the corners.
                fill(corner(at, corner ^ 1));
                fill(corner(at, corner ^ 3));
                return true;
            }
            if (cube == (ALL ^ pair)) {
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
        inside[at] = 1;
    }
}
