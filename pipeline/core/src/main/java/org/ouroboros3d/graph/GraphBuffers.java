package org.ouroboros3d.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Static input and output buffers of CUDA graphs: tensors at fixed addresses, one set for each list of shapes. */
final class GraphBuffers implements AutoCloseable {
    private final TensorScope owned = TensorScope.detached();
    private final Map<List<Layout>, List<Tensor>> sets = new HashMap<>();

    /** What tensors must have in common for one to hold what the other does. */
    private record Layout(DType dtype, Device device, List<Long> shape) {
        static Layout of(Tensor tensor) {
            return new Layout(
                    tensor.dtype(),
                    tensor.device(),
                    Arrays.stream(tensor.shape()).boxed().toList());
        }
    }

    /**
     * {@return the set of the shapes of {@code values}, which now holds the same numbers} Their elements lie in the order
     * of those that came first: what computes with them may choose its kernels by it.
     */
    List<Tensor> holding(List<Tensor> values) {
        List<Layout> layouts = values.stream().map(Layout::of).toList();
        List<Tensor> set = sets.get(layouts);
        if (set == null) {
            set = copies(values);
            sets.put(layouts, set);
            return set;
        }
        copy(values, set);
        return set;
    }

    private List<Tensor> copies(List<Tensor> values) {
        List<Tensor> set = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            values.forEach(value -> set.add(owned.adopt(Shapes.cloneInOrder(value))));
        }
        return List.copyOf(set);
    }

    /** Copies every tensor into the one at its place. */
    static void copy(List<Tensor> values, List<Tensor> targets) {
        for (int i = 0; i < targets.size(); i++) {
            Shapes.copyInto(targets.get(i), values.get(i));
        }
    }

    /** Frees all sets. */
    @Override
    public void close() {
        owned.close();
    }
}
