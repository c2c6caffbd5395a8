package org.ouroboros3d.train.parallel;

import java.util.List;
import java.util.function.ObjIntConsumer;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Tensors that lie one behind the other in a single one. */
final class Packed {
    private Packed() {}

    /**
     * Shows each tensor of some that lie in one.
     *
     * @param all [sum of their elements]
     * @param order places of the parameters whose shapes they have
     * @param shapes the parameters
     * @param each is given a view and the place
     */
    static void forEach(Tensor all, List<Integer> order, List<Tensor> shapes, ObjIntConsumer<Tensor> each) {
        long at = 0;
        for (int place : order) {
            Tensor like = shapes.get(place);
            try (TensorScope scope = TensorScope.open()) {
                each.accept(Shapes.reshape(Shapes.narrow(all, 0, at, like.numel()), like.shape()), place);
            }
            at += like.numel();
        }
    }
}
