package org.ouroboros3d.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class OffloadedTest {
    private final List<String> built = new ArrayList<>();

    /** Adds a weight to what it is given, so that it shows where that is freed too early. */
    private record Plain(Tensor weight) implements MultiViewDenoiser {
        @Override
        public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
            return new PreparedCameras(List.of(plus(c2w)));
        }

        @Override
        public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
            try (Tensor given = Tensor.of(timesteps, timesteps.length, 1)) {
                return new PreparedTimes(plus(given));
            }
        }

        @Override
        public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
            return new FeedbackFeatures(List.of(plus(colors)));
        }

        @Override
        public Tensor denoise(DenoiserInput input) {
            return plus(input.sample());
        }

        private Tensor plus(Tensor given) {
            return Arithmetic.add(given, weight);
        }
    }

    private Offloaded.Source<MultiViewDenoiser> source(String part, float weight) {
        return owner -> {
            built.add(part);
            return new Plain(owner.adopt(Tensor.of(new float[] {weight}, 1)));
        };
    }

    @Test
    void everyCallHasThePartThatItNeedsAndNoOther() {
        try (TensorScope scope = TensorScope.open()) {
            MultiViewDenoiser denoiser =
                    Offloaded.denoiser(source("adapters", 1), source("time", 2), source("network", 3));
            Tensor ten = Tensor.of(new float[] {10}, 1);
            long before = Tensor.liveCount();
            PreparedCameras cameras = denoiser.prepareCameras(ten, ten, 8, 8);
            PreparedTimes times = denoiser.prepareTimes(Device.CPU, new float[] {10, 20}, new float[] {6});
            FeedbackFeatures feedback = denoiser.encodeFeedback(ten, ten);
            Tensor prediction = denoiser.denoise(new DenoiserInput(ten, times, ten, cameras, feedback));
            assertThat(built).containsExactly("network", "time", "adapters", "network");
            assertThat(cameras.embeddings().getFirst().toFloatArray()).containsExactly(13);
            assertThat(times.embeddings().toFloatArray()).containsExactly(12, 22);
            assertThat(feedback.levels().getFirst().toFloatArray()).containsExactly(11);
            assertThat(prediction.toFloatArray()).containsExactly(13);
            assertThat(Tensor.liveCount()).as("results, and no weights").isEqualTo(before + 4);
        }
    }
}
