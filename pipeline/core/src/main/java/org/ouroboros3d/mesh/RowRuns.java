package org.ouroboros3d.mesh;

import java.util.Arrays;

/**
 * Connected regions of samples of one kind, as runs along x: neighbors share a face. Runs are numbered in the order of their
 * samples.
 */
final class RowRuns {
    private int[] firsts = new int[1 << 12];
    private int[] ends = new int[1 << 12];
    private int count;
    private int[] parents;
    private int[] sizes;

    private RowRuns() {}

    /**
     * {@return the regions of the samples that are of a kind}
     *
     * @param kinds of each sample
     */
    static RowRuns of(Grid grid, byte[] kinds, int kind) {
        RowRuns runs = new RowRuns();
        int rows = grid.ny() * grid.nz();
        int[] starts = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            starts[row] = runs.count;
            runs.addRow(kinds, kind, row * grid.nx(), (row + 1) * grid.nx());
        }
        starts[rows] = runs.count;
        runs.parents = new int[runs.count];
        Arrays.setAll(runs.parents, run -> run);
        for (int row = 0; row < rows; row++) {
            if (row % grid.ny() > 0) {
                runs.join(starts[row - 1], starts[row], starts[row], starts[row + 1], grid.nx());
            }
            if (row >= grid.ny()) {
                int before = row - grid.ny();
                runs.join(starts[before], starts[before + 1], starts[row], starts[row + 1], grid.ny() * grid.nx());
            }
        }
        runs.sizes = new int[runs.count];
        for (int run = 0; run < runs.count; run++) {
            runs.sizes[runs.root(run)] += runs.ends[run] - runs.firsts[run];
        }
        return runs;
    }

    private void addRow(byte[] kinds, int kind, int from, int to) {
        int at = from;
        while (at < to) {
            while (at < to && kinds[at] != kind) {
                at++;
            }
            if (at < to) {
                if (count == firsts.length) {
                    firsts = Arrays.copyOf(firsts, 2 * count);
                    ends = Arrays.copyOf(ends, 2 * count);
                }
                firsts[count] = at;
                while (at < to && kinds[at] == kind) {
                    at++;
                }
                ends[count++] = at;
            }
        }
    }

    /** Joins runs of one row with those of another that lie beside them, {@code stride} samples further. */
    private void join(int one, int endOne, int other, int endOther, int stride) {
        int a = one;
        int b = other;
        while (a < endOne && b < endOther) {
            if (firsts[a] + stride < ends[b] && firsts[b] < ends[a] + stride) {
                int rootA = root(a);
                int rootB = root(b);
                parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
            }
            if (ends[a] + stride < ends[b]) {
                a++;
            } else {
                b++;
            }
        }
    }

    private int root(int run) {
        int root = run;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    /** How many runs there are. */
    int count() {
        return count;
    }

    /** {@return the index of a run's first sample} */
    int first(int run) {
        return firsts[run];
    }

    /** {@return the index behind a run's last sample} */
    int end(int run) {
        return ends[run];
    }

    /** {@return the samples of the region that a run is in} */
    int size(int run) {
        return sizes[root(run)];
    }

    /** {@return the samples of the largest region, 0 if there is none} */
    int largest() {
        return Arrays.stream(sizes).max().orElse(0);
    }

    /** {@return whether two runs are in the same region} */
    boolean together(int run, int other) {
        return root(run) == root(other);
    }
}
