package org.ouroboros3d.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

class MetricsTest {
    private final Random random = new Random(5);
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private Tensor uniform(long... shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return Tensor.of(values, shape);
    }

    @Test
    void psnrPoolsTheSquaredErrors() {
        Tensor zero = Tensor.of(new float[12], 1, 3, 2, 2);
        assertThat(Psnr.of(Arithmetic.add(zero, 0.1), zero)).isCloseTo(20, within(1e-5));
        assertThat(Psnr.of(zero, zero)).isInfinite();
        Psnr both = new Psnr();
        both.add(Arithmetic.add(zero, 0.1), zero);
        both.add(zero, zero);
        // Half of the mean squared error, not the mean of 20 dB and infinity.
        assertThat(both.value()).isCloseTo(20 + 10 * Math.log10(2), within(1e-5));
        assertThatThrownBy(() -> new Psnr().value()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Psnr.of(zero, uniform(3, 2, 2))).isInstanceOf(ShapeException.class);
    }

    @Test
    void ssimOfAnImageWithItselfIsOne() {
        Tensor image = uniform(2, 3, 16, 13);
        long before = Tensor.liveCount();
        for (Ssim.Border border : Ssim.Border.values()) {
            Tensor same = Ssim.perImage(image, image, 1, border);
            assertThat(same.toFloatArray()).containsExactly(new float[] {1, 1}, within(1e-6f));
            same.close();
        }
        assertThat(Tensor.liveCount()).isEqualTo(before);
        // Two constant images differ in luminance alone: (2ab + c1) / (a² + b² + c1).
        Tensor zero = Tensor.of(new float[3 * 144], 1, 3, 12, 12);
        Tensor a = Arithmetic.add(zero, 0.5);
        Tensor b = Arithmetic.add(zero, 0.25);
        double expected = (2 * 0.125 + 1e-4) / (0.25 + 0.0625 + 1e-4);
        assertThat((double) Ssim.perImage(a, b, 1, Ssim.Border.WHOLE).item()).isCloseTo(expected, within(1e-4));
        assertThat(Ssim.rangeOf(a, uniform(1, 3, 12, 12))).isBetween(0.9, 1.0);
    }

    @Test
    void ssimNeedsAWindow() {
        Tensor small = uniform(1, 3, 5, 20);
        assertThatThrownBy(() -> Ssim.map(small, small, 1)).isInstanceOf(ShapeException.class);
        Tensor narrow = uniform(1, 3, 10, 20);
        assertThatThrownBy(() -> Ssim.perImage(narrow, narrow, 1, Ssim.Border.CUT))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void lpipsIsZeroForEqualImagesAndHasAGradient() {
        List<Integer> channels = List.of(2, 3, 3, 2, 2);
        Map<String, Tensor> tensors = new HashMap<>();
        int in = 3;
        for (int k = 0; k < 5; k++) {
            int out = channels.get(k);
            for (LpipsTrunk.Layer layer : LpipsTrunk.ALEX.blocks().get(k).layers()) {
                String key = "features." + layer.index();
                tensors.put(key + ".weight", uniform(out, in, layer.kernel(), layer.kernel()));
                tensors.put(key + ".bias", uniform(out));
            }
            tensors.put("lin" + k + ".model.1.weight", uniform(1, out, 1, 1));
            in = out;
        }
        Weights weights = Weights.of(tensors, "random");
        Lpips lpips = new Lpips(weights, LpipsTrunk.ALEX, channels);
        weights.requireAllUsed();
        Tensor image = uniform(2, 3, 48, 48);
        assertThat(lpips.forward(image, image).toFloatArray()).containsExactly(0f, 0f);
        Tensor other = uniform(2, 3, 48, 48).requiresGrad(true);
        Tensor distance = lpips.forward(image, other);
        assertThat(distance.shape()).containsExactly(2);
        assertThat(distance.toFloatArray()[0]).isPositive();
        Autograd.backward(Reductions.sum(distance));
        assertThat(Reductions.norm(Autograd.gradient(other)).item()).isPositive();
        assertThatThrownBy(() -> new Lpips(weights, LpipsTrunk.VGG, List.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
