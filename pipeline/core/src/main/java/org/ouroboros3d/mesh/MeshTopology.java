package org.ouroboros3d.mesh;

import java.util.HashMap;
import java.util.Map;

/**
 * How the faces of a mesh hang together, vertices in one place taken as one.
 *
 * @param looseEdges edges that do not have exactly two faces, which pass them in opposite directions
 * @param degenerateFaces faces without area
 * @param components pieces that share no vertex
 * @param volume enclosed volume in cubic metres, negative if the faces look inwards
 */
public record MeshTopology(int looseEdges, int degenerateFaces, int components, double volume) {
    /** {@return the topology of a mesh} */
    public static MeshTopology of(Mesh mesh) {
        int[] places = places(mesh.positions());
        int[] parents = new int[places.length];
        for (int v = 0; v < parents.length; v++) {
            parents[v] = v;
        }
        Map<Long, int[]> edges = new HashMap<>();
        int degenerate = 0;
        double volume = 0;
        int[] faces = mesh.faces();
        float[] p = mesh.positions();
        for (int f = 0; f < faces.length; f += 3) {
            float[] normal = Surface.faceNormal(p, faces, f);
            degenerate += normal[0] == 0 && normal[1] == 0 && normal[2] == 0 ? 1 : 0;
            volume += volume(p, 3 * faces[f], 3 * faces[f + 1], 3 * faces[f + 2]);
            for (int k = 0; k < 3; k++) {
                int a = places[faces[f + k]];
                int b = places[faces[f + (k + 1) % 3]];
                int[] passes = edges.computeIfAbsent(
                        (long) Math.min(a, b) << Integer.SIZE | Math.max(a, b), edge -> new int[2]);
                passes[a < b ? 0 : 1]++;
                parents[root(parents, a)] = root(parents, b);
            }
        }
        int loose = (int) edges.values().stream()
                .filter(passes -> passes[0] != 1 || passes[1] != 1)
                .count();
        boolean[] used = new boolean[places.length];
        for (int vertex : faces) {
            used[root(parents, places[vertex])] = true;
        }
        int components = 0;
        for (boolean root : used) {
            components += root ? 1 : 0;
        }
        return new MeshTopology(loose, degenerate, components, volume);
    }

    /** A position by its numbers. */
    private record Place(float x, float y, float z) {}

    /** {@return for each vertex the first in the same place} */
    private static int[] places(float... positions) {
        Map<Place, Integer> first = new HashMap<>();
        int[] places = new int[positions.length / 3];
        for (int v = 0; v < places.length; v++) {
            int vertex = v;
            places[v] = first.computeIfAbsent(
                    new Place(positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]), place -> vertex);
        }
        return places;
    }

    private static int root(int[] parents, int vertex) {
        int root = vertex;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    private static double volume(float[] p, int a, int b, int c) {
        return (p[a] * ((double) p[b + 1] * p[c + 2] - (double) p[b + 2] * p[c + 1])
                        + p[a + 1] * ((double) p[b + 2] * p[c] - (double) p[b] * p[c + 2])
                        + p[a + 2] * ((double) p[b] * p[c + 1] - (double) p[b + 1] * p[c]))
                / 6;
    }

    /** {@return whether the surface is closed} */
    public boolean watertight() {
        return looseEdges == 0;
    }
}
