package org.ouroboros3d.generate;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.tensor.Transfers;

/** One generation with a loaded model, on the model's thread. */
final class GenerationRun {
    private final LoadedModel model;
    private final GenerationOptions options;

    GenerationRun(LoadedModel model, GenerationOptions options) {
        this.model = model;
        this.options = options;
    }

    /**
     * Generates.
     *
     * @param progress told how it advances
     * @param signal asked before every step whether to go on
     */
    Generation run(Image object, ProgressListener progress, StopSignal signal) {
        signal.check(0, options.steps());
        long toDevice = Transfers.hostToDeviceBytes();
        long toHost = Transfers.deviceToHostBytes();
        StageTimes times = new StageTimes();
        List<Image> stepRenders = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            SamplerInput input =
                    SamplerInput.of(object, options, model.info().imageSize(), model.vae(), model.device());
            progress.step(0, options.steps());
            SamplerOutput output = new RecursiveSampler(model.modules(), options).sample(input, times, step -> {
                step.reconstruction()
                        .ifPresent(reconstruction -> stepRenders.add(
                                pictures(reconstruction.rendered().color()).getFirst()));
                int done = step.index() + 1;
                progress.step(done, options.steps());
                if (done < options.steps()) {
                    signal.check(done, options.steps());
                }
            });
            return new Generation(
                    pictures(output.images()),
                    pictures(output.rendered().color()),
                    pictures(output.rendered().ccm()),
                    stepRenders,
                    GaussianPacking.unpack(output.gaussians()).toCloud(),
                    times.seconds(),
                    Transfers.hostToDeviceBytes() - toDevice,
                    Transfers.deviceToHostBytes() - toHost);
        }
    }

    /** {@return one picture for each view of {@code [1, V, 3, S, S]}} */
    private static List<Image> pictures(Tensor views) {
        try (TensorScope scope = TensorScope.open()) {
            return ImageTensors.toImages(Shapes.flatten(views, 0, 1));
        }
    }
}
