package org.ouroboros3d.mesh;

/**
 * Keeps walls without thickness, of which a field has no inside: the surface is taken somewhat outside of where the field is
 * zero, and then moved back wherever the solid is thick enough.
 */
final class ThinWalls {
    /** How far outside, in steps of the grid: the field of a sheet, smoothed, is at most half a step. */
    private static final double OFFSET = 0.9;

    /** Half of what a wall without an inside keeps, in steps. */
    private static final double HALF_WALL = 0.5;

    /** How far behind the moved surface an inside is looked for, in steps. */
    private static final double FARTHEST = 2.5;

    private static final double SEARCH = 0.25;

    private ThinWalls() {}

    /** {@return the field moved outwards} */
    static float[] thickened(Grid grid, float... field) {
        float[] moved = new float[field.length];
        for (int i = 0; i < field.length; i++) {
            moved[i] = (float) (field[i] - OFFSET * grid.step());
        }
        return moved;
    }

    /** {@return the surface of the moved field, back where the field is zero} */
    static Surface movedBack(Grid grid, float[] field, Surface surface, Workers workers) {
        float[] normals = surface.normals();
        float[] positions = surface.positions().clone();
        int count = positions.length / 3;
        int chunk = 4096;
        workers.forEach(Math.ceilDiv(count, chunk), part -> {
            for (int v = part * chunk; v < Math.min(count, (part + 1) * chunk); v++) {
                double way = grid.step() * way(grid, field, positions, normals, 3 * v);
                for (int axis = 0; axis < 3; axis++) {
                    positions[3 * v + axis] -= (float) (way * normals[3 * v + axis]);
                }
            }
        });
        return new Surface(positions, surface.faces());
    }

    /** {@return how many steps below a vertex the surface is: where the field is zero, or short of where it is least} */
    private static double way(Grid grid, float[] field, float[] positions, float[] normals, int at) {
        double before = value(grid, field, positions, normals, at, 0);
        double depth = 0;
        while (before > 0 && depth < FARTHEST) {
            double here = value(grid, field, positions, normals, at, (depth + SEARCH) * grid.step());
            if (here <= 0) {
                return depth + SEARCH * before / (before - here);
            }
            if (here >= before) {
                break;
            }
            depth += SEARCH;
            before = here;
        }
        return Math.max(0, depth - HALF_WALL);
    }

    /** {@return the field so far below a vertex, interpolated} */
    private static double value(Grid grid, float[] field, float[] positions, float[] normals, int at, double depth) {
        int[] counts = {grid.nx(), grid.ny(), grid.nz()};
        int[] cell = new int[3];
        double[] share = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double place = (positions[at + axis] - depth * normals[at + axis] - grid.origin()[axis]) / grid.step();
            cell[axis] = (int) Math.clamp(Math.floor(place), 0, counts[axis] - 2);
            share[axis] = Math.clamp(place - cell[axis], 0, 1);
        }
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            double weight = 1;
            int index = 0;
            for (int axis = 2; axis >= 0; axis--) {
                int upper = corner >> axis & 1;
                weight *= upper == 1 ? share[axis] : 1 - share[axis];
                index = index * counts[axis] + cell[axis] + upper;
            }
            sum += weight * field[index];
        }
        return sum;
    }
}
