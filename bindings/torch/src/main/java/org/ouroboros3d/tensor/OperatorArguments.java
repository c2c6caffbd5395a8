package org.ouroboros3d.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.internal.TorchAbi;
import org.ouroboros3d.tensor.OperatorSchema.Kind;

/** The arguments of an {@link OperatorCall}: Java values until the dispatcher takes them. */
final class OperatorArguments {
    /** The most that an operator has. */
    static final int MAX = 32;

    private final Kind[] kinds = new Kind[MAX];
    private final long[] values = new long[MAX];
    private final Object[] objects = new Object[MAX];
    private final long[][] lists = new long[MAX][];
    private int count;

    void add(Kind kind, long value, Object object) {
        if (count == MAX) {
            throw new IllegalArgumentException("an operator has at most " + MAX + " arguments");
        }
        kinds[count] = kind;
        values[count] = value;
        objects[count++] = object;
    }

    void clear() {
        Arrays.fill(objects, 0, count, null);
        count = 0;
    }

    int count() {
        return count;
    }

    /** {@return a tensor, an array of tensors, another list or a string; null for numbers} */
    Object object(int index) {
        return objects[index];
    }

    void check(OperatorSchema schema) {
        schema.check(kinds, values, count);
    }

    /** {@return the tensors among them} */
    List<Tensor> tensors() {
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

    /** Puts what the dispatcher will own onto its stack. */
    void writeTo(MemorySegment stack) {
        takeReferences();
        for (int i = 0; i < count; i++) {
            stack.setAtIndex(ValueLayout.JAVA_LONG, i, toNative(i));
        }
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
            case NONE -> 0;
            case INTEGER, FLAG, NUMBER, TENSOR -> values[i];
            case OPTIONAL_INTEGER, OPTIONAL_NUMBER, OPTIONAL_TENSOR -> TorchAbi.newOptional(values[i]);
            case INTEGERS -> TorchAbi.newList((long[]) objects[i]);
            case OPTIONAL_INTEGERS -> TorchAbi.newOptional(TorchAbi.newList((long[]) objects[i]));
            case TENSORS -> TorchAbi.newList(lists[i]);
            case TEXT -> TorchAbi.newString((String) objects[i]);
        };
    }

    /** {@return the arguments in words, for messages} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(
                            switch (kinds[i]) {
                                case NONE -> "none";
                                case INTEGER, OPTIONAL_INTEGER -> values[i];
                                case FLAG -> values[i] != 0;
                                case NUMBER, OPTIONAL_NUMBER -> Double.longBitsToDouble(values[i]);
                                case TENSOR, OPTIONAL_TENSOR -> ((Tensor) objects[i]).describe();
                                case INTEGERS, OPTIONAL_INTEGERS -> Arrays.toString((long[]) objects[i]);
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
