package org.ouroboros3d.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.gaussian.GaussianReader;
import org.ouroboros3d.format.gaussian.ReadOptions;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class ViewColorsTest {
    /** Real spherical harmonics from associated Legendre polynomials by their recurrence, with the phase (-1)^m. */
    private static double harmonic(int l, int m, double[] way) {
        int n = Math.abs(m);
        double z = way[2];
        double p = 1;
        for (int i = 1; i <= n; i++) {
            p *= -(2 * i - 1) * Math.sqrt(1 - z * z);
        }
        double before = 0;
        for (int k = n + 1; k <= l; k++) {
            double next = ((2 * k - 1) * z * p - (k + n - 1) * before) / (k - n);
            before = p;
            p = next;
        }
        double factor = (2 * l + 1) / (4 * Math.PI);
        for (int k = l - n + 1; k <= l + n; k++) {
            factor /= k;
        }
        double angle = Math.atan2(way[1], way[0]);
        double turn = m > 0 ? Math.cos(n * angle) : m < 0 ? Math.sin(n * angle) : Math.sqrt(0.5);
        return Math.sqrt(2 * factor) * p * turn;
    }

    private static float[] random(int count, float low, float high, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat(low, high);
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void colorsAreTheSumOfHarmonicsInTheDirectionFromTheCamera(int degree) {
        Random random = new Random(degree);
        int count = 50;
        int coefficients = GaussianCloud.shCoefficients(degree);
        float[] means = random(3 * count, -1, 1, random);
        float[] colors = random(3 * count, 0, 1, random);
        float[] sh = random(3 * count * coefficients, -0.3f, 0.3f, random);
        GaussianCloud cloud =
                new GaussianCloud(means, new float[count], new float[3 * count], new float[4 * count], colors, sh);
        double[] camera = {0.4, -1.7, 2.2};
        float[] seen;
        try (TensorScope scope = TensorScope.open()) {
            Tensor places = Tensor.of(means, count, 3);
            Tensor base = Tensor.of(colors, count, 3);
            seen = new ViewColors(cloud, places, base, Device.CPU, scope)
                    .from(camera)
                    .toFloatArray();
        }
        for (int i = 0; i < count; i++) {
            double[] way = new double[3];
            double square = 0;
            for (int axis = 0; axis < 3; axis++) {
                way[axis] = means[3 * i + axis] - camera[axis];
                square += way[axis] * way[axis];
            }
            for (int axis = 0; axis < 3; axis++) {
                way[axis] /= Math.sqrt(square);
            }
            for (int c = 0; c < 3; c++) {
                double expected = colors[3 * i + c];
                int k = 0;
                for (int l = 1; l <= degree; l++) {
                    for (int m = -l; m <= l; m++) {
                        expected += sh[3 * (i * coefficients + k++) + c] * harmonic(l, m, way);
                    }
                }
                assertThat(seen[3 * i + c]).isCloseTo((float) Math.max(0, expected), within(1e-5f));
            }
        }
    }

    @Test
    void fileThatIsRedFromItsFrontIsBlueFromItsBack() throws URISyntaxException {
        Path file = Path.of(
                ViewColorsTest.class.getResource("/cases/s_sh1_viewdep.ply").toURI());
        Cameras cameras = Cameras.orbit(0, new double[] {0, 180}, 1.5, Intrinsics.ofFieldOfView(49.1));
        // The file is red from its +z, which is where the first camera stands in these axes, and not in a PLY's usual
        // ones.
        for (Axes axes : Axes.values()) {
            GaussianCloud cloud = GaussianReader.read(file, new ReadOptions(Optional.of(axes), PlyLayout.VIEWER));
            try (SceneRenderer renderer = new SceneRenderer(cloud, Device.CPU)) {
                List<Image> pictures = renderer.render(cameras, 32, 32);
                Image red = pictures.get(axes == Axes.RUB ? 0 : 1);
                Image blue = pictures.get(axes == Axes.RUB ? 1 : 0);
                // 0.95, 0.5, 0.05 and the other way round, behind an opacity of 0.99 on white.
                assertThat(red.sample(16, 16, 0)).isCloseTo(242, within(3));
                assertThat(red.sample(16, 16, 1)).isCloseTo(128, within(5));
                assertThat(red.sample(16, 16, 2)).isCloseTo(15, within(5));
                assertThat(blue.sample(16, 16, 2)).isCloseTo(242, within(3));
                assertThat(renderer.seen()).isTrue();
            }
        }
    }
}
