package org.ouroboros3d.mesh;

import java.util.Arrays;

/**
 * Simplifies a closed surface by collapsing the edge of least quadric error, again and again (Garland and Heckbert 1997).
 * An edge is collapsed only where the surface stays a manifold (its ends share exactly two neighbors) and no face turns
 * over or loses its area.
 */
final class EdgeCollapse {
    /** Symmetric 4 x 4: xx, xy, xz, xw, yy, yz, yw, zz, zw, ww. */
    private static final int QUADRIC = 10;

    /** Least cosine between a face's normals before and after. */
    private static final double LEAST_TURN = 0.2;

    /** Least ratio of a face's area to the square of its longest edge, of 0.43 for an equilateral one. */
    private static final double LEAST_SHAPE = 0.01;

    private static final double SINGULAR = 1e-6;

    private final double[] positions;
    private final int[] faces;
    private final boolean[] gone;
    private final int[][] facesOf;
    private final int[] faceCounts;
    private final double[] quadrics;
    private final int[] versions;
    private final EdgeQueue queue = new EdgeQueue();
    private final double[] target = new double[3];
    private final double[] sum = new double[QUADRIC];
    private final double[] before = new double[4];
    private final double[] after = new double[4];
    private int[] marks;
    private int mark;
    private int remaining;

    private EdgeCollapse(Surface surface) {
        int vertices = surface.positions().length / 3;
        positions = new double[surface.positions().length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = surface.positions()[i];
        }
        faces = surface.faces().clone();
        remaining = faces.length / 3;
        gone = new boolean[remaining];
        faceCounts = new int[vertices];
        for (int vertex : faces) {
            faceCounts[vertex]++;
        }
        facesOf = new int[vertices][];
        for (int v = 0; v < vertices; v++) {
            facesOf[v] = new int[faceCounts[v]];
        }
        Arrays.fill(faceCounts, 0);
        for (int corner = 0; corner < faces.length; corner++) {
            int v = faces[corner];
            facesOf[v][faceCounts[v]++] = corner / 3;
        }
        quadrics = new double[QUADRIC * vertices];
        versions = new int[vertices];
        marks = new int[vertices];
    }

    /** {@return the surface with at most {@code most} faces, or as few as it can lose} */
    static Surface apply(Surface surface, int most) {
        if (surface.faces().length / 3 <= most) {
            return surface;
        }
        EdgeCollapse collapse = new EdgeCollapse(surface);
        collapse.run(most);
        return collapse.result();
    }

    private void run(int most) {
        for (int f = 0; f < gone.length; f++) {
            addPlane(f);
        }
        for (int corner = 0; corner < faces.length; corner++) {
            int a = faces[corner];
            int b = faces[corner % 3 == 2 ? corner - 2 : corner + 1];
            if (a < b) {
                push(a, b);
            }
        }
        while (remaining > most && queue.pop()) {
            int a = queue.first();
            int b = queue.second();
            if (queue.version() == versions[a] + versions[b] && facesOf[a] != null && facesOf[b] != null) {
                place(a, b);
                if (isAllowed(a, b)) {
                    collapse(a, b);
                }
            }
        }
    }

    private void addPlane(int f) {
        double[] n = before;
        normal(f, -1, -1, n);
        double area = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        if (area == 0) {
            return;
        }
        int at = 3 * faces[3 * f];
        double a = n[0] / area;
        double b = n[1] / area;
        double c = n[2] / area;
        double d = -(a * positions[at] + b * positions[at + 1] + c * positions[at + 2]);
        double[] q = {a * a, a * b, a * c, a * d, b * b, b * c, b * d, c * c, c * d, d * d};
        for (int corner = 3 * f; corner < 3 * f + 3; corner++) {
            for (int k = 0; k < QUADRIC; k++) {
                quadrics[QUADRIC * faces[corner] + k] += area * q[k];
            }
        }
    }

    /**
     * Writes twice the area vector of a face, with {@code moved} (and {@code other}) at the target, and the square of its
     * longest edge.
     */
    private void normal(int f, int moved, int other, double[] result) {
        int a = faces[3 * f];
        int b = faces[3 * f + 1];
        int c = faces[3 * f + 2];
        boolean movesA = a == moved || a == other;
        boolean movesB = b == moved || b == other;
        boolean movesC = c == moved || c == other;
        double[] pa = movesA ? target : positions;
        double[] pb = movesB ? target : positions;
        double[] pc = movesC ? target : positions;
        int ia = movesA ? 0 : 3 * a;
        int ib = movesB ? 0 : 3 * b;
        int ic = movesC ? 0 : 3 * c;
        double ux = pb[ib] - pa[ia];
        double uy = pb[ib + 1] - pa[ia + 1];
        double uz = pb[ib + 2] - pa[ia + 2];
        double vx = pc[ic] - pa[ia];
        double vy = pc[ic + 1] - pa[ia + 1];
        double vz = pc[ic + 2] - pa[ia + 2];
        result[0] = uy * vz - uz * vy;
        result[1] = uz * vx - ux * vz;
        result[2] = ux * vy - uy * vx;
        result[3] = Math.max(
                ux * ux + uy * uy + uz * uz,
                Math.max(
                        vx * vx + vy * vy + vz * vz,
                        (ux - vx) * (ux - vx) + (uy - vy) * (uy - vy) + (uz - vz) * (uz - vz)));
    }

    private void push(int a, int b) {
        queue.push(place(a, b), a, b, versions[a] + versions[b]);
    }

    /** Finds where the two vertices would go: {@link #target}. {@return the error there} */
    private double place(int a, int b) {
        double[] q = sum;
        for (int k = 0; k < QUADRIC; k++) {
            q[k] = quadrics[QUADRIC * a + k] + quadrics[QUADRIC * b + k];
        }
        double trace = q[0] + q[4] + q[7];
        // Relative to the middle of the edge, and pulled towards it a little, so that planes are no singular case.
        double mx = (positions[3 * a] + positions[3 * b]) / 2;
        double my = (positions[3 * a + 1] + positions[3 * b + 1]) / 2;
        double mz = (positions[3 * a + 2] + positions[3 * b + 2]) / 2;
        double pull = SINGULAR * trace + Double.MIN_NORMAL;
        double gx = q[0] * mx + q[1] * my + q[2] * mz + q[3];
        double gy = q[1] * mx + q[4] * my + q[5] * mz + q[6];
        double gz = q[2] * mx + q[5] * my + q[7] * mz + q[8];
        double xx = q[0] + pull;
        double yy = q[4] + pull;
        double zz = q[7] + pull;
        double cxx = yy * zz - q[5] * q[5];
        double cxy = q[2] * q[5] - q[1] * zz;
        double cxz = q[1] * q[5] - q[2] * yy;
        double determinant = xx * cxx + q[1] * cxy + q[2] * cxz;
        double cyy = xx * zz - q[2] * q[2];
        double cyz = q[1] * q[2] - xx * q[5];
        double czz = xx * yy - q[1] * q[1];
        double dx = -(cxx * gx + cxy * gy + cxz * gz) / determinant;
        double dy = -(cxy * gx + cyy * gy + cyz * gz) / determinant;
        double dz = -(cxz * gx + cyz * gy + czz * gz) / determinant;
        double ex = positions[3 * a] - positions[3 * b];
        double ey = positions[3 * a + 1] - positions[3 * b + 1];
        double ez = positions[3 * a + 2] - positions[3 * b + 2];
        double edge = ex * ex + ey * ey + ez * ez;
        boolean far = !(dx * dx + dy * dy + dz * dz <= edge);
        target[0] = far ? mx : mx + dx;
        target[1] = far ? my : my + dy;
        target[2] = far ? mz : mz + dz;
        double x = target[0];
        double y = target[1];
        double z = target[2];
        double error = q[0] * x * x
                + 2 * q[1] * x * y
                + 2 * q[2] * x * z
                + 2 * q[3] * x
                + q[4] * y * y
                + 2 * q[5] * y * z
                + 2 * q[6] * y
                + q[7] * z * z
                + 2 * q[8] * z
                + q[9];
        // On a plane short edges go first.
        return Math.max(error, 0) + SINGULAR * trace * edge;
    }

    private boolean isAllowed(int a, int b) {
        mark += 2;
        for (int k = 0; k < faceCounts[a]; k++) {
            for (int corner = 3 * facesOf[a][k]; corner < 3 * facesOf[a][k] + 3; corner++) {
                marks[faces[corner]] = mark;
            }
        }
        int common = 0;
        marks[a] = 0;
        marks[b] = 0;
        for (int k = 0; k < faceCounts[b]; k++) {
            for (int corner = 3 * facesOf[b][k]; corner < 3 * facesOf[b][k] + 3; corner++) {
                if (marks[faces[corner]] == mark) {
                    marks[faces[corner]] = mark + 1;
                    common++;
                }
            }
        }
        return common == 2 && remaining > 4 && keepsShape(a, b) && keepsShape(b, a);
    }

    /** Whether no face around {@code a} but those of the edge turns over or becomes a sliver. */
    private boolean keepsShape(int a, int b) {
        for (int k = 0; k < faceCounts[a]; k++) {
            int f = facesOf[a][k];
            if (faces[3 * f] == b || faces[3 * f + 1] == b || faces[3 * f + 2] == b) {
                continue;
            }
            normal(f, -1, -1, before);
            normal(f, a, b, after);
            double dot = before[0] * after[0] + before[1] * after[1] + before[2] * after[2];
            double old = Math.sqrt(before[0] * before[0] + before[1] * before[1] + before[2] * before[2]);
            double now = Math.sqrt(after[0] * after[0] + after[1] * after[1] + after[2] * after[2]);
            if (!(dot > LEAST_TURN * old * now) || now < 2 * LEAST_SHAPE * after[3]) {
                return false;
            }
        }
        return true;
    }

    /** Moves {@code a} to the target, and makes every face of {@code b} one of {@code a}. */
    private void collapse(int a, int b) {
        int[] merged = new int[faceCounts[a] + faceCounts[b] - 4];
        int count = 0;
        for (int k = 0; k < faceCounts[a]; k++) {
            int f = facesOf[a][k];
            if (faces[3 * f] == b || faces[3 * f + 1] == b || faces[3 * f + 2] == b) {
                remove(f, a, b);
            } else {
                merged[count++] = f;
            }
        }
        for (int k = 0; k < faceCounts[b]; k++) {
            int f = facesOf[b][k];
            if (!gone[f]) {
                for (int corner = 3 * f; corner < 3 * f + 3; corner++) {
                    faces[corner] = faces[corner] == b ? a : faces[corner];
                }
                merged[count++] = f;
            }
        }
        facesOf[a] = merged;
        faceCounts[a] = count;
        facesOf[b] = null;
        System.arraycopy(target, 0, positions, 3 * a, 3);
        for (int k = 0; k < QUADRIC; k++) {
            quadrics[QUADRIC * a + k] += quadrics[QUADRIC * b + k];
        }
        versions[a]++;
        for (int k = 0; k < count; k++) {
            int f = merged[k];
            for (int corner = 3 * f; corner < 3 * f + 3; corner++) {
                // On a closed surface each neighbor follows once.
                if (faces[corner] == a) {
                    push(a, faces[corner % 3 == 2 ? corner - 2 : corner + 1]);
                }
            }
        }
    }

    private void remove(int f, int a, int b) {
        gone[f] = true;
        remaining--;
        for (int corner = 3 * f; corner < 3 * f + 3; corner++) {
            int v = faces[corner];
            if (v != a && v != b) {
                int k = 0;
                while (facesOf[v][k] != f) {
                    k++;
                }
                facesOf[v][k] = facesOf[v][--faceCounts[v]];
            }
        }
    }

    private Surface result() {
        int[] renumbered = new int[facesOf.length];
        float[] kept = new float[positions.length];
        int vertices = 0;
        for (int v = 0; v < facesOf.length; v++) {
            if (facesOf[v] != null) {
                for (int axis = 0; axis < 3; axis++) {
                    kept[3 * vertices + axis] = (float) positions[3 * v + axis];
                }
                renumbered[v] = vertices++;
            }
        }
        int[] corners = new int[3 * remaining];
        int at = 0;
        for (int f = 0; f < gone.length; f++) {
            for (int corner = 3 * f; !gone[f] && corner < 3 * f + 3; corner++) {
                corners[at++] = renumbered[faces[corner]];
            }
        }
        return new Surface(Arrays.copyOf(kept, 3 * vertices), corners);
    }
}
