package org.ouroboros3d.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyReader;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

class SmoothingFilterTest {
    private static final double FOCAL = 1.25;
    private static final int SIZE = 64;

    @TempDir
    Path folder;

    /** Cameras on the z axis that look along it, in the direction of {@code sign}. */
    private static double[] onAxis(double z, int sign) {
        return new double[] {sign, 0, 0, 0, 0, 1, 0, 0, 0, 0, sign, z, 0, 0, 0, 1};
    }

    private static Cameras cameras(double[]... poses) {
        Intrinsics intrinsics = new Intrinsics(FOCAL, FOCAL, 0.5, 0.5);
        return Cameras.of(List.of(poses), Collections.nCopies(poses.length, intrinsics));
    }

    private static GaussianCloud one(float x, float y, float z, float... quaternion) {
        return new GaussianCloud(
                new float[] {x, y, z}, new float[] {0.7f}, new float[] {0.001f, 0.01f, 0.1f}, quaternion, new float[] {
                    0.1f, 0.2f, 0.3f
                });
    }

    private static void assertVariances(GaussianCloud cloud, double added) {
        double[] before = {0.001, 0.01, 0.1};
        for (int k = 0; k < 3; k++) {
            assertThat((double) cloud.scales()[k]).isCloseTo(Math.sqrt(before[k] * before[k] + added), within(1e-7));
        }
    }

    @Test
    void theVarianceOfHalfAPixelAtTheGaussiansDepthIsAdded() {
        // Off the axis the depth counts, not the distance.
        GaussianCloud cloud = one(0.3f, -0.2f, 0.5f, 1, 0, 0, 0);
        GaussianCloud filtered = new SmoothingFilter(cameras(onAxis(-1.5, 1)), SIZE).apply(cloud);
        assertVariances(filtered, Math.pow(0.5 * 2 / (FOCAL * SIZE), 2));
        assertThat(filtered.means()).isEqualTo(cloud.means());
        assertThat(filtered.opacities()).isEqualTo(cloud.opacities());
        assertThat(filtered.quats()).isEqualTo(cloud.quats());
        assertThat(filtered.colors()).isEqualTo(cloud.colors());
        assertThat(cloud.scales()).containsExactly(0.001f, 0.01f, 0.1f);
    }

    @Test
    void theViewWithTheSmallestPixelCountsAmongThoseInFrontOfWhichItLies() {
        GaussianCloud cloud = one(0, 0, 0.5f, 1, 0, 0, 0);
        double[] far = onAxis(-1.5, 1);
        double[] near = onAxis(1.7, -1);
        double[] turnedAway = onAxis(0.6, 1);
        SmoothingFilter filter = new SmoothingFilter(cameras(far, near, turnedAway), SIZE);
        assertVariances(filter.apply(cloud), Math.pow(0.5 * 1.2 / (FOCAL * SIZE), 2));
        Cameras zoomed = Cameras.of(
                List.of(far, near),
                List.of(new Intrinsics(4 * FOCAL, 3 * FOCAL, 0.5, 0.5), new Intrinsics(FOCAL, FOCAL, 0.5, 0.5)));
        assertVariances(new SmoothingFilter(zoomed, SIZE).apply(cloud), Math.pow(0.5 * 2 / (4 * FOCAL * SIZE), 2));
        assertVariances(new SmoothingFilter(cameras(turnedAway), SIZE).apply(cloud), 0);
    }

    /** Σ = R(q) diag(s²) R(q)ᵀ with the polynomial of the raw quaternion, as the rasterizer computes it. */
    private static double[][] covariance(GaussianCloud cloud, int i) {
        double w = cloud.quats()[4 * i];
        double x = cloud.quats()[4 * i + 1];
        double y = cloud.quats()[4 * i + 2];
        double z = cloud.quats()[4 * i + 3];
        double[][] r = {
            {1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
            {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
            {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}
        };
        double[][] sigma = new double[3][3];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                for (int k = 0; k < 3; k++) {
                    sigma[a][b] += r[a][k] * Math.pow(cloud.scales()[3 * i + k], 2) * r[b][k];
                }
            }
        }
        return sigma;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.01, 0.6, 1.3})
    void theCovarianceThatTheRasterizerSeesGrowsByAMultipleOfTheIdentity(double length) {
        double added = Math.pow(0.5 * 2 / (FOCAL * SIZE), 2);
        SmoothingFilter filter = new SmoothingFilter(cameras(onAxis(-1.5, 1)), SIZE);
        Random random = new Random(5);
        for (int sample = 0; sample < 50; sample++) {
            double[] q = random.doubles(4, -1, 1).toArray();
            double norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]) / length;
            GaussianCloud cloud =
                    one(0, 0, 0.5f, (float) (q[0] / norm), (float) (q[1] / norm), (float) (q[2] / norm), (float)
                            (q[3] / norm));
            double[][] before = covariance(cloud, 0);
            double[][] after = covariance(filter.apply(cloud), 0);
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    // The longest variance is 0.01, in float32.
                    assertThat(after[a][b]).isCloseTo(before[a][b] + (a == b ? added : 0), within(2e-8));
                }
            }
        }
    }

    @Test
    void aFileIsReadWithTheScalesThatWereWritten() {
        GaussianCloud filtered = new SmoothingFilter(cameras(onAxis(-1.5, 1)), SIZE).apply(one(0, 0, 0.5f, 1, 0, 0, 0));
        Path file = folder.resolve("model.ply");
        PlyWriter.write(filtered, file, PlyLayout.VIEWER, List.of("low_pass 64"));
        float[] read = PlyReader.read(file, PlyLayout.VIEWER).scales();
        for (int k = 0; k < 3; k++) {
            assertThat(read[k]).isCloseTo(filtered.scales()[k], within(1e-6f * filtered.scales()[k] + 2e-8f));
        }
    }

    @Test
    void aViewNeedsPixels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SmoothingFilter(Cameras.eightViews(), 0))
                .withMessageContaining("not 0");
    }
}
