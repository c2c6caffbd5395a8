package org.ouroboros3d.tensor;

/** The operators that tensors themselves need. */
final class Operators {
    static final Operator TO_DTYPE = Operator.of("aten::_to_copy", "");
    static final Operator DETACH = Operator.of("aten::detach", "");
    static final Operator CLONE = Operator.of("aten::clone", "");
    static final Operator BACKWARD = Operator.of("aten::_backward", "");
    static final Operator IS_LEAF = Operator.of("aten::is_leaf", "");
    static final Operator MUL = Operator.of("aten::mul", "Tensor");
    static final Operator SUM = Operator.of("aten::sum", "");
    static final Operator SUM_DIMS = Operator.of("aten::sum", "dim_IntList");
    static final Operator BROADCAST = Operator.of("aten::broadcast_tensors", "");
    static final Operator STACK = Operator.of("aten::stack", "");

    private Operators() {}
}
