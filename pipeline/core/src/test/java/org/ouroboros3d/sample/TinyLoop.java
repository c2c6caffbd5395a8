package org.ouroboros3d.sample;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.load.BuiltInModel;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelBuilder;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** The loop of the built-in model on a plain picture: a grey square on white. */
public final class TinyLoop {
    private TinyLoop() {}

    /** What a run gives: numbers that outlive its tensors. */
    public static final class Result {
        public final float[] images;
        public final float[] gaussians;
        public final float[] renders;
        public final List<float[]> predictions;

        private Result(SamplerOutput output, List<float[]> predictions) {
            this.images = output.images().toFloatArray();
            this.gaussians = output.gaussians().toFloatArray();
            this.renders = output.rendered().color().toFloatArray();
            this.predictions = predictions;
        }
    }

    public static Result run(Precision precision, GenerationOptions options) {
        return run(precision, options, UnaryOperator.identity());
    }

    /** Runs with networks that a test has changed. */
    public static Result run(Precision precision, GenerationOptions options, UnaryOperator<Networks> change) {
        try (LoadedModel model =
                LoadedModel.open(Device.CPU, ModelOptions.defaults().withPrecision(precision))) {
            return run(model, options, change);
        }
    }

    /** Runs a model that the caller has opened. */
    public static Result run(LoadedModel model, GenerationOptions options, UnaryOperator<Networks> change) {
        try (TensorScope scope = TensorScope.open()) {
            return run(change.apply(model.modules()), options, input(model));
        }
    }

    /** Runs with the weights that {@code load} makes of the files' tensors, in float32, and converts them at every call. */
    public static Result runConverting(
            Precision precision, GenerationOptions options, BiFunction<ModelPart, Checkpoint, Weights> load) {
        try (Arena content = Arena.ofConfined();
                LoadedModel sizes = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                GaussianRenderer renderer = new GaussianRenderer(sizes.info().geometry());
                TensorScope scope = TensorScope.open()) {
            ModelBuilder builder = new ModelBuilder(
                    BuiltInModel.config(), sizes.info(), part -> load.apply(part, BuiltInModel.read(part, content)));
            return run(precision.applyTo(builder.build(renderer)), options, input(sizes));
        }
    }

    /** Runs for several objects at once. */
    public static Result run(List<SamplerInput.Subject> subjects, GenerationOptions options) {
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                TensorScope scope = TensorScope.open()) {
            SamplerInput input = SamplerInput.of(
                    subjects,
                    options.cameras(),
                    model.info().imageSize(),
                    model.vae().latents(),
                    model.device());
            return run(model.modules(), options, input);
        }
    }

    private static Result run(Networks modules, GenerationOptions options, SamplerInput input) {
        List<float[]> predictions = new ArrayList<>();
        SamplerOutput output = new RecursiveSampler(modules, options)
                .sample(input, step -> predictions.add(step.predOriginalSample().toFloatArray()));
        return new Result(output, predictions);
    }

    static SamplerInput input(LoadedModel model) {
        int size = model.info().imageSize();
        long latent = size / model.vae().downsampling();
        Cameras cameras = Cameras.eightViews();
        HostNoise noise = new HostNoise(5);
        return new SamplerInput(
                picture(size).to(model.device()),
                noise.normal(0, 1, 3, size, size).to(model.device()),
                noise.normal(1, 1, cameras.views(), model.vae().latentChannels(), latent, latent)
                        .to(model.device()),
                ViewTensors.of(cameras, size, model.device()));
    }

    private static Tensor picture(int size) {
        float[] values = new float[3 * size * size];
        for (int i = 0; i < values.length; i++) {
            int x = i % size;
            int y = i / size % size;
            boolean inside = Math.min(x, y) >= size / 4 && Math.max(x, y) < 3 * size / 4;
            values[i] = inside ? -0.2f : 1;
        }
        return Tensor.of(values, 1, 3, size, size);
    }

    /** The distance of {@code actual} from {@code expected}, relative to the length of {@code expected}. */
    public static double relativeError(float[] actual, float[] expected) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / length);
    }
}
