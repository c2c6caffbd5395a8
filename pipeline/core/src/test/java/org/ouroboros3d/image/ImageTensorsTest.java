package org.ouroboros3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.TensorScope;

class ImageTensorsTest {
    @Test
    void transparentPixelsAreWhiteAndSmallerPicturesAreMeans() {
        // Opaque red, and three transparent pixels of other colors below it and beside it.
        byte[] rgba = {(byte) 255, 0, 0, (byte) 255, 0, 0, 0, 0, 0, (byte) 255, 0, 0, 0, 0, (byte) 255, 0};
        try (TensorScope scope = TensorScope.open()) {
            float[] whole =
                    ImageTensors.onWhiteWithAlpha(Image.of(2, 2, 4, rgba), 2).toFloatArray();
            assertThat(whole).containsExactly(1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0);
            float[] mean =
                    ImageTensors.onWhiteWithAlpha(Image.of(2, 2, 4, rgba), 1).toFloatArray();
            assertThat(mean).containsExactly(new float[] {1, 0.75f, 0.75f, 0.25f}, within(0.5f / 255 + 1e-6f));
        }
    }

    @Test
    void withoutAlphaWhatIsNotWhiteShowsTheObject() {
        byte[] rgb = {
            (byte) 255, (byte) 255, (byte) 255, (byte) 253, (byte) 252, (byte) 254, 40, (byte) 255, 90, 0, 0, 0
        };
        try (TensorScope scope = TensorScope.open()) {
            float[] values =
                    ImageTensors.onWhiteWithAlpha(Image.of(2, 2, 3, rgb), 2).toFloatArray();
            assertThat(values).endsWith(0, 0, 1, 1);
            assertThat(values[2]).isEqualTo(40f / 255);
        }
    }
}
