package org.ouroboros3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class ImageTest {
    private final Image rgb = Image.of(2, 1, 3, new byte[] {0, 51, (byte) 255, 10, 20, 30});

    @Test
    void planesAndSamplesAreTheSamePicture() {
        assertThat(rgb.toPlanar()).containsExactly(0f, 10 / 255f, 0.2f, 20 / 255f, 1f, 30 / 255f);
        assertThat(Image.ofPlanar(2, 1, 3, rgb.toPlanar())).isEqualTo(rgb);
        assertThat(rgb.sample(0, 0, 2)).isEqualTo(255);
    }

    @Test
    void planarValuesAreClampedAndRounded() {
        Image image = Image.ofPlanar(1, 1, 4, new float[] {-1, 2, Float.NaN, 0.5f});
        assertThat(new int[] {image.sample(0, 0, 0), image.sample(0, 0, 1), image.sample(0, 0, 2), image.sample(0, 0, 3)
                })
                .containsExactly(0, 255, 0, 128);
    }

    @Test
    void isImmutable() {
        byte[] samples = {1, 2, 3};
        Image image = Image.of(1, 1, 3, samples);
        samples[0] = 9;
        assertThat(image.sample(0, 0, 0)).isEqualTo(1);
        assertThatThrownBy(() -> image.samples().put(0, (byte) 7)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void alphaIsAddedAndReplaced() {
        Image cut = rgb.withAlpha(new byte[] {(byte) 255, 7});
        assertThat(cut.isTranslucent()).isTrue();
        assertThat(cut.sample(1, 0, 2)).isEqualTo(30);
        assertThat(cut.withAlpha(new byte[] {(byte) 255, (byte) 255}).isTranslucent())
                .isFalse();
        assertThat(rgb.isTranslucent()).isFalse();
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> Image.of(2, 2, 3, new byte[3])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Image.of(0, 2, 3, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Image.of(1, 1, 2, new byte[2])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rgb.withAlpha(new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rgb.sample(2, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
