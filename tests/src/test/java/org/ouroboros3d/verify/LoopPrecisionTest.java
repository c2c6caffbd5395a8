package org.ouroboros3d.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.load.ModelBuilder;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.SamplingDefaults;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** The reference's recorded loop, in shorter floating types. */
class LoopPrecisionTest {
    private static final String GOLDEN = "/goldens/loop__tiny_n3.golden.safetensors";

    /**
     * The reference computed in float32. Its networks have random weights, which damp no error as trained ones do: the
     * distance is the rounding of 8 or 11 bits over three steps.
     */
    @ParameterizedTest
    @CsvSource({"fp32, 1e-4, 1e-4", "bf16, 6e-2, 7e-2", "fp16, 7e-3, 1.3e-2"})
    void agreesWithTheReference(String text, double firstStep, double images) throws URISyntaxException {
        Precision precision = Precision.parse(text);
        assumeTrue(Autocast.isFast(precision.denoiser(), Device.CPU));
        GoldenFile golden =
                GoldenFile.read(Path.of(getClass().getResource(GOLDEN).toURI()));
        JsonNode config = golden.config();
        int size = config.path("image_size").asInt();
        ModelInfo info = new ModelInfo(
                golden.module(), size, Geometry.OFFICIAL, TemporalContext.FIXED, true, SamplingDefaults.PUBLISHED);
        try (TensorScope scope = TensorScope.open();
                GaussianRenderer renderer = new GaussianRenderer(Geometry.OFFICIAL)) {
            Weights weights = golden.sibling(golden.metadata("weights_file")).weights();
            ModelBuilder builder = new ModelBuilder(LoopCheck.flattened(config), info, part -> weights.at(part.key()));
            RecursiveSampler sampler =
                    new RecursiveSampler(precision.applyTo(builder.build(renderer)), LoopCheck.options(config));
            LoopComparisons comparisons = new LoopComparisons(golden, TemporalContext.FIXED);
            SamplerOutput output = sampler.sample(new LoopInput(golden, size, Device.CPU).read(), comparisons::add);
            Map<String, Double> errors = comparisons.finish(output).stream()
                    .collect(Collectors.toMap(Comparison::name, Comparison::relative));
            assertThat(errors.get("guided_0_head")).isLessThan(firstStep);
            assertThat(errors.get("images_head")).isLessThan(images);
        }
    }
}
