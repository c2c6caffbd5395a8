package org.ouroboros3d.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.tensor.Device;

/** Backgrounds and coordinates, for which the rasterizer's own tests know no pictures. */
class SceneRendererTest {
    private static final int SIZE = 48;
    private static final Cameras FRONT = Cameras.turntable(1);

    /** Two half transparent balls, one in front of the other and beside it. */
    private static final GaussianCloud BALLS = new GaussianCloud(
            new float[] {-0.1f, 0, 0.2f, 0.15f, 0.1f, -0.2f},
            new float[] {0.7f, 0.9f},
            new float[] {0.1f, 0.1f, 0.1f, 0.2f, 0.1f, 0.1f},
            new float[] {1, 0, 0, 0, 1, 0, 0, 0},
            new float[] {0.9f, 0.2f, 0.1f, 0.1f, 0.5f, 0.8f});

    private static Image over(Image straight, Background background) {
        byte[] samples = new byte[3 * SIZE * SIZE];
        int[] below = {background.red(), background.green(), background.blue()};
        for (int i = 0; i < samples.length; i++) {
            int x = i / 3 % SIZE;
            int y = i / 3 / SIZE;
            double alpha = straight.sample(x, y, 3) / 255.0;
            samples[i] = (byte) Math.round(straight.sample(x, y, i % 3) * alpha + below[i % 3] * (1 - alpha));
        }
        return Image.of(SIZE, SIZE, 3, samples);
    }

    private static void assertSame(Image actual, Image expected, int tolerance) {
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(actual.sample(x, y, c)).isCloseTo(expected.sample(x, y, c), within(tolerance));
                }
            }
        }
    }

    @Test
    void aTransparentPictureOverAColorIsThePictureOnThatColor() {
        try (SceneRenderer renderer = new SceneRenderer(BALLS, Device.CPU)) {
            Image straight =
                    renderer.render(FRONT, SIZE, SIZE, Background.TRANSPARENT).getFirst();
            Image coordinates = renderer.renderCoordinates(FRONT, SIZE, SIZE, Background.TRANSPARENT)
                    .getFirst();
            assertThat(straight).hasToString(SIZE + "x" + SIZE + " RGBA");
            assertThat(straight.sample(0, 0, 3)).isZero();
            for (Background color : List.of(Background.WHITE, Background.BLACK, new Background(10, 200, 90, false))) {
                // Color and alpha are rounded apart.
                assertSame(
                        over(straight, color),
                        renderer.render(FRONT, SIZE, SIZE, color).getFirst(),
                        2);
                assertSame(
                        over(coordinates, color),
                        renderer.renderCoordinates(FRONT, SIZE, SIZE, color).getFirst(),
                        2);
            }
        }
    }

    @Test
    void coordinatesAreTheCubeInColors() {
        GaussianCloud one = new GaussianCloud(
                new float[] {0, 0, 0.5f},
                new float[] {1},
                new float[] {0.3f, 0.3f, 0.3f},
                new float[] {1, 0, 0, 0},
                new float[] {1, 1, 1});
        try (SceneRenderer renderer = new SceneRenderer(one, Device.CPU)) {
            Image picture = renderer.renderCoordinates(FRONT, SIZE, SIZE, Background.BLACK)
                    .getFirst();
            // An alpha of at most 0.99 over black.
            assertThat(picture.sample(SIZE / 2, SIZE / 2, 0)).isCloseTo(126, within(1));
            assertThat(picture.sample(SIZE / 2, SIZE / 2, 1)).isCloseTo(126, within(1));
            assertThat(picture.sample(SIZE / 2, SIZE / 2, 2)).isCloseTo(189, within(1));
        }
    }
}
