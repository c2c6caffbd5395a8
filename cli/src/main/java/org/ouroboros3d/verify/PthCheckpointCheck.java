package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.torch.TorchReader;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** Reads PyTorch checkpoints and compares every tensor, which must be equal bit for bit. */
final class PthCheckpointCheck implements GoldenCheck {
    private static final String AS_FLOAT = "_as_f32";

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        List<Comparison> comparisons = new ArrayList<>();
        Set<String> unread = new HashSet<>(golden.outputs());
        for (JsonNode name : golden.config().path("files")) {
            String file = name.asText();
            try (Arena arena = Arena.ofConfined()) {
                for (TensorData data : TorchReader.read(golden.siblingPath(file), arena)
                        .tensors()
                        .values()) {
                    String output = outputName(golden, data.name());
                    unread.remove(output);
                    Tensor actual = data.toTensor().to(device);
                    if (output.endsWith(AS_FLOAT)) {
                        actual = actual.to(DType.FLOAT32);
                    }
                    comparisons.add(compare(file + ":" + data.name(), actual, golden.output(output)));
                }
            }
        }
        if (!unread.isEmpty()) {
            throw new WeightsException(golden.path().toString(), null, "no checkpoint beside it holds " + unread);
        }
        return comparisons;
    }

    private static Comparison compare(String name, Tensor actual, Tensor expected) {
        if (actual.dtype() != expected.dtype()) {
            String types = "read as " + actual.dtype() + " instead of " + expected.dtype();
            double far = Double.POSITIVE_INFINITY;
            return new Comparison(name, far, far, 0, Measure.MAX_ABS, types);
        }
        return Comparison.of(name, actual, expected, 0, Measure.MAX_ABS, "reading is exact");
    }

    /** The nested file's tensors are stored under "nested.", the bfloat16 one as float32. */
    private static String outputName(GoldenFile golden, String key) {
        String name = key.replace("state_dict.", "nested.");
        return golden.hasOutput(name) ? name : name + AS_FLOAT;
    }
}
