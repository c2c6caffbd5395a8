package org.ouroboros3d.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.svd.BlockListener;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Compares what single blocks return with the mean and the root mean square that a golden file's metadata
 * {@code probes} records, so that the first block that differs is named.
 */
final class BlockProbes implements BlockListener {
    private static final String WHY = "mean and root mean square are stored with six digits, in units of the latter";

    private final JsonNode probes;
    private final String prefix;
    private final List<Comparison> comparisons = new ArrayList<>();

    /** @param prefix what the file puts before the blocks' names */
    BlockProbes(GoldenFile golden, String prefix) {
        this.prefix = prefix;
        try {
            probes = new ObjectMapper().readTree(golden.metadata("probes"));
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    golden.path().toString(), null, "its probes are not JSON: " + e.getOriginalMessage());
        }
    }

    @Override
    public void returned(String block, Tensor output) {
        JsonNode probe = probes.path(prefix + block);
        if (probe.isMissingNode()) {
            return;
        }
        double mean = probe.path(1).asDouble();
        double rms = probe.path(2).asDouble();
        try (TensorScope scope = TensorScope.open()) {
            Tensor precise = output.to(DType.FLOAT64);
            double actualMean = Reductions.mean(precise).toDoubleArray()[0];
            double actualRms =
                    Math.sqrt(Reductions.mean(Arithmetic.square(precise)).toDoubleArray()[0]);
            comparisons.add(Comparison.of(
                    "probe " + prefix + block,
                    new double[] {actualMean / rms, actualRms / rms},
                    new double[] {mean / rms, 1},
                    Comparison.USUAL_TOLERANCE,
                    Measure.MAX_ABS,
                    WHY));
        }
    }

    /** {@return the comparisons of all blocks that have returned, in their order} */
    List<Comparison> comparisons() {
        return comparisons;
    }
}
