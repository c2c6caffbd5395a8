package org.ouroboros3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ScalingTest {
    private static final Image CHECKER = Image.of(2, 2, 3, new byte[] {0, 0, 0, 80, 80, 80, 80, 80, 80, 0, 0, 0});

    @Test
    void multiplesRepeatPixels() {
        Image large = Scaling.square(CHECKER, 6);
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 6; x++) {
                assertThat(large.sample(x, y, 1)).isEqualTo(CHECKER.sample(x / 3, y / 3, 1));
            }
        }
    }

    @Test
    void smallerPicturesAreMeans() {
        assertThat(Scaling.square(CHECKER, 1).sample(0, 0, 0)).isEqualTo(40);
    }

    @Test
    void otherSizesAreInterpolatedAndKeepFlatColorsAndAlpha() {
        Image flat = Image.of(2, 2, 4, new byte[] {9, 8, 7, 50, 9, 8, 7, 50, 9, 8, 7, 50, 9, 8, 7, 50});
        Image large = Scaling.square(flat, 5);
        assertThat(large).hasToString("5x5 RGBA");
        assertThat(large.sample(2, 2, 2)).isEqualTo(7);
        assertThat(large.sample(4, 0, 3)).isEqualTo(50);
    }

    @Test
    void theMethodFollowsFromTheSizes() {
        assertThat(Scaling.between(64, 512)).isEqualTo(Scaling.NEAREST);
        assertThat(Scaling.between(512, 512)).isEqualTo(Scaling.NEAREST);
        assertThat(Scaling.between(320, 512)).isEqualTo(Scaling.LANCZOS);
        assertThat(Scaling.between(512, 256)).isEqualTo(Scaling.AREA);
        assertThat(Scaling.square(CHECKER, 2)).isSameAs(CHECKER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scaling.square(Image.of(2, 1, 3, new byte[6]), 4))
                .withMessageContaining("2x1 RGB");
    }
}
