package org.ouroboros3d.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.internal.ErrorStream;
import org.ouroboros3d.internal.TorchAbi;
import org.ouroboros3d.tensor.OperatorSchema.Kind;

/**
 * The arguments of one operator call, reused by its thread for the next. They are collected as Java values first, so
 * that a closed tensor among them, or one that does not fit the schema, throws before anything native was made; the
 * dispatcher then gets a stack of which it owns every handle.
 *
 * <p>A call that was begun and not made, because an argument could not be computed, is dropped.
 */
public final class OperatorCall {
    private static final String TENSOR = "Tensor";
    private static final String TENSORS = "Tensor[]";
    /** The object that the thread's next call uses, unless the call that it was last used for is not made yet. */
    private static final ThreadLocal<OperatorCall> THREAD = ThreadLocal.withInitial(OperatorCall::new);

    // Freed by the collector when the thread is gone; arguments of a call must not outlive it anyway.
    private final MemorySegment stack = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, OperatorArguments.MAX);
    private final OperatorArguments arguments = new OperatorArguments();
    private final long abiVersion = TorchAbi.abiVersion();
    private Operator operator;
    private TensorScope scope;

    private OperatorCall() {}

    static OperatorCall begin(Operator operator) {
        TensorScope innermost = TensorScope.current();
        innermost.checkUsable();
        OperatorCall call = THREAD.get();
        if (call.operator != null) {
            // Begun among the arguments of another call, or after one that failed while its arguments were collected.
            call = new OperatorCall();
            THREAD.set(call);
        }
        call.scope = innermost;
        call.operator = operator;
        return call;
    }

    private void reset() {
        arguments.clear();
        operator = null;
        scope = null;
    }

    private OperatorCall add(Kind kind, long value, Object object) {
        if (operator == null) {
            throw new IllegalStateException("this call was made already; begin() another");
        }
        arguments.add(kind, value, object);
        return this;
    }

    /** Adds a tensor, which the operator writes to if its schema says so. */
    public OperatorCall tensor(Tensor tensor) {
        return add(Kind.TENSOR, 0, open(tensor));
    }

    /** Adds an optional tensor, or none when it is null. */
    public OperatorCall optionalTensor(Tensor tensor) {
        return tensor == null ? none() : add(Kind.OPTIONAL_TENSOR, 0, open(tensor));
    }

    /** Adds a list of tensors, which the operator writes to if its schema says so. */
    public OperatorCall tensors(List<Tensor> tensors) {
        Tensor[] items = tensors.toArray(new Tensor[0]);
        for (Tensor item : items) {
            open(item);
        }
        return add(Kind.TENSORS, 0, items);
    }

    /** Adds an integer, or a code of a dtype, layout or memory format. */
    public OperatorCall integer(long value) {
        return add(Kind.INTEGER, value, null);
    }

    /** Adds a boolean. */
    public OperatorCall flag(boolean value) {
        return add(Kind.FLAG, value ? 1 : 0, null);
    }

    /** Adds a floating-point number. */
    public OperatorCall number(double value) {
        return add(Kind.NUMBER, Double.doubleToRawLongBits(value), null);
    }

    /** Adds an optional without a value. */
    public OperatorCall none() {
        return add(Kind.NONE, 0, null);
    }

    /** Adds an optional integer or code. */
    public OperatorCall optional(long value) {
        return add(Kind.OPTIONAL_INTEGER, value, null);
    }

    /** Adds an optional floating-point number. */
    public OperatorCall optionalNumber(double value) {
        return add(Kind.OPTIONAL_NUMBER, Double.doubleToRawLongBits(value), null);
    }

    /** Adds a list of integers. */
    public OperatorCall integers(long... list) {
        return add(Kind.INTEGERS, 0, list.clone());
    }

    /** Adds an optional list of integers. */
    public OperatorCall optionalIntegers(long... list) {
        return add(Kind.OPTIONAL_INTEGERS, 0, list.clone());
    }

    /** Adds a string. LibTorch 2.10 converts it into one that it never frees: 48 bytes a call, out of our reach. */
    public OperatorCall text(String value) {
        return add(Kind.TEXT, 0, Objects.requireNonNull(value, "text"));
    }

    private Tensor open(Tensor tensor) {
        tensor.checkedHandle();
        if (operator != null && operator.schema().isWritten(arguments.count())) {
            tensor.checkWritable(operator);
        }
        return tensor;
    }

    /** {@return the result of an operator that returns one tensor, in the innermost scope} */
    public Tensor call() {
        try {
            OperatorHook hook = dispatch(TENSOR, 1);
            Tensor result = take(stack.getAtIndex(ValueLayout.JAVA_LONG, 0), 0);
            if (hook != null) {
                hook.end(operator.toString(), arguments.tensors(), List.of(result));
            }
            return result;
        } finally {
            reset();
        }
    }

    /** {@return the results of an operator that returns {@code results} tensors, in the innermost scope} */
    public List<Tensor> call(int results) {
        try {
            OperatorHook hook = dispatch(TENSOR, results);
            List<Tensor> tensors = new ArrayList<>(results);
            for (int i = 0; i < results; i++) {
                tensors.add(take(stack.getAtIndex(ValueLayout.JAVA_LONG, i), i));
            }
            if (hook != null) {
                hook.end(operator.toString(), arguments.tensors(), tensors);
            }
            return tensors;
        } finally {
            reset();
        }
    }

    /** {@return the items of an operator that returns a list of tensors, in the innermost scope} */
    public List<Tensor> callList() {
        try {
            OperatorHook hook = dispatch(TENSORS, 1);
            List<Tensor> tensors = new ArrayList<>();
            for (long item : TorchAbi.takeList(stack.getAtIndex(ValueLayout.JAVA_LONG, 0))) {
                tensors.add(take(item, 0));
            }
            if (hook != null) {
                hook.end(operator.toString(), arguments.tensors(), tensors);
            }
            return tensors;
        } finally {
            reset();
        }
    }

    /** {@return what an operator says that returns one boolean} */
    public boolean callFlag() {
        try {
            OperatorHook hook = dispatch("bool", 1);
            boolean result = stack.get(ValueLayout.JAVA_BOOLEAN, 0);
            if (hook != null) {
                hook.end(operator.toString(), arguments.tensors(), List.of());
            }
            return result;
        } finally {
            reset();
        }
    }

    /** Calls an operator that returns nothing. */
    public void callVoid() {
        try {
            OperatorHook hook = dispatch(TENSOR, 0);
            if (hook != null) {
                hook.end(operator.toString(), arguments.tensors(), List.of());
            }
        } finally {
            reset();
        }
    }

    /** {@return the hook to call when the results are there, or null} */
    private OperatorHook dispatch(String resultType, int results) {
        if (operator == null) {
            throw new IllegalStateException("this call was made already; begin() another");
        }
        OperatorSchema schema = operator.schema();
        arguments.check(schema);
        if (!operator.takesEmpty()) {
            requireElements();
        }
        schema.checkReturns(resultType, results);
        OperatorHook hook = HookHandle.current();
        if (hook != null) {
            hook.begin(operator.toString());
        }
        endSegmentsOfOuts(schema);
        int status = callNative();
        if (status != 0) {
            throw new NativeException(
                    operator.toString(),
                    status,
                    arguments + " failed: " + TorchAbi.lastMessage().orElseGet(this::reasonOfRetry));
        }
        return hook;
    }

    private void requireElements() {
        for (Tensor input : arguments.tensors()) {
            if (input.numel() == 0) {
                throw new IllegalArgumentException(operator + " takes no tensor without elements: " + arguments);
            }
        }
    }

    private int callNative() {
        arguments.writeTo(stack);
        return TorchAbi.dispatch(operator.nativeName(), operator.nativeOverload(), stack, abiVersion);
    }

    /** LibTorch before 2.13 tells its standard error alone why a call failed, so it is asked again while we listen. */
    private String reasonOfRetry() {
        return ErrorStream.reasonOf(() -> {
            int status = callNative();
            if (status == 0) {
                dropResults();
            }
            return status;
        });
    }

    private void dropResults() {
        List<OperatorSchema.Result> results = operator.schema().returns();
        for (int i = 0; i < results.size(); i++) {
            long result = stack.getAtIndex(ValueLayout.JAVA_LONG, i);
            if (results.get(i).type().equals(TENSOR)) {
                TorchAbi.delete(result);
            } else if (results.get(i).type().equals(TENSORS)) {
                for (long item : TorchAbi.takeList(result)) {
                    TorchAbi.delete(item);
                }
            }
        }
    }

    /** An operator gives a place for its result the size of the result, which can take memory away under a segment. */
    private void endSegmentsOfOuts(OperatorSchema schema) {
        for (int i = 0; i < arguments.count(); i++) {
            if (schema.arguments().get(i).isOut()) {
                if (arguments.object(i) instanceof Tensor tensor) {
                    tensor.prepareForResize();
                } else if (arguments.object(i) instanceof Tensor[] list) {
                    Arrays.stream(list).forEach(Tensor::prepareForResize);
                }
            }
        }
    }

    /** Owns a result. One that shares the elements of wrapped memory keeps watching that memory. */
    private Tensor take(long handle, int index) {
        if (DryRun.isActive()) {
            Tensor shared = sharedInDryRun(handle);
            return shared == null ? Tensor.own(handle, null, scope) : Tensor.view(handle, shared, scope);
        }
        char alias = operator.schema().returns().get(index).alias();
        for (int i = 0; i < arguments.count(); i++) {
            boolean isAlias = alias != 0 && operator.schema().arguments().get(i).alias() == alias;
            if (arguments.object(i) instanceof Tensor tensor) {
                if (isView(handle, tensor, isAlias)) {
                    return Tensor.own(handle, tensor.backing(), scope);
                }
            } else if (arguments.object(i) instanceof Tensor[] list) {
                for (Tensor item : list) {
                    if (isView(handle, item, isAlias)) {
                        return Tensor.own(handle, item.backing(), scope);
                    }
                }
            }
        }
        return Tensor.own(handle, null, scope);
    }

    /** The argument whose storage a result shares, or null. */
    private Tensor sharedInDryRun(long handle) {
        for (int i = 0; i < arguments.count(); i++) {
            if (arguments.object(i) instanceof Tensor tensor
                    && operator.schema().isWritten(i)) {
                return tensor;
            }
        }
        return arguments.object(0) instanceof Tensor first && DryRun.isView(operator, first, handle) ? first : null;
    }

    /** By its schema, or by its address: some operators return their operand where they have nothing to do. */
    private static boolean isView(long handle, Tensor argument, boolean isAlias) {
        MemorySegment backing = argument.backing();
        return backing != null && (isAlias || contains(backing, TorchAbi.dataPointer(handle)));
    }

    private static boolean contains(MemorySegment memory, long address) {
        return address >= memory.address() && address < memory.address() + memory.byteSize();
    }
}
