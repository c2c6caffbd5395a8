package org.ouroboros3d.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class OneByOneTest {
    private static final int IDS = 3;
    private static final int FRAMES = 2;

    /** Adds up all that it is given, so that a wrong share of anything shows. Keeps what it was asked. */
    private static final class Sum implements MultiViewDenoiser {
        final List<float[]> times = new ArrayList<>();
        final List<float[]> ids = new ArrayList<>();

        @Override
        public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
            return new PreparedCameras(List.of(c2w));
        }

        @Override
        public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
            return new FeedbackFeatures(List.of(colors, coordinates));
        }

        @Override
        public Tensor denoise(
                Tensor sample,
                float[] timesteps,
                Tensor encoderHiddenStates,
                float[] addedTimeIds,
                PreparedCameras cameras,
                FeedbackFeatures feedback) {
            assertThat(sample.size(0)).isEqualTo(1);
            times.add(timesteps);
            ids.add(addedTimeIds);
            Tensor sum = Arithmetic.add(sample, encoderHiddenStates);
            for (Tensor tensor : cameras.embeddings()) {
                sum = Arithmetic.add(sum, Shapes.unsqueeze(tensor, 0));
            }
            for (Tensor tensor : feedback.levels()) {
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
            long before = Tensor.liveCount();
            Tensor result = new OneByOne(sum, IDS)
                    .denoise(sample, new float[] {5, 6}, image, new float[] {1, 2, 3}, cameras, feedback);
            assertThat(Tensor.liveCount()).isEqualTo(before + 1);
            assertThat(result.shape()).containsExactly(2, FRAMES, 1);
            assertThat(result.toFloatArray()).containsExactly(11_111, 22_212, 13_123, 24_224);
            assertThat(sum.times).containsExactly(new float[] {5}, new float[] {6});
            assertThat(sum.ids).containsExactly(new float[] {1, 2, 3}, new float[] {1, 2, 3});
        }
    }

    @Test
    void rowsOfIdsAreShared() {
        try (TensorScope scope = TensorScope.open()) {
            Sum sum = new Sum();
            Tensor sample = numbers(0, 0, 2, FRAMES, 1);
            Tensor image = numbers(0, 0, 2, 1, 1);
            PreparedCameras none = new PreparedCameras(List.of());
            FeedbackFeatures nothing = new FeedbackFeatures(List.of());
            OneByOne denoiser = new OneByOne(sum, IDS);
            denoiser.denoise(sample, new float[] {7}, image, new float[] {1, 2, 3, 4, 5, 6}, none, nothing);
            assertThat(sum.times).containsExactly(new float[] {7}, new float[] {7});
            assertThat(sum.ids).containsExactly(new float[] {1, 2, 3}, new float[] {4, 5, 6});
            assertThatThrownBy(() ->
                            denoiser.denoise(sample, new float[] {7}, image, new float[] {1, 2, 3, 4}, none, nothing))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("addedTimeIds must be [3] or [6], not [4]");
            assertThatThrownBy(
                            () -> denoiser.denoise(sample, new float[3], image, new float[] {1, 2, 3}, none, nothing))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("timesteps");
        }
    }
}
