package org.ouroboros3d.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of noise have every configuration of a cube's corners: their surfaces have to be closed manifolds too. */
class ClosedSurfaceTest {
    private static final int SIDE = 20;
    private static final Grid GRID = new Grid(new double[3], 0.1, SIDE, SIDE + 1, SIDE + 2);

    private static Mesh mesh(Surface surface) {
        return new Mesh(surface.positions(), surface.normals(), new float[surface.positions().length], surface.faces());
    }

    private static float[] noise(long seed) {
        Random random = new Random(seed);
        float[] field = new float[GRID.count()];
        for (int i = 0; i < field.length; i++) {
            field[i] = random.nextFloat() - 0.4f;
        }
        return field;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void surfacesOfNoiseAreClosed(long seed) {
        float[] field = noise(seed);
        assertThat(SolidRepair.apply(GRID, field)).isTrue();
        Mesh mesh = mesh(SurfaceNets.extract(GRID, field));
        MeshTopology topology = MeshTopology.of(mesh);
        assertThat(topology.looseEdges()).isZero();
        assertThat(topology.volume()).isPositive();
        assertThat(mesh.faceCount()).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void simplifyingKeepsSurfacesClosed(long seed) {
        float[] field = noise(seed);
        SolidRepair.apply(GRID, field);
        Surface surface = SurfaceNets.extract(GRID, field).smoothed(5);
        MeshTopology before = MeshTopology.of(mesh(surface));
        int most = surface.faces().length / 3 / 2;
        Mesh simple = mesh(EdgeCollapse.apply(surface, most));
        MeshTopology after = MeshTopology.of(simple);
        assertThat(simple.faceCount()).isLessThanOrEqualTo(most);
        assertThat(after.looseEdges()).isZero();
        assertThat(after.degenerateFaces()).isZero();
        assertThat(after.components()).isEqualTo(before.components());
        // A collapse takes one vertex, three edges and two faces: the genus stays.
        assertThat(simple.vertexCount() - simple.faceCount() / 2)
                .isEqualTo(surface.positions().length / 3 - surface.faces().length / 6);
    }

    @Test
    void hollowsAreFilledAndPiecesDropped() {
        float[] field = new float[GRID.count()];
        for (int z = 0; z < GRID.nz(); z++) {
            for (int y = 0; y < GRID.ny(); y++) {
                for (int x = 0; x < GRID.nx(); x++) {
                    double radius = Math.sqrt((x - 10) * (x - 10) + (y - 10) * (y - 10) + (z - 10) * (z - 10));
                    field[GRID.index(x, y, z)] = (float) Math.abs(radius - 6) - 1.5f;
                }
            }
        }
        field[GRID.index(2, 2, 2)] = -1;
        assertThat(SolidRepair.apply(GRID, field)).isTrue();
        MeshTopology topology = MeshTopology.of(mesh(SurfaceNets.extract(GRID, field)));
        assertThat(topology.components()).isOne();
        assertThat(topology.volume()).isBetween(1.5, 1.95);
    }

    @Test
    void aSolidUpToTheBorderIsClosedThere() {
        float[] field = new float[GRID.count()];
        Arrays.fill(field, -1);
        assertThat(SolidRepair.apply(GRID, field)).isTrue();
        assertThat(MeshTopology.of(mesh(SurfaceNets.extract(GRID, field))).watertight())
                .isTrue();
    }

    @Test
    void anEmptyFieldHasNoSurface() {
        float[] field = new float[GRID.count()];
        Arrays.fill(field, 1);
        assertThat(SolidRepair.apply(GRID, field)).isFalse();
    }

    @Test
    void aTetrahedronCannotBeSimplified() {
        float[] corners = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1};
        int[] faces = {0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3};
        Surface tetrahedron = new Surface(corners, faces);
        assertThat(MeshTopology.of(mesh(tetrahedron)).volume()).isCloseTo(1 / 6.0, within(1e-6));
        assertThat(EdgeCollapse.apply(tetrahedron, 2).faces()).hasSize(12);
    }
}
