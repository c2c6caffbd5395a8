package org.ouroboros3d.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.Tensor;

/**
 * The gradients that a recorded training step left in its parameters.
 *
 * <p>In units of each gradient's largest entry. Ten times the reference's own difference between float32 and float64 is
 * allowed, as the rasterizer's thresholds amplify rounding; and where the rasterizer's backward takes part also what its
 * reference is off the true derivative, which is what is computed here.
 */
final class TrainStepGradients {
    private static final String TRAINED = "(mv_model|recon_model)\\..*";
    private static final double ROUNDING_FACTOR = 10;
    /** The reference states the gradients that pass the rasterizer to be 1e-3 to 5e-3 from float64. */
    private static final double RASTERIZED_TOLERANCE = 5e-3;

    private static final String RASTERIZED = "recon_model.";

    private static final String WHY =
            "in units of the largest entry; 10 times the reference's own float32 to float64 difference, which is up to 5e-3"
                    + " where the rasterizer takes part";

    private final GoldenFile golden;
    private final String coin;
    private final Map<String, Tensor> leaves;

    /** Makes the parameters collect gradients. */
    TrainStepGradients(GoldenFile golden, TrainStepInput.Coin coin, Map<String, Tensor> leaves) {
        this.golden = golden;
        this.coin = coin.name().toLowerCase(Locale.ROOT);
        this.leaves = leaves;
        leaves.forEach((key, leaf) -> leaf.requiresGrad(key.matches(TRAINED)));
    }

    List<Comparison> compare() {
        String prefix = coin + ".grad.";
        List<Comparison> comparisons = new ArrayList<>();
        for (String output : golden.outputs()) {
            if (output.startsWith(prefix)) {
                comparisons.add(gradient(output, output.substring(prefix.length())));
            }
        }
        comparisons.add(norms());
        return comparisons;
    }

    private Comparison gradient(String output, String key) {
        double[] expected = golden.output(output).toDoubleArray();
        double largest = largest(expected);
        double rounding = metadata("finite_differences")
                .path("f32_vs_f64_" + coin)
                .path(key)
                .asDouble();
        double least = key.startsWith(RASTERIZED) ? RASTERIZED_TOLERANCE : Comparison.USUAL_TOLERANCE;
        double tolerance = Math.max(least, ROUNDING_FACTOR * rounding);
        double[] actual = collected(key).map(Tensor::toDoubleArray).orElseGet(() -> new double[expected.length]);
        return Comparison.of(
                output, scaled(actual, largest), scaled(expected, largest), tolerance, Measure.MAX_ABS, WHY);
    }

    /** The lengths of all gradients of the trained networks, where one that was not collected counts as zero. */
    private Comparison norms() {
        List<Double> actual = new ArrayList<>();
        List<Double> expected = new ArrayList<>();
        metadata("grad_norms").path(coin).properties().forEach(entry -> {
            expected.add(entry.getValue().asDouble());
            actual.add(collected(entry.getKey()).map(TrainStepGradients::length).orElse(0.0));
        });
        return Comparison.of(
                coin + ".grad_norms",
                actual.stream().mapToDouble(v -> v).toArray(),
                expected.stream().mapToDouble(v -> v).toArray(),
                RASTERIZED_TOLERANCE,
                Measure.RELATIVE_L2,
                "of " + expected.size() + " parameters; LGM's carry the rasterizer's rounding");
    }

    private Optional<Tensor> collected(String key) {
        Tensor leaf = leaves.get(key);
        if (leaf == null) {
            throw new WeightsException(golden.path().toString(), key, "a gradient of a parameter that does not exist");
        }
        return Autograd.collected(leaf);
    }

    private JsonNode metadata(String key) {
        try {
            return new ObjectMapper().readTree(golden.metadata(key));
        } catch (JsonProcessingException e) {
            throw new WeightsException(golden.path().toString(), null, key + " is not JSON: " + e.getOriginalMessage());
        }
    }

    private static double length(Tensor gradient) {
        return Math.sqrt(Arrays.stream(gradient.toDoubleArray()).map(v -> v * v).sum());
    }

    private static double largest(double... values) {
        double largest = Arrays.stream(values).map(Math::abs).max().orElse(0);
        return largest == 0 ? 1 : largest;
    }

    private static double[] scaled(double[] values, double unit) {
        return Arrays.stream(values).map(value -> value / unit).toArray();
    }
}
