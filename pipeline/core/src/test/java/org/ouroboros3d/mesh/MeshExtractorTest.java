package org.ouroboros3d.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.tensor.Device;

class MeshExtractorTest {
    private static final MeshOptions OPTIONS = MeshOptions.of(2).withFaces(4000).withResolution(64);

    private static Mesh extract(GaussianCloud cloud, MeshOptions options) {
        return MeshExtractor.extract(cloud, Device.CPU, options);
    }

    private static double[] bounds(Mesh mesh, int axis) {
        double[] bounds = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int i = axis; i < mesh.positions().length; i += 3) {
            bounds[0] = Math.min(bounds[0], mesh.positions()[i]);
            bounds[1] = Math.max(bounds[1], mesh.positions()[i]);
        }
        return bounds;
    }

    @Test
    void sphereIsRoundClosedAndKeepsItsColors() {
        Mesh mesh =
                extract(new DiscCloud(3000).sphere(3000, 0.3, -0.2, 0.1, 0.4).cloud(), OPTIONS);
        assertThat(mesh.faceCount()).isBetween(3900, 4000);
        MeshTopology topology = MeshTopology.of(mesh);
        assertThat(topology.looseEdges()).isZero();
        assertThat(topology.degenerateFaces()).isZero();
        assertThat(topology.components()).isOne();
        // A voxel is 0.0125 wide.
        assertThat(topology.volume()).isCloseTo(4 * Math.PI / 3 * Math.pow(0.4, 3), within(0.003));
        for (int v = 0; v < mesh.positions().length; v += 3) {
            double x = mesh.positions()[v] - 0.3;
            double y = mesh.positions()[v + 1] + 0.2;
            double z = mesh.positions()[v + 2] - 0.1;
            double radius = Math.sqrt(x * x + y * y + z * z);
            assertThat(radius).isCloseTo(0.4, within(0.004));
            double facing = (mesh.normals()[v] * x + mesh.normals()[v + 1] * y + mesh.normals()[v + 2] * z) / radius;
            assertThat(facing).isGreaterThan(0.95);
            if (Math.abs(x) > 0.05) {
                assertThat(mesh.colors()[v]).isCloseTo(x > 0 ? 0.9f : 0.1f, within(0.05f));
                assertThat(mesh.colors()[v + 2]).isCloseTo(x > 0 ? 0.1f : 0.8f, within(0.05f));
            }
        }
    }

    @Test
    void axesAreTheWorlds() {
        Mesh mesh = extract(
                new DiscCloud(2600)
                        .sphere(2000, 0, 0, 0, 0.3)
                        .sphere(600, 0.3, 0.1, 0.2, 0.12)
                        .cloud(),
                OPTIONS);
        assertThat(MeshTopology.of(mesh).components()).isOne();
        double[] expected = {-0.3, 0.42, -0.3, 0.3, -0.3, 0.32};
        for (int axis = 0; axis < 3; axis++) {
            assertThat(bounds(mesh, axis)[0]).isCloseTo(expected[2 * axis], within(0.01));
            assertThat(bounds(mesh, axis)[1]).isCloseTo(expected[2 * axis + 1], within(0.01));
        }
    }

    @Test
    void aHoleThroughTheObjectStaysOpen() {
        Mesh mesh = extract(new DiscCloud(6000).torus(200, 30, 0.35, 0.06).cloud(), OPTIONS);
        MeshTopology topology = MeshTopology.of(mesh);
        assertThat(topology.watertight()).isTrue();
        assertThat(topology.components()).isOne();
        // Euler's formula: V - E + F = 2 - 2 genus, with E = 3/2 F.
        assertThat(mesh.vertexCount() - mesh.faceCount() / 2).isZero();
        assertThat(topology.volume()).isCloseTo(2 * Math.PI * Math.PI * 0.35 * 0.06 * 0.06, within(0.001));
    }

    /** A hemisphere without thickness: an open bowl. */
    @Test
    void aSheetBecomesAThinWall() {
        GaussianCloud cloud = new DiscCloud(6000).sphere(6000, 0, 0, 0, 0.4).cloud();
        for (int i = 0; i < cloud.count(); i++) {
            if (cloud.means()[3 * i + 1] > 0) {
                cloud.opacities()[i] = 0;
            }
        }
        MeshTopology topology = MeshTopology.of(extract(cloud, OPTIONS.withFaces(8000)));
        assertThat(topology.watertight()).isTrue();
        assertThat(topology.components()).isOne();
        // Half a sphere's surface, one to two voxels of 0.0125 thick; the full half ball were 0.134.
        assertThat(topology.volume()).isBetween(0.009, 0.027);
    }

    @Test
    void floatersAreLeftOut() {
        DiscCloud discs = new DiscCloud(2300).sphere(2000, 0, 0, 0, 0.4).sphere(300, 0.6, 0, 0, 0.04);
        assertThat(MeshTopology.of(extract(discs.cloud(), OPTIONS)).components())
                .isOne();
        assertThat(bounds(extract(discs.cloud(), OPTIONS), 0)[1]).isCloseTo(0.4, within(0.01));
    }

    @Test
    void threadsDoNotChangeTheMesh() {
        GaussianCloud cloud = new DiscCloud(1000).sphere(1000, 0, 0, 0, 0.4).cloud();
        MeshOptions one = new MeshOptions(2000, 32, 64, 1);
        Mesh first = extract(cloud, one);
        Mesh second = extract(cloud, new MeshOptions(2000, 32, 64, 3));
        assertThat(second.positions()).isEqualTo(first.positions());
        assertThat(second.faces()).isEqualTo(first.faces());
        assertThat(second.colors()).isEqualTo(first.colors());
        assertThat(second.texture().orElseThrow().image())
                .isEqualTo(first.texture().orElseThrow().image());
    }

    @Test
    void textureShowsTheColorsOfItsPlaces() {
        GaussianCloud cloud = new DiscCloud(3000).sphere(3000, 0, 0, 0, 0.4).cloud();
        Mesh mesh = extract(cloud, OPTIONS.withTexture(256));
        MeshTopology topology = MeshTopology.of(mesh);
        assertThat(topology.watertight()).isTrue();
        assertThat(topology.components()).isOne();
        MeshTexture texture = mesh.texture().orElseThrow();
        assertThat(texture.image().width()).isEqualTo(256);
        for (int v = 0; v < mesh.vertexCount(); v++) {
            float x = mesh.positions()[3 * v];
            int column = (int) (256 * texture.coordinates()[2 * v]);
            int row = (int) (256 * texture.coordinates()[2 * v + 1]);
            if (Math.abs(x) > 0.05) {
                assertThat(texture.image().sample(column, row, 0)).isCloseTo(x > 0 ? 230 : 26, within(15));
            }
        }
    }

    @Test
    void theResolutionFollowsTheSizeOfTheGaussians() {
        Mesh coarse = extract(new DiscCloud(300).sphere(300, 0, 0, 0, 0.4).cloud(), MeshOptions.of(2));
        Mesh fine = extract(new DiscCloud(9000).sphere(9000, 0, 0, 0, 0.4).cloud(), MeshOptions.of(2));
        assertThat(coarse.faceCount()).isBetween(15_000, 25_000);
        assertThat(fine.faceCount()).isGreaterThan(3 * coarse.faceCount() / 2);
    }

    @Test
    void whatShowsNoSurfaceIsRefused() {
        GaussianCloud none = new GaussianCloud(new float[0], new float[0], new float[0], new float[0], new float[0]);
        assertThatThrownBy(() -> extract(none, OPTIONS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none is finite, wider than 0 and of an opacity above");
        GaussianCloud faint = new GaussianCloud(
                new float[3],
                new float[] {0.2f},
                new float[] {0.1f, 0.1f, 0.1f},
                new float[] {1, 0, 0, 0},
                new float[3]);
        assertThatThrownBy(() -> extract(faint, OPTIONS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("too faint or too few");
    }

    @Test
    void strayAndBrokenGaussiansDoNotMatter() {
        GaussianCloud sphere = new DiscCloud(2000).sphere(2000, 0, 0, 0, 0.4).cloud();
        sphere.means()[0] = 1000;
        sphere.means()[3] = Float.NaN;
        sphere.scales()[6] = Float.POSITIVE_INFINITY;
        sphere.quats()[12] = Float.NaN;
        Mesh mesh = extract(sphere, OPTIONS);
        assertThat(MeshTopology.of(mesh).watertight()).isTrue();
        assertThat(bounds(mesh, 0)[1]).isCloseTo(0.4, within(0.01));
    }

    @Test
    void anInterruptEndsIt() {
        GaussianCloud cloud = new DiscCloud(1000).sphere(1000, 0, 0, 0, 0.4).cloud();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> extract(cloud, OPTIONS)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
