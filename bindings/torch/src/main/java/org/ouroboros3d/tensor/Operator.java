package org.ouroboros3d.tensor;

import java.lang.foreign.MemorySegment;
import java.util.List;
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
 * <p>Arguments of schema type {@code Scalar} cannot be passed. Compute nested tensors before {@code begin()}: a thread
 * builds one call at a time. The stable ABI checks neither the number nor the kinds of the arguments: a call that does
 * not follow its schema can end the process, so prefer the typed methods of {@code org.ouroboros3d.ops}.
 */
public final class Operator {
    private final String name;
    private final String fullName;
    private final MemorySegment nativeName;
    private final MemorySegment nativeOverload;

    private Operator(String name, String overload) {
        this.name = name;
        this.fullName = overload.isEmpty() ? name : name + "." + overload;
        this.nativeName = TorchAbi.name(name);
        this.nativeOverload = TorchAbi.name(overload);
    }

    /**
     * {@return the operator {@code name} with {@code overload}} Nothing is looked up yet. Calling one that LibTorch
     * does not have throws, and loses its arguments: LibTorch fails before it takes them over, and does not say so.
     *
     * @param name with its namespace, e.g. {@code aten::mul}
     * @param overload e.g. {@code Tensor}; empty for the overload without a name
     */
    public static Operator of(String name, String overload) {
        return new Operator(name, overload);
    }

    /** {@return this thread's call, empty, to be given its arguments} */
    public OperatorCall begin() {
        LibTorchLoader.load();
        return OperatorCall.ofThread().begin(this);
    }

    /** By ATen's convention, operators that write to their first argument end in an underscore. */
    boolean writesFirstArgument() {
        return name.endsWith("_");
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
        for (Tensor tensor : List.of(tensors)) {
            call.tensor(tensor);
        }
        return call.call();
    }

    @Override
    public String toString() {
        return fullName;
    }
}
