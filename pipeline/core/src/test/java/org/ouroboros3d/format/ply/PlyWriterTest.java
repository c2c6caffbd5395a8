package org.ouroboros3d.format.ply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.gaussian.CovarianceAxes;
import org.ouroboros3d.gaussian.GaussianCloud;

class PlyWriterTest {
    @TempDir
    Path folder;

    /** Opacities from 0.005 on, scales from 1e-3 to 0.1, quaternions of the given length. */
    private static GaussianCloud random(int count, double length) {
        Random random = new Random(11);
        float[] means = new float[3 * count];
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        float[] colors = new float[3 * count];
        for (int i = 0; i < 3 * count; i++) {
            means[i] = random.nextFloat() * 2 - 1;
            scales[i] = (float) Math.pow(10, -1 - 2 * random.nextDouble());
            colors[i] = random.nextFloat();
        }
        for (int i = 0; i < count; i++) {
            opacities[i] = 0.01f + 0.98f * random.nextFloat();
            double[] q = random.doubles(4, -1, 1).toArray();
            double norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
            for (int k = 0; k < 4; k++) {
                quats[4 * i + k] = (float) (q[k] / norm * length);
            }
        }
        return new GaussianCloud(means, opacities, scales, quats, colors);
    }

    @ParameterizedTest
    @EnumSource(PlyLayout.class)
    void aStreamGetsWhatAFileGets(PlyLayout layout) throws IOException {
        GaussianCloud cloud = random(20, 1);
        cloud.opacities()[3] = PlyWriter.MIN_OPACITY / 2;
        Path file = folder.resolve("model.ply");
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        assertThat(PlyWriter.write(cloud, file, layout, List.of("a remark"))).isEqualTo(19);
        assertThat(PlyWriter.write(cloud, stream, layout, List.of("a remark"))).isEqualTo(19);
        assertThat(stream.toByteArray()).isEqualTo(Files.readAllBytes(file));
    }

    /** Σ = R(q) diag(s²) R(q)ᵀ with the polynomial of the raw quaternion, as the rasterizer computes it. */
    private static double[][] covariance(GaussianCloud cloud, int i, boolean normalised) {
        double[] q = new double[4];
        double norm = 0;
        for (int k = 0; k < 4; k++) {
            q[k] = cloud.quats()[4 * i + k];
            norm += q[k] * q[k];
        }
        for (int k = 0; k < 4 && normalised; k++) {
            q[k] /= Math.sqrt(norm);
        }
        double w = q[0];
        double x = q[1];
        double y = q[2];
        double z = q[3];
        double[][] r = {
            {1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
            {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
            {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}
        };
        double[][] sigma = new double[3][3];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                for (int k = 0; k < 3; k++) {
                    double s = cloud.scales()[3 * i + k];
                    sigma[a][b] += r[a][k] * s * s * r[b][k];
                }
            }
        }
        return sigma;
    }

    private static double relativeError(double[][] actual, double[][] expected) {
        double error = 0;
        double size = 0;
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                error += Math.pow(actual[a][b] - expected[a][b], 2);
                size += Math.pow(expected[a][b], 2);
            }
        }
        return Math.sqrt(error / size);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.007, 0, 0.6, 1.7, 30})
    void aViewerThatNormalisesShowsTheRasterizersCovariance(double length) {
        GaussianCloud cloud = random(300, length);
        Path file = folder.resolve("model.ply");
        assertThat(PlyWriter.write(cloud, file, PlyLayout.VIEWER)).isEqualTo(300);
        GaussianCloud shown = PlyReader.read(file, PlyLayout.VIEWER);
        for (int i = 0; i < 300; i++) {
            // The layout stores log(s + 1e-8).
            assertThat(relativeError(covariance(shown, i, true), covariance(cloud, i, false)))
                    .as("Gaussian %d", i)
                    .isLessThan(2e-5);
        }
    }

    @Test
    void theSmallestAxisKeepsItsPrecisionBesideALongOne() {
        // A needle of 1 by 1e-4 by 2e-4, turned by a quaternion that is not of length one.
        CovarianceAxes axes = new CovarianceAxes(1, 1e-4, 2e-4, 0.7, 0.5, -0.3, 0.2);
        // The product of the axes is |det R(q)| times the product of the scales, whatever the rotation.
        double w = 0.7;
        double v = 0.5 * 0.5 + 0.3 * 0.3 + 0.2 * 0.2;
        // R(q) keeps the axis of q and turns the plane across it by the matrix (a, -b; b, a), b = 2 w |v|, a = 1 - 2
        // |v|².
        double det = Math.pow(1 - 2 * v, 2) + 4 * w * w * v;
        double product = axes.scale(0) * axes.scale(1) * axes.scale(2);
        assertThat(product).isCloseTo(det * 1e-4 * 2e-4, within(1e-14 * det));
        double[] q = axes.quaternion();
        assertThat(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]).isCloseTo(1, within(1e-12));
    }

    @Test
    void flatAndPointGaussiansStayFlat() {
        for (double[] s : new double[][] {{0, 0, 0}, {0.1, 0, 0}, {0, 0.1, 0.2}, {0.2, 0.1, 0}}) {
            CovarianceAxes axes = new CovarianceAxes(s[0], s[1], s[2], 0.003, 0.004, 0.001, 0.002);
            double[] q = axes.quaternion();
            assertThat(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]).isCloseTo(1, within(1e-12));
            for (int k = 0; k < 3; k++) {
                assertThat(axes.scale(k)).isCloseTo(s[k], within(1e-4 * s[k]));
            }
        }
    }

    @Test
    void unitQuaternionsRoundTripAsTheyAre() {
        GaussianCloud cloud = random(100, 1);
        Path first = folder.resolve("first.ply");
        PlyWriter.write(cloud, first, PlyLayout.VIEWER);
        GaussianCloud read = PlyReader.read(first, PlyLayout.VIEWER);
        assertThat(read.quats()).isEqualTo(cloud.quats());
        assertThat(read.means()).isEqualTo(cloud.means());
        assertThat(read.colors()).containsExactly(cloud.colors(), within(1e-6f));
        assertThat(read.opacities()).containsExactly(cloud.opacities(), within(1e-6f));
        assertThat(read.scales()).containsExactly(cloud.scales(), within(1e-6f));
    }

    @ParameterizedTest
    @EnumSource(PlyLayout.class)
    void invisibleAndBrokenGaussiansAreNotWritten(PlyLayout layout) {
        GaussianCloud cloud = random(5, 1);
        cloud.opacities()[1] = 0.0049f;
        cloud.means()[7] = Float.NaN;
        cloud.scales()[9] = Float.POSITIVE_INFINITY;
        Path file = folder.resolve("model.ply");
        assertThat(PlyWriter.write(cloud, file, layout)).isEqualTo(2);
        GaussianCloud read = PlyReader.read(file, layout);
        assertThat(read.means()[0]).isEqualTo(cloud.means()[0]);
        assertThat(read.means()[3]).isEqualTo(cloud.means()[12]);
    }

    @Test
    void anEmptyCloudIsAFileWithoutRows() {
        Path file = folder.resolve("empty.ply");
        assertThat(PlyWriter.write(random(0, 1), file, PlyLayout.VIEWER)).isZero();
        assertThat(PlyReader.read(file, PlyLayout.VIEWER).count()).isZero();
        assertThatThrownBy(() -> PlyWriter.write(random(1, 1), folder.resolve("no/x.ply"), PlyLayout.VIEWER))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void commentsStandBehindThePropertiesAndAreReadOver() throws IOException {
        Path file = folder.resolve("commented.ply");
        PlyWriter.write(random(5, 1), file, PlyLayout.VIEWER, List.of("untrained model"));
        List<String> header = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                .lines()
                .takeWhile(line -> !line.equals("end_header"))
                .toList();
        assertThat(header.get(2)).startsWith("element vertex");
        assertThat(header.getLast()).isEqualTo("comment untrained model");
        assertThat(PlyReader.read(file, PlyLayout.VIEWER).count()).isEqualTo(5);
        assertThatThrownBy(() -> PlyWriter.write(random(1, 1), file, PlyLayout.VIEWER, List.of("two\nlines")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
