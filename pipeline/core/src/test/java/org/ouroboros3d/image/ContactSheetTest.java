package org.ouroboros3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
    private static Image gray(int width, int height, int level) {
        byte[] samples = new byte[width * height * 3];
        Arrays.fill(samples, (byte) level);
        return Image.of(width, height, 3, samples);
    }

    @Test
    void eightViewsAreOneRowOrTwo() {
        List<Image> views =
                IntStream.range(0, 8).mapToObj(i -> gray(6, 5, 20 * i)).toList();
        Image row = ContactSheet.of(views, 8);
        assertThat(row.toString()).isEqualTo("48x5 RGB");
        Image rows = ContactSheet.of(views, 4);
        assertThat(rows.toString()).isEqualTo("24x10 RGB");
        for (int i = 0; i < 8; i++) {
            assertThat(row.sample(6 * i, 4, 0)).isEqualTo(20 * i);
            assertThat(rows.sample(6 * (i % 4) + 5, 5 * (i / 4), 2)).isEqualTo(20 * i);
        }
    }

    @Test
    void anUnfinishedRowAndSmallerPicturesAreOnWhite() {
        Image sheet = ContactSheet.of(List.of(gray(4, 4, 0), gray(2, 2, 0), gray(4, 4, 0)), 2);
        assertThat(sheet.toString()).isEqualTo("8x8 RGB");
        assertThat(sheet.sample(4, 0, 0)).isEqualTo(255);
        assertThat(sheet.sample(5, 1, 0)).isZero();
        assertThat(sheet.sample(6, 6, 0)).isEqualTo(255);
        assertThat(ContactSheet.of(List.of(gray(4, 4, 0)), 5).width()).isEqualTo(4);
    }

    @Test
    void transparencyShowsWhite() {
        Image half = Image.of(1, 1, 4, new byte[] {0, 0, 0, (byte) 128});
        assertThat(ContactSheet.of(List.of(half), 1).sample(0, 0, 0)).isEqualTo(127);
    }

    @Test
    void labelsStandBelowTheirPicture() {
        Image sheet = ContactSheet.of(List.of(gray(80, 10, 0), gray(80, 10, 0)), List.of("step 1", ""), 2);
        assertThat(sheet.height()).isEqualTo(10 + Caption.HEIGHT);
        assertThat(darkest(sheet, 0, 80)).isLessThan(60);
        assertThat(darkest(sheet, 80, 160)).isEqualTo(255);
    }

    @Test
    void aLongLabelStaysInItsColumn() {
        Image caption = Caption.of("a label that is much longer than its picture is wide", 90, Background.WHITE);
        for (int y = 0; y < Caption.HEIGHT; y++) {
            assertThat(caption.sample(0, y, 0)).isEqualTo(255);
            assertThat(caption.sample(89, y, 0)).isEqualTo(255);
        }
    }

    private static int darkest(Image sheet, int from, int to) {
        int darkest = 255;
        for (int y = 10; y < sheet.height(); y++) {
            for (int x = from; x < to; x++) {
                darkest = Math.min(darkest, sheet.sample(x, y, 0));
            }
        }
        return darkest;
    }

    @Test
    void nothingToShowIsRefused() {
        assertThatThrownBy(() -> ContactSheet.of(List.of(), 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ContactSheet.of(List.of(gray(1, 1, 1)), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ContactSheet.of(List.of(gray(1, 1, 1)), List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
