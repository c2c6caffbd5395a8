package org.ouroboros3d.svd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.adapter.AdapterConfig;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.DenoiserInput;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

class MVModelTest {
    private static final int FRAMES = 2;
    private static final int SIZE = 8;
    private static final float[] TIME = {0.7f};
    private static final float[] IDS = {6, 127, 0.02f};
    private static final MVModelConfig CONFIG = new MVModelConfig(
            new UNetConfig(
                    8,
                    4,
                    List.of(true, false),
                    List.of(false, true),
                    List.of(32, 64),
                    8,
                    24,
                    1,
                    16,
                    1,
                    List.of(2, 4),
                    32),
            List.of(adapter(), adapter()));

    private long liveBefore;
    private TensorScope scope;
    private Weights weights;
    private MVModel model;

    @BeforeEach
    void build() {
        liveBefore = Tensor.liveCount();
        scope = TensorScope.open();
        weights = RandomWeights.of(11, w -> model(w, Geometry.CANONICAL));
        model = model(weights, Geometry.CANONICAL);
        weights.requireAllUsed();
    }

    @AfterEach
    void nothingIsLeft() {
        scope.close();
        assertThat(Tensor.liveCount()).isEqualTo(liveBefore);
    }

    @Test
    void branchesMayShareCamerasAndFeedback() {
        Tensor sample = noise(1, 2, FRAMES, 8, SIZE, SIZE);
        Tensor context = noise(2, 2, 1, 16);
        Tensor colors = noise(3, 1, FRAMES, 3, 8 * SIZE, 8 * SIZE);
        Tensor coordinates = noise(4, 1, FRAMES, 3, 8 * SIZE, 8 * SIZE);
        float[] shared = model.denoise(new DenoiserInput(
                        sample, time(), context, cameras(1), model.encodeFeedback(colors, coordinates)))
                .toFloatArray();
        FeedbackFeatures twice = model.encodeFeedback(twice(colors), twice(coordinates));
        float[] separate = model.denoise(new DenoiserInput(sample, time(), context, cameras(2), twice))
                .toFloatArray();
        assertThat(shared).containsExactly(separate, within(1e-5f));
    }

    @Test
    void timesMayDifferWithinABatch() {
        Tensor sample = noise(1, 2, FRAMES, 8, SIZE, SIZE);
        Tensor context = noise(2, 2, 1, 16);
        FeedbackFeatures feedback = zeroFeedback();
        float[] ids = {6, 127, 0.02f, 9, 30, 0.3f};
        PreparedTimes times = times(new float[] {0.7f, -1.2f}, ids);
        Tensor together = model.denoise(new DenoiserInput(sample, times, context, cameras(1), feedback));
        PreparedTimes[] alone = {time(), times(new float[] {-1.2f}, new float[] {9, 30, 0.3f})};
        for (int i = 0; i < alone.length; i++) {
            Tensor own = Shapes.narrow(sample, 0, i, 1);
            Tensor picture = Shapes.narrow(context, 0, i, 1);
            float[] expected = model.denoise(new DenoiserInput(own, alone[i], picture, cameras(1), feedback))
                    .toFloatArray();
            assertThat(Shapes.narrow(together, 0, i, 1).toFloatArray())
                    .containsExactly(expected, within(1e-4f * largest(expected)));
        }
    }

    @Test
    void aRowOfASchedulesTimesIsTheTimeAlone() {
        float[] schedule = {1.6f, 0.7f, -0.2f, -1.2f};
        PreparedTimes together = times(schedule, IDS);
        assertThat(together.embeddings().shape()).containsExactly(4, 128);
        for (int i = 0; i < schedule.length; i++) {
            PreparedTimes row = together.row(i);
            float[] alone = times(new float[] {schedule[i]}, IDS).embeddings().toFloatArray();
            assertThat(row.embeddings().shape()).containsExactly(1, 128);
            assertThat(row.embeddings().toFloatArray()).containsExactly(alone, within(1e-5f * largest(alone)));
        }
        float[] first = together.row(0).embeddings().toFloatArray();
        assertThat(together.row(3).embeddings().toFloatArray())
                .as("another time")
                .isNotEqualTo(first);
    }

    @Test
    void eachRowOfIdsMayHaveItsTimeOrShareOne() {
        float[] ids = {6, 127, 0.02f, 9, 30, 0.3f};
        PreparedTimes shared = times(TIME, ids);
        float[] expected = times(new float[] {0.7f, 0.7f}, ids).embeddings().toFloatArray();
        assertThat(shared.embeddings().shape()).containsExactly(2, 128);
        assertThat(shared.embeddings().toFloatArray()).containsExactly(expected, within(1e-5f * largest(expected)));
    }

    @Test
    void unshuffledMapsGiveTheSameFeatures() {
        Tensor colors = noise(3, 1, FRAMES, 3, 8 * SIZE, 8 * SIZE);
        Tensor planes =
                Shapes.reshape(Resampling.pixelUnshuffle(Shapes.flatten(colors, 0, 1), 8), 1, FRAMES, 192, SIZE, SIZE);
        List<Tensor> expected = model.encodeFeedback(colors, colors).levels();
        List<Tensor> actual = model.encodeFeedback(planes, planes).levels();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).toFloatArray())
                    .containsExactly(expected.get(i).toFloatArray());
        }
    }

    @Test
    void halfPrecisionWeightsTakeAndGiveFloats() {
        Map<String, Tensor> half = new LinkedHashMap<>();
        weights.asked()
                .forEach((key, shape) -> half.put(key, weights.get(key, shape).to(DType.BFLOAT16)));
        MVModel coarse = model(Weights.of(half, "rounded"), Geometry.CANONICAL);
        Tensor sample = noise(1, 1, FRAMES, 8, SIZE, SIZE);
        Tensor context = noise(2, 1, 1, 16);
        Tensor maps = noise(3, 1, FRAMES, 3, 8 * SIZE, 8 * SIZE);
        float[] expected = model.denoise(
                        new DenoiserInput(sample, time(), context, cameras(1), model.encodeFeedback(maps, maps)))
                .toFloatArray();
        PreparedCameras cameras = coarse.prepareCameras(c2w(1), intrinsics(1), SIZE, SIZE);
        PreparedTimes times = coarse.prepareTimes(Device.CPU, TIME, IDS);
        Tensor actual =
                coarse.denoise(new DenoiserInput(sample, times, context, cameras, coarse.encodeFeedback(maps, maps)));
        assertThat(actual.dtype()).isEqualTo(DType.FLOAT32);
        // bfloat16 keeps 8 bits, and some forty layers follow each other.
        assertThat(actual.toFloatArray()).containsExactly(expected, within(0.1f * largest(expected)));
    }

    @Test
    void listenerHearsTheBlocksInTheirOrder() {
        List<String> heard = new ArrayList<>();
        BlockListener listener = (block, output) -> heard.add(block);
        model.denoise(
                new DenoiserInput(
                        noise(1, 1, FRAMES, 8, SIZE, SIZE),
                        model.prepareTimes(Device.CPU, TIME, IDS, listener),
                        noise(2, 1, 1, 16),
                        cameras(1),
                        zeroFeedback()),
                listener);
        assertThat(heard)
                .containsExactly(
                        "time_embedding",
                        "add_embedding",
                        "conv_in",
                        "down_blocks.0",
                        "down_blocks.1",
                        "mid_block",
                        "up_blocks.0",
                        "up_blocks.1",
                        "conv_norm_out",
                        "conv_out");
    }

    @Test
    void gradientsReachCamerasFeedbackAndSkips() {
        Tensor sample = noise(1, 1, FRAMES, 8, SIZE, SIZE);
        Tensor context = noise(2, 1, 1, 16);
        for (String key : List.of("conv_in.weight", "time_embedding.linear_1.weight")) {
            assertDirectionalDerivative("unet." + key, sample, context);
        }
        for (String key : List.of(
                "down_plucker.0.embed.2.weight",
                "down_plucker.1.embed.0.weight",
                "mid_plucker.embed.2.weight",
                "up_plucker.1.embed.2.weight",
                "cond_encoder.0.body.0.block1.weight",
                "cond_encoder.1.body.1.block2.weight")) {
            assertDirectionalDerivative(key, sample, context);
        }
    }

    @Test
    void refusesSizesThatTheLevelsCannotHalve() {
        assertThatThrownBy(() -> model.prepareCameras(c2w(1), intrinsics(1), 7, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiples of 2");
    }

    @Test
    void namesTheArgumentOfAWrongShape() {
        Tensor sample = noise(1, 1, FRAMES, 4, SIZE, SIZE);
        assertThatThrownBy(() -> model.denoise(
                        new DenoiserInput(sample, time(), noise(2, 1, 1, 16), cameras(1), zeroFeedback())))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("sample must be [B, F, 8, H, W]");
    }

    @Test
    void refusesTimesThatFitNoBatch() {
        Tensor sample = noise(1, 2, FRAMES, 8, SIZE, SIZE);
        PreparedTimes three = times(new float[] {1, 2, 3}, IDS);
        assertThatThrownBy(() ->
                        model.denoise(new DenoiserInput(sample, three, noise(2, 2, 1, 16), cameras(1), zeroFeedback())))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("times must be [1, T] for all samples or [2, T]")
                .hasMessageEndingWith("not [3, 128]");
        PreparedTimes narrow = time().map(row -> Shapes.narrow(row, 1, 0, 64));
        assertThatThrownBy(() -> model.denoise(
                        new DenoiserInput(sample, narrow, noise(2, 2, 1, 16), cameras(1), zeroFeedback())))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("times must be [N, 128], not [1, 64]");
    }

    @Test
    void refusesTimesAndIdsThatDoNotGoTogether() {
        assertRefused(new float[0], IDS, "timesteps must be [N]");
        assertRefused(TIME, new float[0], "addedTimeIds must be [3] or a multiple of it", "not [0]");
        assertRefused(TIME, new float[4], "addedTimeIds must be [3] or a multiple of it", "not [4]");
        assertRefused(new float[2], new float[9], "addedTimeIds must be [3] or [6] where timesteps are [2], not [9]");
    }

    private void assertRefused(float[] timesteps, float[] ids, String... words) {
        assertThatThrownBy(() -> times(timesteps, ids))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void configurationRefusesAdaptersThatDoNotFit() {
        AdapterConfig narrow = new AdapterConfig(192, List.of(32, 32), 1, 1);
        assertThatThrownBy(() -> new MVModelConfig(CONFIG.unet(), List.of(adapter(), narrow)))
                .hasMessageContaining("need channels [32, 64]");
    }

    @Test
    void publishedSizesTakeTheParametersOfTheirParts() {
        // UNet, two adapters, and nine ray embeddings: 78 c + c and c c + c for each width c.
        long embeddings = 0;
        for (long width : new long[] {320, 320, 640, 1280, 1280, 1280, 1280, 1280, 640}) {
            embeddings += 78 * width + width + width * width + width;
        }
        long count = RandomWeights.count(
                w -> new MVModel(w, MVModelConfig.official(), Geometry.OFFICIAL, TemporalContext.LEGACY));
        assertThat(count).isEqualTo(1_524_623_082L + 2 * 115_264_320L + embeddings);
    }

    /** Compares the gradient of one weight with a central difference along the gradient itself. */
    private void assertDirectionalDerivative(String key, Tensor sample, Tensor context) {
        try (TensorScope inner = TensorScope.open()) {
            Tensor parameter = weights.get(key, weights.asked().get(key));
            parameter.requiresGrad(true);
            Autograd.backward(loss(sample, context));
            float[] gradient = Autograd.gradient(parameter).toFloatArray();
            parameter.requiresGrad(false);
            double square = 0;
            for (float g : gradient) {
                square += (double) g * g;
            }
            double norm = Math.sqrt(square);
            assertThat(norm).isPositive();
            double step = 1e-2;
            float[] direction = new float[gradient.length];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = (float) (step * gradient[i] / norm);
            }
            Tensor move = Tensor.of(direction, parameter.shape());
            Arithmetic.addInPlace(parameter, move);
            double above = loss(sample, context).item();
            Arithmetic.addInPlace(parameter, Arithmetic.mul(move, -2));
            double below = loss(sample, context).item();
            Arithmetic.addInPlace(parameter, move);
            // A central difference in float32: rounding and the third derivative leave a few per mille.
            assertThat((above - below) / (2 * step)).as(key).isCloseTo(norm, within(2e-2 * norm));
        }
    }

    private Tensor loss(Tensor sample, Tensor context) {
        Tensor maps = Arithmetic.mul(Creation.ones(1, FRAMES, 3, 8 * SIZE, 8 * SIZE), 0.3);
        Tensor v =
                model.denoise(new DenoiserInput(sample, time(), context, cameras(1), model.encodeFeedback(maps, maps)));
        return Reductions.mean(Arithmetic.mul(v, noise(9, v.shape())));
    }

    private FeedbackFeatures zeroFeedback() {
        Tensor zeros = Creation.zeros(1, FRAMES, 3, 8 * SIZE, 8 * SIZE);
        return model.encodeFeedback(zeros, zeros);
    }

    private PreparedTimes time() {
        return times(TIME, IDS);
    }

    private PreparedTimes times(float[] timesteps, float[] ids) {
        return model.prepareTimes(Device.CPU, timesteps, ids);
    }

    private PreparedCameras cameras(int batch) {
        return model.prepareCameras(c2w(batch), intrinsics(batch), SIZE, SIZE);
    }

    private static Tensor c2w(int batch) {
        return Shapes.repeat(Shapes.unsqueeze(Cameras.eightViews().select(0, 3).c2w(), 0), batch, 1, 1, 1);
    }

    private static Tensor intrinsics(int batch) {
        Cameras cameras = Cameras.eightViews().select(0, 3);
        return Shapes.repeat(Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0), batch, 1, 1, 1);
    }

    private static Tensor twice(Tensor x) {
        return Shapes.cat(List.of(x, x), 0);
    }

    private static Tensor noise(long stream, long... shape) {
        return new HostNoise(5).normal(stream, shape);
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static MVModel model(Weights w, Geometry geometry) {
        return new MVModel(w, CONFIG, geometry, TemporalContext.FIXED);
    }

    private static AdapterConfig adapter() {
        return new AdapterConfig(192, List.of(32, 64), 1, 1);
    }
}
