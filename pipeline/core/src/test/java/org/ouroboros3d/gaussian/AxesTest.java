package org.ouroboros3d.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyReader;
import org.ouroboros3d.format.ply.PlyWriter;

class AxesTest {
    @TempDir
    Path folder;

    private static GaussianCloud random(int count, int degree) {
        Random random = new Random(5);
        float[][] values = new float[][] {
            new float[3 * count],
            new float[count],
            new float[3 * count],
            new float[4 * count],
            new float[3 * count],
            new float[3 * GaussianCloud.shCoefficients(degree) * count]
        };
        for (float[] array : values) {
            for (int i = 0; i < array.length; i++) {
                array[i] = 0.1f + 0.8f * random.nextFloat();
            }
        }
        for (int i = 0; i < count; i++) {
            double length = 0;
            for (int k = 4 * i; k < 4 * i + 4; k++) {
                values[3][k] -= 0.5f;
                length += values[3][k] * values[3][k];
            }
            for (int k = 4 * i; k < 4 * i + 4; k++) {
                values[3][k] /= (float) Math.sqrt(length);
            }
        }
        return new GaussianCloud(values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    /** INRIA's basis of degrees 1 to 3 (gaussian-splatting, {@code utils/sh_utils.py}). */
    private static double[] basis(double x, double y, double z) {
        return new double[] {
            -0.4886025119029199 * y,
            0.4886025119029199 * z,
            -0.4886025119029199 * x,
            1.0925484305920792 * x * y,
            -1.0925484305920792 * y * z,
            0.31539156525252005 * (2 * z * z - x * x - y * y),
            -1.0925484305920792 * x * z,
            0.5462742152960396 * (x * x - y * y),
            -0.5900435899266435 * y * (3 * x * x - y * y),
            2.890611442640554 * x * y * z,
            -0.4570457994644658 * y * (4 * z * z - x * x - y * y),
            0.3731763325901154 * z * (2 * z * z - 3 * x * x - 3 * y * y),
            -0.4570457994644658 * x * (4 * z * z - x * x - y * y),
            1.445305721320277 * z * (x * x - y * y),
            -0.5900435899266435 * x * (x * x - 3 * y * y)
        };
    }

    private static double color(GaussianCloud cloud, int i, int channel, double x, double y, double z) {
        int coefficients = GaussianCloud.shCoefficients(cloud.shDegree());
        double sum = cloud.colors()[3 * i + channel];
        double[] basis = basis(x, y, z);
        for (int k = 0; k < coefficients; k++) {
            sum += basis[k] * cloud.sh()[3 * (i * coefficients + k) + channel];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void turnedDirectionsSeeTheColorsOfBefore(int degree) {
        GaussianCloud world = random(4, degree);
        GaussianCloud turned = Axes.RDF.fromWorld(world);
        assertThat(turned.shDegree()).isEqualTo(degree);
        Random random = new Random(6);
        for (int round = 0; round < 50; round++) {
            double[] d = random.doubles(3, -1, 1).toArray();
            double length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
            double x = d[0] / length;
            double y = d[1] / length;
            double z = d[2] / length;
            for (int channel = 0; channel < 3; channel++) {
                assertThat(color(turned, round % 4, channel, x, -y, -z))
                        .isCloseTo(color(world, round % 4, channel, x, y, z), within(1e-6));
            }
        }
    }

    /** R(q) v by the quaternion product q v q*. */
    private static double[] rotated(float[] quats, int i, double[] v) {
        double w = quats[4 * i];
        double[] u = {quats[4 * i + 1], quats[4 * i + 2], quats[4 * i + 3]};
        double[] t = cross(u, v);
        double[] tt = cross(u, t);
        double[] result = new double[3];
        for (int k = 0; k < 3; k++) {
            result[k] = v[k] + 2 * w * t[k] + 2 * tt[k];
        }
        return result;
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    @Test
    void positionsAndAxesOfGaussiansTurnAboutX() {
        GaussianCloud world = random(8, 0);
        GaussianCloud turned = Axes.RDF.fromWorld(world);
        for (int i = 0; i < 8; i++) {
            for (int axis = 0; axis < 3; axis++) {
                double[] unit = new double[3];
                unit[axis] = 1;
                double[] before = rotated(world.quats(), i, unit);
                double[] after = rotated(turned.quats(), i, unit);
                // An axis of a Gaussian may point either way.
                double sign = Math.signum(before[0] * after[0] - before[1] * after[1] - before[2] * after[2]);
                assertThat(after[0]).isCloseTo(sign * before[0], within(1e-6));
                assertThat(after[1]).isCloseTo(-sign * before[1], within(1e-6));
                assertThat(after[2]).isCloseTo(-sign * before[2], within(1e-6));
            }
            assertThat(turned.means()[3 * i]).isEqualTo(world.means()[3 * i]);
            assertThat(turned.means()[3 * i + 1]).isEqualTo(-world.means()[3 * i + 1]);
            assertThat(turned.means()[3 * i + 2]).isEqualTo(-world.means()[3 * i + 2]);
        }
    }

    @Test
    void thereAndBackIsTheSame() {
        GaussianCloud world = random(8, 3);
        GaussianCloud back = Axes.RDF.toWorld(Axes.RDF.fromWorld(world));
        assertThat(back.means()).isEqualTo(world.means());
        assertThat(back.quats()).isEqualTo(world.quats());
        assertThat(back.sh()).isEqualTo(world.sh());
        assertThat(Axes.RUB.fromWorld(world)).isSameAs(world);
    }

    @Test
    void viewersFilesAreTurnedAndReadersBelieveTheirComment() {
        GaussianCloud world = random(8, 2);
        Path file = folder.resolve("model.ply");
        PlyWriter.write(world, file, PlyLayout.VIEWER);
        assertThat(PlyReader.read(file, PlyLayout.VIEWER).means()).isEqualTo(world.means());
        assertThat(PlyReader.read(file, PlyLayout.REFERENCE).means()).isEqualTo(world.means());
        GaussianCloud stored = PlyReader.read(file, PlyLayout.VIEWER, Optional.of(Axes.RUB));
        assertThat(stored.means()).isEqualTo(Axes.RDF.fromWorld(world).means());
        assertThat(stored.sh()).isEqualTo(Axes.RDF.fromWorld(world).sh());
    }

    @Test
    void theReleasedCodesLayoutStaysAsItIs() {
        GaussianCloud world = random(8, 0);
        Path file = folder.resolve("model.ply");
        PlyWriter.write(world, file, PlyLayout.REFERENCE);
        // Files of this library from before the comment have the same header.
        assertThat(PlyReader.read(file, PlyLayout.VIEWER).means()).isEqualTo(world.means());
        assertThat(PlyReader.read(file, PlyLayout.VIEWER, Optional.of(Axes.RDF)).means())
                .isEqualTo(Axes.RDF.toWorld(world).means());
    }
}
