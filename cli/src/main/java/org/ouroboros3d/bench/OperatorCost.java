package org.ouroboros3d.bench;

import java.util.List;
import java.util.Set;
import org.ouroboros3d.tensor.OneDnnLinear;
import org.ouroboros3d.tensor.Tensor;

/**
 * What an operator has to do, from its shapes alone.
 *
 * @param flop floating-point operations, two for each multiplication with its addition, of convolutions, matrix products
 *     and attention; 0 for everything else, as is usual where arithmetic is compared with a machine's peak
 * @param bytesRead of all inputs, once each; repeated elements of an expanded tensor count like any other
 * @param bytesWritten of all outputs; like {@code bytesRead} 0 for results that are views
 */
public record OperatorCost(long flop, long bytesRead, long bytesWritten) {
    private static final OperatorCost NONE = new OperatorCost(0, 0, 0);

    private static final Set<String> VIEWS = Set.of(
            "aten::permute",
            "aten::transpose",
            "aten::unsqueeze",
            "aten::squeeze",
            "aten::narrow",
            "aten::slice",
            "aten::select",
            "aten::chunk",
            "aten::expand",
            "aten::detach",
            "aten::as_strided",
            "aten::broadcast_tensors");

    /** Make a view where strides allow it, else a copy. */
    private static final Set<String> VIEWS_OR_COPIES = Set.of("aten::reshape", "aten::flatten");

    /** Replace their first input without reading it. */
    private static final Set<String> OVERWRITING = Set.of("aten::copy_", "aten::zero_", "aten::fill_");

    /** Take shape and type of their input, and none of its elements. */
    private static final Set<String> READING_NOTHING = Set.of("aten::zeros_like");

    /**
     * {@return the cost of a call}
     *
     * @param operator its name, with or without an overload
     * @param inputs its tensors, in the order of the operator's schema
     * @param outputs its results
     */
    public static OperatorCost of(String operator, List<Tensor> inputs, List<Tensor> outputs) {
        String name = OperatorGroup.withoutOverload(operator);
        if (VIEWS.contains(name) || (VIEWS_OR_COPIES.contains(name) && isView(inputs, outputs))) {
            return NONE;
        }
        // Operators on lists that write to their first argument do not return it.
        List<Tensor> written = outputs.isEmpty() && name.endsWith("_") ? inputs.subList(0, 1) : outputs;
        return new OperatorCost(flop(name, inputs, outputs), bytes(read(name, inputs)), bytes(written));
    }

    private static boolean isView(List<Tensor> inputs, List<Tensor> outputs) {
        return inputs.getFirst().dataPointer() == outputs.getFirst().dataPointer();
    }

    private static List<Tensor> read(String name, List<Tensor> inputs) {
        if (READING_NOTHING.contains(name)) {
            return List.of();
        }
        return OVERWRITING.contains(name) ? inputs.subList(1, inputs.size()) : inputs;
    }

    private static long bytes(List<Tensor> tensors) {
        long bytes = 0;
        for (Tensor tensor : tensors) {
            bytes += tensor.numel() * tensor.dtype().byteSize();
        }
        return bytes;
    }

    private static long flop(String name, List<Tensor> inputs, List<Tensor> outputs) {
        return switch (name) {
            case "aten::conv1d", "aten::conv2d", "aten::conv3d" -> {
                // A weight is [O, C / groups, kernel…], so groups need no argument of their own.
                Tensor weight = inputs.get(1);
                yield 2 * outputs.getFirst().numel() * (weight.numel() / weight.size(0));
            }
            case "aten::conv_transpose1d", "aten::conv_transpose2d", "aten::conv_transpose3d" -> {
                // A weight is [C, O / groups, kernel…], and every input element meets one such slice.
                Tensor weight = inputs.get(1);
                yield 2 * inputs.getFirst().numel() * (weight.numel() / weight.size(0));
            }
            case "aten::linear", OneDnnLinear.NAME, "aten::matmul", "aten::mm", "aten::bmm" ->
                2 * outputs.getFirst().numel() * inputs.getFirst().size(-1);
            case "aten::addmm", "aten::baddbmm" ->
                2 * outputs.getFirst().numel() * inputs.get(1).size(-1);
            case "aten::scaled_dot_product_attention" -> attention(inputs.get(0), inputs.get(1), inputs.get(2));
            default -> 0;
        };
    }

    /** Of q · kᵀ and of the weights times v, for query [..., L, D], key [..., S, D] and value [..., S, E]. */
    private static long attention(Tensor query, Tensor key, Tensor value) {
        long rows = query.numel() / query.size(-1);
        return 2 * rows * key.size(-2) * (query.size(-1) + value.size(-1));
    }
}
