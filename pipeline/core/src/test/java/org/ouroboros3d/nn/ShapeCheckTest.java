package org.ouroboros3d.nn;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.tensor.TensorScope;

class ShapeCheckTest {
    @Test
    void namesStandForAnySizeAndNumbersForThemselves() {
        try (TensorScope scope = TensorScope.open()) {
            assertThatCode(() -> ShapeCheck.require("f", "x", Creation.zeros(2, 3, 5), "[B, 3, W]"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aMistakeIsNamed() {
        try (TensorScope scope = TensorScope.open()) {
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> ShapeCheck.require("Vae.encode", "images", Creation.zeros(2, 4, 5), "[B, 3, W]"))
                    .withMessageContaining("Vae.encode")
                    .withMessageContaining("images")
                    .withMessageContaining("[B, 3, W]")
                    .withMessageContaining("[2, 4, 5]");
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> ShapeCheck.require("f", "x", Creation.zeros(3), "[B, 3]"));
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> ShapeCheck.require("f", "x", Creation.zeros(0, 3), "[B, 3]"));
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> ShapeCheck.requireMultiple("f", "x", Creation.zeros(1, 8, 12), 8))
                    .withMessageContaining("multiples of 8");
        }
    }
}
