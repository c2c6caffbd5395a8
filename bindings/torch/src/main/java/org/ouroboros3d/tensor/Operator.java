package org.ouroboros3d.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.regex.Pattern;
import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.TorchAbi;

/**
 * Any ATen operator, by the name and overload of its schema ({@code aten/src/ATen/native/native_functions.yaml}). Keep
 * the object in a constant; a call lists every argument of the schema in order, defaults included:
 *
 * <pre>{@code
 * private static final Operator SOFTMAX = Operator.of("aten::softmax", "int");
 * …
 * return SOFTMAX.begin().tensor(x).integer(-1).none().call();
 * }</pre>
 *
 * <p>A call that does not follow the schema in number or kind of its arguments throws {@link IllegalArgumentException}
 * before LibTorch sees it. Arguments of schema type {@code Scalar} cannot be passed. The values are LibTorch's to check.
 * Operators whose names begin with an underscore are for LibTorch's own use: their kernels trust their callers, and tensors
 * that do not fit end the process. They need {@link #unchecked}.
 */
public final class Operator {
    /**
     * Operators that give a tensor other memory, another shape or another place in autograd's graph, which {@link Tensor}
     * would not notice: it remembers its shape, and its segment would be dangling.
     */
    private static final Set<String> CHANGES_METADATA = Set.of(
            "as_strided_",
            "detach_",
            "rename_",
            "requires_grad_",
            "_resize_output_",
            "resize_",
            "resize_as_",
            "resize_as_sparse_",
            "set_",
            "set_data",
            "sparse_resize_",
            "sparse_resize_and_clear_",
            "squeeze_",
            "swapaxes_",
            "swapdims_",
            "t_",
            "transpose_",
            "unsqueeze_");

    /** Operators of LibTorch's own use that check what they are given. */
    private static final Pattern CHECKED = Pattern.compile("(?!_).*|_foreach_.*|_to_copy|_backward");

    /** Operators that divide by the number of heads, which ends the process where it is 0. */
    private static final Set<String> DIVIDE_BY_SIZES = Set.of("aten::scaled_dot_product_attention");

    private final String fullName;
    private final MemorySegment nativeName;
    private final MemorySegment nativeOverload;
    private final OperatorSchema schema;
    private final boolean takesEmpty;

    private Operator(String name, String overload, OperatorSchema schema) {
        this.fullName = fullName(name, overload);
        this.nativeName = TorchAbi.name(name);
        this.nativeOverload = TorchAbi.name(overload);
        this.schema = schema;
        this.takesEmpty = !DIVIDE_BY_SIZES.contains(name);
    }

    private static String fullName(String name, String overload) {
        return overload.isEmpty() ? name : name + "." + overload;
    }

    /**
     * {@return the operator {@code name} with {@code overload}}
     *
     * @param name with its namespace, e.g. {@code aten::mul}
     * @param overload e.g. {@code Tensor}; empty for the overload without a name
     * @throws IllegalArgumentException if LibTorch 2.10 has no such operator, or it changes the storage or the shape of its
     *     operand, or trusts its callers
     */
    public static Operator of(String name, String overload) {
        return unchecked(requireChecked(name), overload);
    }

    /**
     * {@return the operator {@code name} with {@code overload}, also where it trusts its callers: tensors of other sizes,
     * strides, types or devices than it expects can end the process or change other memory}
     *
     * @param name with its namespace, e.g. {@code aten::_fused_adamw_}
     * @param overload e.g. {@code Tensor}; empty for the overload without a name
     * @throws IllegalArgumentException if LibTorch 2.10 has no such operator, or it changes the storage or the shape of its
     *     operand
     */
    public static Operator unchecked(String name, String overload) {
        OperatorSchema schema = OperatorSchema.find(fullName(name, overload))
                .orElseThrow(() -> new IllegalArgumentException("LibTorch 2.10 has no operator '"
                        + fullName(name, overload) + "'; one of a later version or of another library"
                        + " needs its schema: Operator.ofSchema"));
        return new Operator(requireFollowed(name), overload, schema);
    }

    /**
     * {@return an operator that a later LibTorch or another library has} Nothing is looked up yet. Calling one that is not
     * there throws, and loses its arguments: LibTorch fails before it takes them over, and does not say so.
     *
     * @param schema as it was registered, without default values, e.g. {@code lib::twice(Tensor x, int n) -> Tensor}
     * @throws IllegalArgumentException if it is no schema, or the operator changes the storage or shape of its operand
     */
    public static Operator ofSchema(String schema) {
        OperatorSchema parsed = OperatorSchema.parse(schema);
        String full = schema.substring(0, schema.indexOf('('));
        int dot = full.indexOf('.');
        String name = dot < 0 ? full : full.substring(0, dot);
        return new Operator(requireFollowed(requireChecked(name)), dot < 0 ? "" : full.substring(dot + 1), parsed);
    }

    private static String requireChecked(String name) {
        if (name.startsWith("aten::")
                && !CHECKED.matcher(name.substring("aten::".length())).matches()) {
            throw new IllegalArgumentException(
                    name + " is for LibTorch's own use and trusts its callers: tensors that do"
                            + " not fit would end the process; use a public operator, or Operator.unchecked if you check them");
        }
        return name;
    }

    private static String requireFollowed(String name) {
        if (CHANGES_METADATA.contains(name.substring(name.indexOf(':') + 2))) {
            throw new IllegalArgumentException(name + " changes the storage or the shape of its operand in place, which"
                    + " Tensor cannot follow; use the operator that returns a new tensor instead");
        }
        return name;
    }

    /** {@return a call of this thread, empty, to be given its arguments} */
    public OperatorCall begin() {
        LibTorchLoader.load();
        return OperatorCall.begin(this);
    }

    /** Whether it takes tensors without elements. */
    boolean takesEmpty() {
        return takesEmpty;
    }

    OperatorSchema schema() {
        return schema;
    }

    MemorySegment nativeName() {
        return nativeName;
    }

    MemorySegment nativeOverload() {
        return nativeOverload;
    }

    /** Calls with tensors only: the most common form. */
    public Tensor apply(Tensor... tensors) {
        OperatorCall call = begin();
        for (Tensor tensor : tensors) {
            call.tensor(tensor);
        }
        return call.call();
    }

    @Override
    public String toString() {
        return fullName;
    }
}
