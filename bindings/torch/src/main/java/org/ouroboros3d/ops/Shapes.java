package org.ouroboros3d.ops;

import java.util.List;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/** The same elements in other shapes. Results are views where ATen makes views: writing to one writes to the other. */
public final class Shapes {
    private static final Operator RESHAPE = Operator.of("aten::reshape", "");
    private static final Operator PERMUTE = Operator.of("aten::permute", "");
    private static final Operator TRANSPOSE = Operator.of("aten::transpose", "int");
    private static final Operator UNSQUEEZE = Operator.of("aten::unsqueeze", "");
    private static final Operator SQUEEZE = Operator.of("aten::squeeze", "dim");
    private static final Operator FLATTEN = Operator.of("aten::flatten", "using_ints");
    private static final Operator FLATTEN_LIST = Operator.of("aten::flatten_dense_tensors", "");
    private static final Operator NARROW = Operator.of("aten::narrow", "");
    private static final Operator SLICE = Operator.of("aten::slice", "Tensor");
    private static final Operator SELECT = Operator.of("aten::select", "int");
    private static final Operator CAT = Operator.of("aten::cat", "");
    private static final Operator STACK = Operator.of("aten::stack", "");
    private static final Operator CHUNK = Operator.of("aten::chunk", "");
    private static final Operator EXPAND = Operator.of("aten::expand", "");
    private static final Operator REPEAT = Operator.of("aten::repeat", "");
    private static final Operator REPEAT_INTERLEAVE = Operator.of("aten::repeat_interleave", "self_int");
    private static final Operator CLONE = Operator.of("aten::clone", "");
    private static final Operator COPY = Operator.of("aten::copy_", "");
    private static final int CONTIGUOUS_FORMAT = 0;

    private Shapes() {}

    /** {@return the elements in row-major order in {@code shape}; one size may be -1} */
    public static Tensor reshape(Tensor x, long... shape) {
        return RESHAPE.begin().tensor(x).integers(shape).call();
    }

    /** {@return a view whose dimension i is dimension {@code dims[i]} of x} */
    public static Tensor permute(Tensor x, int... dims) {
        return PERMUTE.begin().tensor(x).integers(Dimensions.of(dims)).call();
    }

    /** {@return a view with two dimensions exchanged} */
    public static Tensor transpose(Tensor x, int dim0, int dim1) {
        return TRANSPOSE.begin().tensor(x).integer(dim0).integer(dim1).call();
    }

    /** {@return a view with a new dimension of size 1 at {@code dim}} */
    public static Tensor unsqueeze(Tensor x, int dim) {
        return UNSQUEEZE.begin().tensor(x).integer(dim).call();
    }

    /** {@return a view without dimension {@code dim} if its size is 1} */
    public static Tensor squeeze(Tensor x, int dim) {
        return SQUEEZE.begin().tensor(x).integer(dim).call();
    }

    /** {@return dimensions {@code from} to {@code to}, both included, as one} */
    public static Tensor flatten(Tensor x, int from, int to) {
        return FLATTEN.begin().tensor(x).integer(from).integer(to).call();
    }

    /**
     * {@return the elements of all tensors, each in row-major order, one tensor's behind the other's, [sum of their numbers]}
     * Those of a single tensor may be its own, not copies.
     */
    public static Tensor flatten(List<Tensor> tensors) {
        return FLATTEN_LIST.begin().tensors(tensors).call();
    }

    /** {@return a view of {@code length} entries of dimension {@code dim} from {@code start}} */
    public static Tensor narrow(Tensor x, int dim, long start, long length) {
        return NARROW.begin()
                .tensor(x)
                .integer(dim)
                .integer(start)
                .integer(length)
                .call();
    }

    /** {@return a view of every {@code step}-th entry of dimension {@code dim} in [from, to)} */
    public static Tensor slice(Tensor x, int dim, long from, long to, long step) {
        return SLICE.begin()
                .tensor(x)
                .integer(dim)
                .optional(from)
                .optional(to)
                .integer(step)
                .call();
    }

    /** {@return a view of entry {@code index} of dimension {@code dim}, which is gone from the result} */
    public static Tensor select(Tensor x, int dim, long index) {
        return SELECT.begin().tensor(x).integer(dim).integer(index).call();
    }

    /** {@return the tensors one behind the other along {@code dim}} */
    public static Tensor cat(List<Tensor> tensors, int dim) {
        return CAT.begin().tensors(tensors).integer(dim).call();
    }

    /** {@return tensors of one shape, side by side along a new dimension {@code dim}} */
    public static Tensor stack(List<Tensor> tensors, int dim) {
        return STACK.begin().tensors(tensors).integer(dim).call();
    }

    /** {@return {@code chunks} views of equal size along {@code dim}} */
    public static List<Tensor> chunk(Tensor x, long chunks, int dim) {
        return CHUNK.begin().tensor(x).integer(chunks).integer(dim).callList();
    }

    /** {@return a view in which dimensions of size 1 are repeated to {@code shape} without copying; -1 keeps a size} */
    public static Tensor expand(Tensor x, long... shape) {
        return EXPAND.begin().tensor(x).integers(shape).flag(false).call();
    }

    /** {@return x tiled {@code times[i]} times along dimension i, copied} */
    public static Tensor repeat(Tensor x, long... times) {
        return REPEAT.begin().tensor(x).integers(times).call();
    }

    /** {@return every entry of dimension {@code dim} repeated {@code times} times in a row, copied} */
    public static Tensor repeatInterleave(Tensor x, long times, int dim) {
        return REPEAT_INTERLEAVE
                .begin()
                .tensor(x)
                .integer(times)
                .optional(dim)
                .none()
                .call();
    }

    /** {@return the elements in row-major order without gaps; a new reference if they lie so already} */
    public static Tensor contiguous(Tensor x) {
        return x.isContiguous() ? x.sameElements() : clone(x);
    }

    /** {@return a contiguous copy} */
    public static Tensor clone(Tensor x) {
        return CLONE.begin().tensor(x).optional(CONTIGUOUS_FORMAT).call();
    }

    /** {@return a copy whose elements lie in the order of {@code x}'s, and in row-major order where those overlap} */
    public static Tensor cloneInOrder(Tensor x) {
        return CLONE.begin().tensor(x).none().call();
    }

    /**
     * Replaces the elements of {@code target} by those of {@code source}, which is broadcast and converted.
     *
     * @return {@code target}
     */
    public static Tensor copyInto(Tensor target, Tensor source) {
        COPY.begin().tensor(target).tensor(source).flag(false).call().close();
        return target;
    }
}
