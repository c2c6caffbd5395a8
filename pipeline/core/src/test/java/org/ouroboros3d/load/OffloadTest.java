package org.ouroboros3d.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.sample.RecursiveSamplerTest;
import org.ouroboros3d.sample.TinyLoop;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DeviceMemory;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.Transfers;
import org.ouroboros3d.vae.VaeDecoder;

class OffloadTest {
    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(2);
    private static final GenerationOptions UNGUIDED = OPTIONS.withGuidance(new LinearGuidance(1, 1));
    private static final ModelOptions AT_ONCE = ModelOptions.defaults();
    private static final ModelOptions OFFLOAD = AT_ONCE.withOffload(true);

    /** Parameters of the built-in model, which are float16 in its files and computed in float32. */
    private static final long WEIGHT_BYTES = 12_844_233L * Float.BYTES;

    @TempDir
    private Path folder;

    /** Looks at how many frames layers of so many input channels see at once; the denoiser's first layer is one of them. */
    private static final class Batches implements OperatorHook {
        final List<Long> frames = new ArrayList<>();
        private final long channels;

        Batches(long channels) {
            this.channels = channels;
        }

        @Override
        public void begin(String operator) {
            // Only what an operator was given matters.
        }

        @Override
        public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
            if (operator.equals("aten::conv2d") && inputs.getFirst().size(1) == channels) {
                frames.add(inputs.getFirst().size(0));
            }
        }
    }

    private static TinyLoop.Result run(ModelOptions options, GenerationOptions generation, Path... folders) {
        try (LoadedModel model = LoadedModel.open(Device.CPU, options, folders)) {
            return TinyLoop.run(model, generation, UnaryOperator.identity());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp32", "bf16"})
    void withoutGuidanceTheResultIsTheSame(String text) {
        Precision precision = Precision.parse(text);
        assumeTrue(Autocast.isFast(precision.denoiser(), Device.CPU));
        TinyLoop.Result saved = run(OFFLOAD.withPrecision(precision), UNGUIDED);
        TinyLoop.Result whole = run(AT_ONCE.withPrecision(precision), UNGUIDED);
        assertThat(saved.images).containsExactly(whole.images);
        assertThat(saved.gaussians).containsExactly(whole.gaussians);
        assertThat(saved.renders).containsExactly(whole.renders);
    }

    /** A batch of one and a batch of two may be convolved in other blocks, see {@link RecursiveSamplerTest}. */
    @Test
    void branchesOneAfterTheOtherGiveTheSameUpToRounding() {
        TinyLoop.Result saved = run(OFFLOAD, OPTIONS);
        TinyLoop.Result whole = run(AT_ONCE, OPTIONS);
        double first = TinyLoop.relativeError(saved.predictions.getFirst(), whole.predictions.getFirst());
        assertThat(first).isLessThan(1e-5);
        assertThat(TinyLoop.relativeError(saved.images, whole.images)).isLessThan(1e-3);
        assertThat(TinyLoop.relativeError(saved.renders, whole.renders)).isLessThan(1e-3);
    }

    @Test
    void weightsAreThereWhileTheirNetworkComputes() {
        long before = Tensor.liveCount();
        long atOnce;
        try (LoadedModel model = LoadedModel.open(Device.CPU, AT_ONCE)) {
            atOnce = Tensor.liveCount() - before;
        }
        try (LoadedModel model = LoadedModel.open(Device.CPU, OFFLOAD)) {
            assertThat(Tensor.liveCount()).as("nothing is loaded yet").isEqualTo(before);
            List<Long> live = new ArrayList<>();
            TinyLoop.run(
                    model,
                    UNGUIDED,
                    modules -> new Networks(
                            modules.imageEncoder(),
                            modules.latentEncoder(),
                            modules.denoiser(),
                            modules.latentDecoder(),
                            modules.reconstructor(),
                            (gaussians, views, size) -> {
                                live.add(Tensor.liveCount() - before);
                                return modules.renderer().render(gaussians, views, size);
                            },
                            modules.scheduler(),
                            modules.reconstructorInput()));
            assertThat(live).hasSize(2).allSatisfy(count -> assertThat(count).isLessThan(atOnce / 10));
            assertThat(Tensor.liveCount() - before)
                    .as("the rasterizer keeps its buffer")
                    .isEqualTo(1);
        }
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }

    @Test
    @Tag("gpu")
    void onADeviceWeightsComeFromTheHost() {
        Device device = Device.cuda(0);
        assumeTrue(DeviceMemory.free(device).isPresent(), "there is no CUDA device whose memory is known");
        try (LoadedModel saved = LoadedModel.open(device, OFFLOAD);
                LoadedModel whole = LoadedModel.open(device, AT_ONCE)) {
            GenerationOptions one = UNGUIDED.withSteps(1);
            long copied = Transfers.hostToDeviceBytes();
            TinyLoop.Result low = TinyLoop.run(saved, one, UnaryOperator.identity());
            assertThat(Transfers.hostToDeviceBytes() - copied).isGreaterThan(WEIGHT_BYTES / 2);
            TinyLoop.Result high = TinyLoop.run(whole, one, UnaryOperator.identity());
            assertThat(TinyLoop.relativeError(low.images, high.images)).isLessThan(1e-5);
        }
    }

    /** With the legacy context the samples of a batch see each other's pictures. */
    @Test
    void branchesStayTogetherWhereTheyMustNotBeSplit() throws IOException {
        Path legacy = BuiltInFolder.write(folder, config -> config.put("temporal_context", "LEGACY"));
        assertThat(framesAtOnce(AT_ONCE)).contains(16L).doesNotContain(8L);
        assertThat(framesAtOnce(OFFLOAD)).contains(8L).doesNotContain(16L);
        assertThat(framesAtOnce(OFFLOAD, legacy)).contains(16L).doesNotContain(8L);
        TinyLoop.Result saved = run(OFFLOAD, OPTIONS, legacy);
        TinyLoop.Result whole = run(AT_ONCE, OPTIONS, legacy);
        assertThat(saved.images).containsExactly(whole.images);
    }

    private static List<Long> framesAtOnce(ModelOptions options, Path... folders) {
        try (LoadedModel model = LoadedModel.open(Device.CPU, options, folders)) {
            Batches batches = new Batches(2L * model.vae().latentChannels());
            try (HookHandle handle = HookHandle.register(batches)) {
                TinyLoop.run(model, OPTIONS.withSteps(1), UnaryOperator.identity());
            }
            return batches.frames;
        }
    }

    @Test
    void filesThatDoNotFitAreRefusedWhenTheModelIsOpened() throws IOException {
        BuiltInFolder.write(folder, config -> {});
        Files.copy(
                folder.resolve("vae.safetensors"),
                folder.resolve("recon_model.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        long before = Tensor.liveCount();
        assertThatThrownBy(() -> LoadedModel.open(Device.CPU, OFFLOAD, folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("recon_model.safetensors")
                .hasMessageContaining("missing: unet.conv_in.weight")
                .hasMessageContaining("unexpected: decoder.conv_in.weight");
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }

    private static LoadedModel openWith(long free, ModelOptions options, Path... folders) {
        return LoadedModel.open(Device.CPU, options, device -> OptionalLong.of(free), folders);
    }

    @Test
    void aModelThatDoesNotFitIsRefusedBeforeItIsLoaded() {
        long before = Tensor.liveCount();
        assertThatThrownBy(() -> openWith(WEIGHT_BYTES - 1, AT_ONCE))
                .isInstanceOfSatisfying(
                        InsufficientMemoryException.class,
                        failure -> assertThat(failure.needed()).isEqualTo(WEIGHT_BYTES))
                .hasMessageContaining("--offload");
        assertThat(Tensor.liveCount()).isEqualTo(before);
        AtomicLong run = new AtomicLong();
        assertThatThrownBy(() -> openWith(WEIGHT_BYTES, AT_ONCE))
                .isInstanceOfSatisfying(InsufficientMemoryException.class, failure -> run.set(failure.needed()))
                .hasMessageContaining("the stage of a run that takes most")
                .hasMessageContaining("0.05 GB of it for weights");
        assertThat(run.get()).isGreaterThan(WEIGHT_BYTES + MemoryPlan.SPARE);
        openWith(run.get(), AT_ONCE).close();
        assertThatThrownBy(() -> openWith(run.get() - 1, AT_ONCE)).isInstanceOf(InsufficientMemoryException.class);
        openWith(run.get() - 1, OFFLOAD).close();
        assertThatThrownBy(() -> openWith(1_000_000, OFFLOAD))
                .isInstanceOf(InsufficientMemoryException.class)
                .hasMessageContaining("the weights of");
    }

    /** Of a model without a detail head, whose stage would take more memory than decoding one frame. */
    @Test
    void whereMemoryIsShortFewerViewsAreDecodedTogether() throws IOException {
        long published;
        long inSevens;
        Path headless = BuiltInFolder.write(folder, config -> config.remove(ModelPart.DETAIL_MODEL.key()));
        try (LoadedModel model = openWith(Long.MAX_VALUE, AT_ONCE, headless)) {
            assertThat(model.decodeChunk()).isEqualTo(VaeDecoder.DECODE_CHUNK_SIZE);
            // Fragments may be as much again as what is made.
            long beside = model.parameters() * Float.BYTES + MemoryPlan.SPARE + kept();
            published = beside + 2 * decoding(VaeDecoder.DECODE_CHUNK_SIZE);
            inSevens = beside + 2 * decoding(8) - 1;
        }
        try (LoadedModel enough = openWith(published, AT_ONCE, headless);
                LoadedModel few = openWith(inSevens, AT_ONCE, headless)) {
            assertThat(enough.decodeChunk()).isEqualTo(VaeDecoder.DECODE_CHUNK_SIZE);
            assertThat(few.decodeChunk()).isEqualTo(7);
            TinyLoop.Result whole = TinyLoop.run(enough, UNGUIDED.withSteps(1), UnaryOperator.identity());
            TinyLoop.Result chunks = TinyLoop.run(few, UNGUIDED.withSteps(1), UnaryOperator.identity());
            assertThat(TinyLoop.relativeError(chunks.images, whole.images))
                    .as("other pictures of the same latents")
                    .isBetween(1e-5, 0.2);
            assertThat(chunks.predictions.getFirst()).containsExactly(whole.predictions.getFirst());
        }
    }

    private static long kept() {
        return BuiltInMemory.of(Precision.FP32, false).kept(RunSize.of(GenerationOptions.defaults(), 1));
    }

    private static long decoding(int frames) {
        RunSize run = RunSize.of(GenerationOptions.defaults(), 1);
        return BuiltInMemory.of(Precision.FP32, false).activations(ModelComponent.LATENT_DECODER, run, frames);
    }
}
