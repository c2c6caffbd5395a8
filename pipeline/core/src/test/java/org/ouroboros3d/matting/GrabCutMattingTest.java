package org.ouroboros3d.matting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;

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
