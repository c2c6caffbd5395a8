package org.ouroboros3d.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.sample.SamplerStep;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Compares the steps of a loop with those of a golden file, as far as it holds them. */
final class LoopComparisons {
    /** What the golden files' own notes allow a free-running loop. */
    private static final double ROUNDING_FACTOR = 10;

    private static final String WHY =
            "10 times the reference's own float32 to float64 difference: the rasterizer's hard decisions amplify rounding";

    private final GoldenFile golden;
    private final String suffix;
    private final JsonNode rounding;
    private final List<Comparison> comparisons = new ArrayList<>();

    LoopComparisons(GoldenFile golden, TemporalContext context) {
        this.golden = golden;
        this.suffix = context == TemporalContext.FIXED ? "_head" : "";
        try {
            this.rounding = new ObjectMapper().readTree(golden.metadata("f32_vs_f64"));
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    golden.path().toString(), null, "f32_vs_f64 is not JSON: " + e.getOriginalMessage());
        }
    }

    void add(SamplerStep step) {
        String i = "_" + step.index();
        compare("guided" + i, step.guided());
        compare("pred_x0_latent" + i, step.predOriginalSample());
        compare("prev_sample" + i, step.prevSample());
        step.reconstruction().ifPresent(reconstruction -> {
            compare("decoded" + i, reconstruction.decoded(), 1, 4, 2, 4);
            compare("gaussians" + i, reconstruction.gaussians());
            compare("render_rgb" + i, reconstruction.rendered().color(), 1, 2, 0, 2);
            compare("render_alpha" + i, reconstruction.rendered().alpha(), 1, 2, 0, 2);
            compare("render_depth" + i, reconstruction.rendered().depth(), 1, 2, 0, 2);
            compare("position_map" + i, reconstruction.rendered().ccm(), 1, 4, 2, 4);
        });
    }

    List<Comparison> finish(SamplerOutput output) {
        compare("images", output.images(), 1, 2, 0, 2);
        return List.copyOf(comparisons);
    }

    /** Pictures are stored at some of their pixels: rows from {@code y} in steps of {@code dy}, columns likewise. */
    private void compare(String name, Tensor actual, long y, long dy, long x, long dx) {
        if (golden.hasOutput(name + suffix)) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor rows = Shapes.slice(actual, -2, y, actual.size(-2), dy);
                compare(name, Shapes.slice(rows, -1, x, actual.size(-1), dx));
            }
        }
    }

    private void compare(String name, Tensor actual) {
        if (golden.hasOutput(name + suffix)) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor expected = golden.output(name + suffix);
                double allowed =
                        Math.max(Comparison.USUAL_TOLERANCE, ROUNDING_FACTOR * relativeRounding(name, expected));
                String why = allowed > Comparison.USUAL_TOLERANCE ? WHY : "";
                comparisons.add(Comparison.of(name + suffix, actual, expected, allowed, Measure.RELATIVE_L2, why));
            }
        }
    }

    /** The reference's rms difference between float32 and float64, relative to the size of the output. */
    private double relativeRounding(String name, Tensor expected) {
        double rms = rounding.path(name).path(1).asDouble();
        double[] values = expected.toDoubleArray();
        double square = Arrays.stream(values).map(v -> v * v).average().orElse(0);
        return square == 0 ? 0 : rms / Math.sqrt(square);
    }
}
