package org.ouroboros3d.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.sample.TinyLoop;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Role;
import org.ouroboros3d.weights.Weights;

class PrecisionTest {
    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(6);

    @ParameterizedTest
    @ValueSource(strings = {"fp32", "bf16", "fp16", "denoiser=bf16,decoder=fp16,reconstructor=fp32"})
    void textsAreReadAndWritten(String text) {
        assertThat(Precision.parse(text)).hasToString(text);
    }

    @Test
    void networksThatAreNotNamedAreInFloat32() {
        assertThat(Precision.parse("decoder = bf16"))
                .isEqualTo(new Precision(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT32));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "float16", "unet=bf16", "denoiser", "denoiser=", "denoiser=bf16,", "denoiser=bf16=fp16"})
    void otherTextsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Precision.parse(text))
                .withMessageContaining("unknown precision");
    }

    @Test
    void networksDoNotComputeInIntegers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Precision.of(DType.INT8))
                .withMessageContaining("not in INT8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bf16", "fp16"})
    void typesWithoutInstructionsAreRefused(String text) {
        Precision precision = Precision.parse(text);
        if (Autocast.isFast(precision.denoiser(), Device.CPU)) {
            precision.requireFastOn(Device.CPU);
        } else {
            assertThatThrownBy(() -> precision.requireFastOn(Device.CPU))
                    .isInstanceOf(UnsupportedPrecisionException.class)
                    .hasMessageContaining("no instructions for " + text)
                    .hasMessageContaining("fp32");
        }
    }

    /** Weights are rounded once instead of at every call. */
    @ParameterizedTest
    @ValueSource(strings = {"bf16", "fp16"})
    void storedShortWeightsGiveWhatConvertedOnesGive(String text) {
        Precision precision = Precision.parse(text);
        assumeTrue(Autocast.isFast(precision.denoiser(), Device.CPU));
        GenerationOptions options = OPTIONS.withSteps(2);
        TinyLoop.Result stored = TinyLoop.run(precision, options);
        TinyLoop.Result converted =
                TinyLoop.runConverting(precision, options, (part, file) -> inFloat32(precision, part, file));
        assertThat(Arrays.equals(converted.predictions.getFirst(), stored.predictions.getFirst()))
                .isTrue();
        assertThat(Arrays.equals(converted.gaussians, stored.gaussians)).isTrue();
        assertThat(Arrays.equals(converted.images, stored.images)).isTrue();
    }

    /**
     * The weights of a part in float32, in the order of elements that they are loaded in for {@code precision}: what has its
     * type in the file already is used there in row-major order, and copies are channels last, which convolutions round
     * differently.
     */
    private static Weights inFloat32(Precision precision, ModelPart part, Checkpoint file) {
        Function<Role, DType> stored = precision.storage(part);
        JsonNode config = BuiltInModel.config();
        Weights schema =
                ModelBuilder.schema(config, ModelInfo.fromJson(config, "tiny")).get(part);
        Map<String, Tensor> tensors = new HashMap<>();
        file.tensors().forEach((key, data) -> {
            Tensor rowMajor = data.toTensor().to(DType.FLOAT32);
            boolean usedInFile = data.dtype() == stored.apply(schema.role(key));
            tensors.put(key, usedInFile ? rowMajor : ChannelsLast.weight(rowMajor));
        });
        return Weights.of(tensors, file.source());
    }

    /**
     * A whole loop of the built-in model. The first prediction has the rounding of one pass of the denoiser: some units of
     * the last of 8 bits, or 11. Later steps see renderings of Gaussians that moved a little, so errors grow, and a few
     * pixels at edges change much; pictures are compared as a whole.
     */
    @ParameterizedTest
    @CsvSource({
        "bf16, 2e-2, 5e-2",
        "fp16, 3e-3, 2e-2",
        "denoiser=bf16, 2e-2, 5e-2",
        "decoder=bf16, 1e-6, 5e-2",
        "reconstructor=bf16, 1e-6, 5e-2"
    })
    void aLoopInAShorterTypeStaysCloseToFloat32(String text, double firstStep, double pictures) {
        Precision precision = Precision.parse(text);
        assumeTrue(Autocast.isFast(precision.denoiser(), Device.CPU));
        assumeTrue(Autocast.isFast(precision.decoder(), Device.CPU));
        TinyLoop.Result exact = TinyLoop.run(Precision.FP32, OPTIONS);
        TinyLoop.Result rounded = TinyLoop.run(precision, OPTIONS);
        double first = TinyLoop.relativeError(rounded.predictions.getFirst(), exact.predictions.getFirst());
        double images = TinyLoop.relativeError(rounded.images, exact.images);
        double renders = TinyLoop.relativeError(rounded.renders, exact.renders);
        assertThat(first).isLessThan(firstStep);
        assertThat(images).isPositive().isLessThan(pictures);
        assertThat(renders).isPositive().isLessThan(pictures);
    }
}
