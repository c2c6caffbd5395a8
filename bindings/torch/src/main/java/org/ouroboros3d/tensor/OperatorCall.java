package org.ouroboros3d.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.internal.TorchAbi;

/**
 * The arguments of one operator call, reused by its thread for the next. They are collected as Java values first, so
 * that a closed tensor among them throws before anything native was made; the dispatcher then gets a stack of which it
 * owns every handle.
 */
public final class OperatorCall {
    private static final int MAX_ARGUMENTS = 32;
    private static final int MAX_RESULTS = 8;
    private static final ThreadLocal<OperatorCall> THREAD = ThreadLocal.withInitial(OperatorCall::new);

    private enum Kind {
        RAW,
        OPTIONAL,
        TENSOR,
        OPTIONAL_TENSOR,
        LONGS,
        OPTIONAL_LONGS,
        TENSORS,
        TEXT
    }

    // Freed by the collector when the thread is gone; arguments of a call must not outlive it anyway.
    private final MemorySegment stack = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, MAX_ARGUMENTS);
    private final Kind[] kinds = new Kind[MAX_ARGUMENTS];
    private final long[] values = new long[MAX_ARGUMENTS];
    private final Object[] objects = new Object[MAX_ARGUMENTS];
    private final long[][] lists = new long[MAX_ARGUMENTS][];
    private final long abiVersion = TorchAbi.abiVersion();
    private Operator operator;
    private TensorScope scope;
    /** The last argument that the result is written to, or null. */
    private Tensor written;

    private int count;
    /** Slots that the last call wrote, arguments or results. */
    private int used;

    private OperatorCall() {}

    static OperatorCall ofThread() {
        return THREAD.get();
    }

    OperatorCall begin(Operator next) {
        if (operator != null) {
            Operator unfinished = operator;
            reset();
            throw new IllegalStateException("a call of " + next + " began inside the arguments of " + unfinished
                    + "; compute nested tensors before begin()");
        }
        TensorScope innermost = TensorScope.current();
        innermost.checkUsable();
        scope = innermost;
        operator = next;
        return this;
    }

    private void reset() {
        Arrays.fill(objects, 0, count, null);
        operator = null;
        scope = null;
        written = null;
        count = 0;
    }

    private OperatorCall add(Kind kind, long value, Object object) {
        if (count == MAX_ARGUMENTS) {
            reset();
            throw new IllegalStateException("an operator has at most " + MAX_ARGUMENTS + " arguments");
        }
        kinds[count] = kind;
        values[count] = value;
        objects[count++] = object;
        return this;
    }

    /** Adds a tensor. */
    public OperatorCall tensor(Tensor tensor) {
        return add(Kind.TENSOR, 0, open(tensor));
    }

    /** Adds a tensor that the operator writes its result to. */
    public OperatorCall out(Tensor tensor) {
        open(tensor);
        requireWritable(tensor);
        written = tensor;
        return add(Kind.TENSOR, 0, tensor);
    }

    /** Adds an optional tensor, or none when it is null. */
    public OperatorCall optionalTensor(Tensor tensor) {
        return tensor == null ? none() : add(Kind.OPTIONAL_TENSOR, 0, open(tensor));
    }

    /** Adds a list of tensors. */
    public OperatorCall tensors(List<Tensor> tensors) {
        Tensor[] items = tensors.toArray(new Tensor[0]);
        for (Tensor item : items) {
            open(item);
        }
        return add(Kind.TENSORS, 0, items);
    }

    /** Adds a list of tensors that the operator writes to. */
    public OperatorCall outs(List<Tensor> tensors) {
        Tensor[] items = tensors.toArray(new Tensor[0]);
        for (Tensor item : items) {
            open(item);
            requireWritable(item);
        }
        return add(Kind.TENSORS, 0, items);
    }

    /** Adds an integer, or a code of a dtype, layout or memory format. */
    public OperatorCall integer(long value) {
        return add(Kind.RAW, value, null);
    }

    /** Adds a boolean. */
    public OperatorCall flag(boolean value) {
        return add(Kind.RAW, value ? 1 : 0, null);
    }

    /** Adds a floating-point number. */
    public OperatorCall number(double value) {
        return add(Kind.RAW, Double.doubleToRawLongBits(value), null);
    }

    /** Adds an optional without a value. */
    public OperatorCall none() {
        return add(Kind.RAW, 0, null);
    }

    /** Adds an optional integer or code. */
    public OperatorCall optional(long value) {
        return add(Kind.OPTIONAL, value, null);
    }

    /** Adds an optional floating-point number. */
    public OperatorCall optionalNumber(double value) {
        return add(Kind.OPTIONAL, Double.doubleToRawLongBits(value), null);
    }

    /** Adds a list of integers. */
    public OperatorCall integers(long... list) {
        return add(Kind.LONGS, 0, list);
    }

    /** Adds an optional list of integers. */
    public OperatorCall optionalIntegers(long... list) {
        return add(Kind.OPTIONAL_LONGS, 0, list);
    }

    /** Adds a string. LibTorch 2.10 converts it into one that it never frees: 48 bytes a call, out of our reach. */
    public OperatorCall text(String value) {
        return add(Kind.TEXT, 0, value);
    }

    private Tensor open(Tensor tensor) {
        try {
            tensor.checkedHandle();
        } catch (IllegalStateException e) {
            reset();
            throw e;
        }
        if (count == 0 && operator.writesFirstArgument()) {
            requireWritable(tensor);
        }
        return tensor;
    }

    private void requireWritable(Tensor tensor) {
        try {
            tensor.checkWritable(operator);
        } catch (IllegalStateException e) {
            reset();
            throw e;
        }
    }

    /** {@return the result of an operator that returns one tensor, in the innermost scope} */
    public Tensor call() {
        try {
            OperatorHook hook = dispatch();
            Tensor result = take(stack.getAtIndex(ValueLayout.JAVA_LONG, 0));
            if (hook != null) {
                hook.end(operator.toString(), inputs(), List.of(result));
            }
            return result;
        } finally {
            reset();
        }
    }

    /** {@return the results of an operator that returns {@code results} tensors, in the innermost scope} */
    public List<Tensor> call(int results) {
        try {
            OperatorHook hook = dispatch();
            List<Tensor> tensors = new ArrayList<>(results);
            for (int i = 0; i < results; i++) {
                tensors.add(take(stack.getAtIndex(ValueLayout.JAVA_LONG, i)));
            }
            if (hook != null) {
                hook.end(operator.toString(), inputs(), tensors);
            }
            return tensors;
        } finally {
            reset();
        }
    }

    /** {@return the items of an operator that returns a list of tensors, in the innermost scope} */
    public List<Tensor> callList() {
        try {
            OperatorHook hook = dispatch();
            List<Tensor> tensors = new ArrayList<>();
            for (long item : TorchAbi.takeList(stack.getAtIndex(ValueLayout.JAVA_LONG, 0))) {
                tensors.add(take(item));
            }
            if (hook != null) {
                hook.end(operator.toString(), inputs(), tensors);
            }
            return tensors;
        } finally {
            reset();
        }
    }

    /** {@return what an operator says that returns one boolean} */
    public boolean callFlag() {
        try {
            OperatorHook hook = dispatch();
            boolean result = stack.get(ValueLayout.JAVA_BOOLEAN, 0);
            if (hook != null) {
                hook.end(operator.toString(), inputs(), List.of());
            }
            return result;
        } finally {
            reset();
        }
    }

    /** Calls an operator that returns nothing. */
    public void callVoid() {
        try {
            OperatorHook hook = dispatch();
            if (hook != null) {
                hook.end(operator.toString(), inputs(), List.of());
            }
        } finally {
            reset();
        }
    }

    /** {@return the hook to call when the results are there, or null} */
    private OperatorHook dispatch() {
        OperatorHook hook = HookHandle.current();
        if (hook != null) {
            hook.begin(operator.toString());
        }
        takeReferences();
        for (int i = 0; i < count; i++) {
            stack.setAtIndex(ValueLayout.JAVA_LONG, i, toNative(i));
        }
        // What an earlier call left must not pass for an argument that this one forgot.
        for (int i = count; i < used; i++) {
            stack.setAtIndex(ValueLayout.JAVA_LONG, i, 0);
        }
        used = Math.max(count, MAX_RESULTS);
        int status = TorchAbi.dispatch(operator.nativeName(), operator.nativeOverload(), stack, abiVersion);
        if (status != 0) {
            throw new NativeException(
                    operator.toString(),
                    status,
                    arguments() + " failed: "
                            + TorchAbi.lastMessage().orElse("LibTorch printed the reason on standard error"));
        }
        return hook;
    }

    /** The tensors among the arguments, for a hook. */
    private List<Tensor> inputs() {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (objects[i] instanceof Tensor tensor) {
                inputs.add(tensor);
            } else if (objects[i] instanceof Tensor[] list) {
                inputs.addAll(List.of(list));
            }
        }
        return inputs;
    }

    /** Makes the references that the dispatcher will own; another thread may have closed a shared tensor by now. */
    private void takeReferences() {
        int taken = 0;
        try {
            while (taken < count) {
                if (kinds[taken] == Kind.TENSOR || kinds[taken] == Kind.OPTIONAL_TENSOR) {
                    values[taken] = ((Tensor) objects[taken]).newReference();
                } else if (kinds[taken] == Kind.TENSORS) {
                    lists[taken] = references((Tensor[]) objects[taken]);
                }
                taken++;
            }
        } finally {
            if (taken < count) {
                dropReferences(taken);
            }
        }
    }

    private static long[] references(Tensor... tensors) {
        long[] references = new long[tensors.length];
        int taken = 0;
        try {
            while (taken < tensors.length) {
                references[taken] = tensors[taken].newReference();
                taken++;
            }
            return references;
        } finally {
            for (int i = 0; taken < tensors.length && i < taken; i++) {
                TorchAbi.delete(references[i]);
            }
        }
    }

    private void dropReferences(int taken) {
        for (int i = 0; i < taken; i++) {
            if (kinds[i] == Kind.TENSOR || kinds[i] == Kind.OPTIONAL_TENSOR) {
                TorchAbi.delete(values[i]);
            } else if (kinds[i] == Kind.TENSORS) {
                for (long reference : lists[i]) {
                    TorchAbi.delete(reference);
                }
            }
        }
    }

    private long toNative(int i) {
        return switch (kinds[i]) {
            case RAW, TENSOR -> values[i];
            case OPTIONAL, OPTIONAL_TENSOR -> TorchAbi.newOptional(values[i]);
            case LONGS -> TorchAbi.newList((long[]) objects[i]);
            case OPTIONAL_LONGS -> TorchAbi.newOptional(TorchAbi.newList((long[]) objects[i]));
            case TENSORS -> TorchAbi.newList(lists[i]);
            case TEXT -> TorchAbi.newString((String) objects[i]);
        };
    }

    /** Owns a result. One that is a view of wrapped memory keeps watching that memory. */
    private Tensor take(long handle) {
        if (DryRun.isActive()) {
            Tensor shared = sharedInDryRun(handle);
            return shared == null ? Tensor.own(handle, null, scope) : Tensor.view(handle, shared, scope);
        }
        for (int i = 0; i < count; i++) {
            if (objects[i] instanceof Tensor tensor) {
                if (isView(handle, tensor)) {
                    return Tensor.own(handle, tensor.backing(), scope);
                }
            } else if (objects[i] instanceof Tensor[] list) {
                for (Tensor item : list) {
                    if (isView(handle, item)) {
                        return Tensor.own(handle, item.backing(), scope);
                    }
                }
            }
        }
        return Tensor.own(handle, null, scope);
    }

    /** The argument whose storage a result shares, or null. */
    private Tensor sharedInDryRun(long handle) {
        if (written != null) {
            return written;
        }
        return objects[0] instanceof Tensor first && DryRun.isView(operator, first, handle) ? first : null;
    }

    private static boolean isView(long handle, Tensor argument) {
        MemorySegment backing = argument.backing();
        return backing != null && contains(backing, TorchAbi.dataPointer(handle));
    }

    private static boolean contains(MemorySegment memory, long address) {
        return address >= memory.address() && address < memory.address() + memory.byteSize();
    }

    /** The arguments in words, for messages. */
    private String arguments() {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(
                            switch (kinds[i]) {
                                case RAW, OPTIONAL -> values[i];
                                case TENSOR, OPTIONAL_TENSOR -> ((Tensor) objects[i]).describe();
                                case LONGS, OPTIONAL_LONGS -> Arrays.toString((long[]) objects[i]);
                                case TENSORS ->
                                    Arrays.stream((Tensor[]) objects[i])
                                            .map(Tensor::describe)
                                            .toList();
                                case TEXT -> objects[i];
                            });
        }
        return text.append(')').toString();
    }
}
