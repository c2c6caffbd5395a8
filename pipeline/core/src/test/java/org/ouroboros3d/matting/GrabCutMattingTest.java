package org.ouroboros3d.matting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;

class GrabCutMattingTest {
    private final Matting matting = new GrabCutMatting();

    /** A disc of radius 40 around (80, 60) in a 160x120 picture. */
    private static boolean inside(int x, int y) {
        return Math.hypot(x - 80, y - 60) < 40;
    }

    private interface Colour {
        int at(int x, int y, int channel);
    }

    private static Image picture(int width, int height, Colour colour) {
        byte[] samples = new byte[width * height * 3];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) colour.at(i / 3 % width, i / 3 / width, i % 3);
        }
        return Image.of(width, height, 3, samples);
    }

    /** Intersection over union of the mask and the disc. */
    private static double overlap(Image cut) {
        int both = 0;
        int either = 0;
        for (int y = 0; y < cut.height(); y++) {
            for (int x = 0; x < cut.width(); x++) {
                boolean masked = cut.sample(x, y, 3) > 0;
                both += masked && inside(x, y) ? 1 : 0;
                either += masked || inside(x, y) ? 1 : 0;
            }
        }
        return (double) both / either;
    }

    @Test
    void aPlainBackgroundIsFilledUpToTheObjectAndNotIntoIt() {
        Random noise = new Random(1);
        // A white hole inside the disc belongs to the object.
        Image image = picture(
                160,
                120,
                (x, y, c) -> inside(x, y) && Math.hypot(x - 80, y - 60) > 10 ? 40 * c : 250 + noise.nextInt(6));
        Image cut = matting.cutOut(image);
        assertThat(overlap(cut)).isEqualTo(1.0);
        assertThat(cut.sample(80, 60, 3)).isEqualTo(255);
    }

    @Test
    void anObjectThatTouchesTheFrameIsKept() {
        Image image = picture(160, 120, (x, y, c) -> y > 60 && x > 60 && x < 100 ? 30 : 255);
        Image cut = matting.cutOut(image);
        assertThat(cut.sample(80, 119, 3)).isEqualTo(255);
        assertThat(cut.sample(20, 119, 3)).isZero();
    }

    @Test
    void specksAreDropped() {
        Image image = picture(160, 120, (x, y, c) -> inside(x, y) || (x < 3 && y > 50 && y < 54) ? 30 : 255);
        assertThat(overlap(matting.cutOut(image))).isEqualTo(1.0);
    }

    @Test
    void aTexturedBackgroundIsCutAwayTheSameEveryTime() {
        Random noise = new Random(2);
        Image image = picture(
                160,
                120,
                (x, y, c) -> inside(x, y)
                        ? (c == 0 ? 200 : 30) + noise.nextInt(20)
                        : (c == 1 ? 60 + x / 2 : 90) + noise.nextInt(60));
        Image cut = matting.cutOut(image);
        assertThat(overlap(cut)).isGreaterThan(0.95);
        for (int i = 0; i < 3; i++) {
            assertThat(matting.cutOut(image)).isEqualTo(cut);
        }
    }

    private static double kept(Image cut) {
        int count = 0;
        for (int p = 0; p < cut.width() * cut.height(); p++) {
            count += cut.sample(p % cut.width(), p / cut.width(), 3) > 0 ? 1 : 0;
        }
        return 100.0 * count / (cut.width() * cut.height());
    }

    /** Head and shoulders in 256 x 256 pixels, cut by the lower edge: 37 % of the picture. */
    private static boolean isBust(int x, int y) {
        return Math.hypot(x - 128, y - 110) < 50 || (y > 150 && Math.abs(x - 128) < 40 + (y - 150) * 0.7);
    }

    @Test
    void headAndShouldersCutByTheLowerEdgeAreKept() {
        assertThat(kept(matting.cutOut(resource("bust.png")))).isCloseTo(37, within(1.0));
        Random noise = new Random(3);
        Image textured = picture(
                256,
                256,
                (x, y, c) -> (isBust(x, y) ? (y < 155 ? 200 - 60 * c : 30 + 50 * c) : 130 + (x / 8 + y / 8) % 2 * 30)
                        + noise.nextInt(20));
        assertThat(kept(matting.cutOut(textured))).isCloseTo(37, within(3.0));
        // Light that falls off to one side, or from above.
        for (int turn = 0; turn < 3; turn++) {
            int way = turn;
            Image lit = picture(
                    256,
                    256,
                    (x, y, c) -> isBust(x, y)
                            ? (y < 155 ? 200 - 60 * c : 30 + 50 * c)
                            : 110 + (way == 0 ? x : way == 1 ? 255 - x : 255 - y) / 2 + 5 * c);
            assertThat(kept(matting.cutOut(lit))).as("light " + way).isCloseTo(37, within(3.0));
        }
    }

    @Test
    void objectInACornerOrAtAnEdgeIsKept() {
        assertThat(kept(matting.cutOut(resource("touch.png")))).isCloseTo(100.0 * 55 * 55 / (96 * 96), within(0.5));
        for (int turn = 0; turn < 4; turn++) {
            int corner = turn;
            Image image = picture(
                    100,
                    80,
                    (x, y, c) -> (corner % 2 == 0 ? x < 45 : x > 55) && (corner < 2 ? y < 40 : y > 40) ? 40 * c : 230);
            assertThat(kept(matting.cutOut(image))).isBetween(20.0, 25.0);
        }
    }

    private static Image resource(String name) {
        try {
            return ImageReader.read(Path.of(
                    GrabCutMattingTest.class.getResource("/cases/" + name).toURI()));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void blankAndTinyPicturesHoldNoObject() {
        Image blank = picture(50, 40, (x, y, c) -> 128);
        assertThatThrownBy(() -> matting.cutOut(blank))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no object can be told from its background");
        Image pixel = picture(1, 1, (x, y, c) -> 128);
        assertThatThrownBy(() -> matting.cutOut(pixel)).isInstanceOf(InputException.class);
        Image few = picture(2, 2, (x, y, c) -> 80 * (x + 2 * y));
        assertThatThrownBy(() -> matting.cutOut(few)).isInstanceOf(InputException.class);
    }
}
