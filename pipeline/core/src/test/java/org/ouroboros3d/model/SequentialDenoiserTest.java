package org.ouroboros3d.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class SequentialDenoiserTest {
    private static final int FRAMES = 2;

    /** Adds up all that it is given, so that a wrong share of anything shows. Keeps what it was asked. */
    private static final class Sum implements MultiViewDenoiser {
        final List<float[]> asked = new ArrayList<>();

        @Override
        public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
            return new PreparedCameras(List.of(c2w));
        }

        @Override
        public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
            return new PreparedTimes(Tensor.of(timesteps, timesteps.length, 1));
        }

        @Override
        public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
            return new FeedbackFeatures(List.of(colors, coordinates));
        }

        @Override
        public Tensor denoise(DenoiserInput input) {
            assertThat(input.sample().size(0)).isEqualTo(1);
            asked.add(input.times().embeddings().toFloatArray());
            Tensor sum = Arithmetic.add(input.sample(), input.encoderHiddenStates());
            for (Tensor tensor : input.cameras().embeddings()) {
                sum = Arithmetic.add(sum, Shapes.unsqueeze(tensor, 0));
            }
            for (Tensor tensor : input.feedback().levels()) {
                sum = Arithmetic.add(sum, Shapes.unsqueeze(tensor, 0));
            }
            return sum;
        }
    }

    private static Tensor numbers(double first, double step, long... shape) {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (first + i * step);
        }
        return Tensor.of(values, shape);
    }

    @Test
    void everySampleGetsItsOwnAndWhatAllShare() {
        try (TensorScope scope = TensorScope.open()) {
            Sum sum = new Sum();
            Tensor sample = numbers(1, 1, 2, FRAMES, 1); // 1 2, 3 4
            Tensor image = numbers(10, 10, 2, 1, 1); // 10, 20
            PreparedCameras cameras = new PreparedCameras(List.of(numbers(100, 100, FRAMES, 1))); // 100 200
            FeedbackFeatures feedback = new FeedbackFeatures(
                    List.of(numbers(1000, 1000, 2 * FRAMES, 1), numbers(10_000, 10_000, FRAMES, 1)));
            PreparedTimes times = new PreparedTimes(numbers(5, 1, 2, 3)); // 5 6 7, 8 9 10
            long before = Tensor.liveCount();
            Tensor result =
                    new SequentialDenoiser(sum).denoise(new DenoiserInput(sample, times, image, cameras, feedback));
            assertThat(Tensor.liveCount()).isEqualTo(before + 1);
            assertThat(result.shape()).containsExactly(2, FRAMES, 1);
            assertThat(result.toFloatArray()).containsExactly(11_111, 22_212, 13_123, 24_224);
            assertThat(sum.asked).containsExactly(new float[] {5, 6, 7}, new float[] {8, 9, 10});
        }
    }

    @Test
    void oneRowOfTimesIsForAll() {
        try (TensorScope scope = TensorScope.open()) {
            Sum sum = new Sum();
            Tensor sample = numbers(0, 0, 2, FRAMES, 1);
            Tensor image = numbers(0, 0, 2, 1, 1);
            PreparedCameras none = new PreparedCameras(List.of());
            FeedbackFeatures nothing = new FeedbackFeatures(List.of());
            SequentialDenoiser denoiser = new SequentialDenoiser(sum);
            denoiser.denoise(new DenoiserInput(sample, new PreparedTimes(numbers(7, 1, 1, 2)), image, none, nothing));
            assertThat(sum.asked).containsExactly(new float[] {7, 8}, new float[] {7, 8});
            PreparedTimes three = new PreparedTimes(numbers(7, 1, 3, 2));
            assertThatThrownBy(() -> denoiser.denoise(new DenoiserInput(sample, three, image, none, nothing)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("times must be [1, T] for all samples or [2, T]")
                    .hasMessageEndingWith("not [3, 2]");
        }
    }
}
