package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.ops.Normalization;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.testing.Gradients;

class AutogradTest {
    @Test
    void elementwiseFunctions() {
        Gradients.check(
                Gradients.wave(6),
                new long[] {6},
                x -> Activations.silu(Arithmetic.addScaled(x, Activations.softplus(x), 0.5)));
        Gradients.check(
                Gradients.wave(6),
                new long[] {6},
                x -> Arithmetic.div(Activations.gelu(x), Arithmetic.add(Arithmetic.square(x), 1)));
    }

    @Test
    void convolutionAndGroupNorm() {
        Gradients.check(Gradients.wave(2 * 4 * 3 * 3), new long[] {2, 4, 3, 3}, x -> {
            Tensor weight = Tensor.of(Gradients.wave(4 * 4 * 9), 4, 4, 3, 3);
            Tensor scale = Tensor.of(Gradients.wave(4), 4);
            return Normalization.groupNorm(Convolutions.conv2d(x, weight, null, 1, 1), 2, scale, scale, 1e-5);
        });
    }

    @Test
    void severalRootsWithGivenGradients() {
        try (var scope = TensorScope.open()) {
            Tensor leaf = Tensor.of(new float[] {1, 2, 3}, 3).requiresGrad(true);
            Tensor doubled = Arithmetic.mul(leaf, 2);
            Tensor squared = Arithmetic.square(leaf);
            Autograd.backward(
                    List.of(doubled, squared),
                    List.of(Tensor.of(new float[] {1, 10, 100}, 3), Tensor.of(new float[] {1, 1, 1}, 3)));
            assertThat(Autograd.gradient(leaf).toFloatArray()).containsExactly(2 + 2, 20 + 4, 200 + 6);
        }
    }

    @Test
    void gradModeIsRestored() {
        try (var scope = TensorScope.open()) {
            Tensor leaf = Tensor.of(new float[] {1}, 1).requiresGrad(true);
            try (var noGrad = GradMode.disabled()) {
                assertThat(GradMode.isEnabled()).isFalse();
                Arithmetic.mul(leaf, 2);
            }
            assertThat(GradMode.isEnabled()).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(() -> Autograd.gradient(leaf))
                    .withMessageContaining("no gradient");
            Autograd.backward(Shapes.reshape(Arithmetic.mul(leaf, 3)));
            assertThat(Autograd.gradient(leaf).item()).isEqualTo(3);
        }
    }

    @Test
    void aTakenGradientIsGoneFromItsLeafAndCollectedAnew() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 2).requiresGrad(true);
            assertThat(Autograd.take(x)).isEmpty();
            Autograd.backward(Operators.SUM.begin().tensor(x).none().call());
            Tensor taken = Autograd.take(x).orElseThrow();
            assertThat(taken.toFloatArray()).containsExactly(1, 1);
            assertThat(Autograd.collected(x)).isEmpty();
            taken.close();
            for (int i = 0; i < 2; i++) {
                Tensor doubled = Operators.MUL
                        .begin()
                        .tensor(x)
                        .tensor(Tensor.scalar(2).to(DType.FLOAT32))
                        .call();
                Autograd.backward(Operators.SUM.begin().tensor(doubled).none().call());
            }
            assertThat(Autograd.gradient(x).toFloatArray()).containsExactly(4, 4);
        }
    }
}
