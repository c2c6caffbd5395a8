package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/** Elements by their numbers. */
public final class Indexing {
    private static final Operator INDEX_SELECT = Operator.of("aten::index_select", "");

    private Indexing() {}

    /**
     * {@return the slices of {@code x} that {@code index} names, in its order}
     *
     * @param index int64 {@code [P]}, each from 0 to {@code x.size(dim) - 1}, on the device of {@code x}; LibTorch throws for
     *     others on the host, and the values are not checked on a GPU
     */
    public static Tensor select(Tensor x, int dim, Tensor index) {
        return INDEX_SELECT.begin().tensor(x).integer(dim).tensor(index).call();
    }
}
