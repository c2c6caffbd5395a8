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
    private final long abiVersion = TorchAbi.abiVersion();
    private Operator operator;
    private int count;

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
        TensorScope.current().checkUsable();
        operator = next;
        return this;
    }

    private void reset() {
        Arrays.fill(objects, 0, count, null);
        operator = null;
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

    /** Adds an optional tensor, or none when it is null. */
    public OperatorCall optionalTensor(Tensor tensor) {
        return tensor == null ? none() : add(Kind.OPTIONAL_TENSOR, 0, open(tensor));
    }

    /** Adds a list of tensors. */
    public OperatorCall tensors(List<Tensor> tensors) {
        tensors.forEach(this::open);
        return add(Kind.TENSORS, 0, List.copyOf(tensors));
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

    /** Adds a string. */
    public OperatorCall text(String value) {
        return add(Kind.TEXT, 0, value);
    }

    private Tensor open(Tensor tensor) {
        try {
            tensor.checkedHandle();
            if (count == 0 && operator.writesFirstArgument()) {
                tensor.checkWritable(operator);
            }
        } catch (IllegalStateException e) {
            reset();
            throw e;
        }
        return tensor;
    }

    /** {@return the result of an operator that returns one tensor, in the innermost scope} */
    public Tensor call() {
        try {
            dispatch();
            return take(stack.getAtIndex(ValueLayout.JAVA_LONG, 0));
        } finally {
            reset();
        }
    }

    /** {@return the results of an operator that returns {@code results} tensors, in the innermost scope} */
    public List<Tensor> call(int results) {
        try {
            dispatch();
            List<Tensor> tensors = new ArrayList<>(results);
            for (int i = 0; i < results; i++) {
                tensors.add(take(stack.getAtIndex(ValueLayout.JAVA_LONG, i)));
            }
            return tensors;
        } finally {
            reset();
        }
    }

    /** {@return the items of an operator that returns a list of tensors, in the innermost scope} */
    public List<Tensor> callList() {
        try {
            dispatch();
            List<Tensor> tensors = new ArrayList<>();
            for (long item : TorchAbi.takeList(stack.getAtIndex(ValueLayout.JAVA_LONG, 0))) {
                tensors.add(take(item));
            }
            return tensors;
        } finally {
            reset();
        }
    }

    /** Calls an operator that returns nothing. */
    public void callVoid() {
        try {
            dispatch();
        } finally {
            reset();
        }
    }

    private void dispatch() {
        for (int i = 0; i < count; i++) {
            stack.setAtIndex(ValueLayout.JAVA_LONG, i, toNative(i));
        }
        int status = TorchAbi.dispatch(operator.nativeName(), operator.nativeOverload(), stack, abiVersion);
        if (status != 0) {
            throw new NativeException(
                    operator.toString(),
                    status,
                    arguments() + " failed: "
                            + TorchAbi.lastMessage().orElse("LibTorch printed the reason on standard error"));
        }
    }

    private long toNative(int i) {
        return switch (kinds[i]) {
            case RAW -> values[i];
            case OPTIONAL -> TorchAbi.newOptional(values[i]);
            case TENSOR -> ((Tensor) objects[i]).newReference();
            case OPTIONAL_TENSOR -> TorchAbi.newOptional(((Tensor) objects[i]).newReference());
            case LONGS -> newList((long[]) objects[i]);
            case OPTIONAL_LONGS -> TorchAbi.newOptional(newList((long[]) objects[i]));
            case TENSORS ->
                newList(((List<?>) objects[i])
                        .stream()
                                .mapToLong(tensor -> ((Tensor) tensor).newReference())
                                .toArray());
            case TEXT -> TorchAbi.newString((String) objects[i]);
        };
    }

    private static long newList(long[] items) {
        return TorchAbi.newList(items, items.length);
    }

    /** Owns a result. One that is a view of wrapped memory keeps watching that memory. */
    private Tensor take(long handle) {
        for (int i = 0; i < count; i++) {
            MemorySegment backing = objects[i] instanceof Tensor tensor ? tensor.backing() : null;
            if (backing != null && contains(backing, TorchAbi.dataPointer(handle))) {
                return Tensor.own(handle, backing);
            }
        }
        if (count > 0 && objects[0] instanceof List<?> list) {
            for (Object item : list) {
                MemorySegment backing = ((Tensor) item).backing();
                if (backing != null && contains(backing, TorchAbi.dataPointer(handle))) {
                    return Tensor.own(handle, backing);
                }
            }
        }
        return Tensor.own(handle, null);
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
                                    ((List<?>) objects[i])
                                            .stream()
                                                    .map(tensor -> ((Tensor) tensor).describe())
                                                    .toList();
                                case TEXT -> objects[i];
                            });
        }
        return text.append(')').toString();
    }
}
