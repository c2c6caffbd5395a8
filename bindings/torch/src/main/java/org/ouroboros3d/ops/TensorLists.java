package org.ouroboros3d.ops;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * The arguments of an operator that walks through several lists of tensors side by side. LibTorch's kernels for them take
 * sizes and order of elements from the first list and trust the others: one that differs is read and written beyond its end.
 *
 * @param operation what is called, for messages
 * @param name of the first list
 * @param tensors the first list, which decides what the others must be
 */
record TensorLists(String operation, String name, List<Tensor> tensors) {
    /**
     * Checks that there are tensors and that they are open.
     *
     * @throws IllegalArgumentException if there are none, or one is closed
     */
    TensorLists {
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException(operation + ": " + name + " is empty");
        }
        requireOpen(operation, name, tensors);
    }

    private static void requireOpen(String operation, String name, List<Tensor> tensors) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).isClosed()) {
                throw new IllegalArgumentException(
                        operation + ": " + at(name, i) + " was closed, or the TensorScope" + " that held it");
            }
        }
    }

    private static String at(String list, int i) {
        return list + "[" + i + "]";
    }

    /**
     * Checks that all tensors of the first list have one type and are on one device.
     *
     * @throws IllegalArgumentException if one differs from the first
     */
    void requireOneKind() {
        Tensor first = tensors.getFirst();
        for (int i = 1; i < tensors.size(); i++) {
            requirePlace(name, i, tensors.get(i), 0, first.dtype());
        }
    }

    /**
     * Checks that each tensor of the first list fills a piece of memory without gaps, every element in a place of its own.
     *
     * @throws IllegalArgumentException if one does not
     */
    void requireDense() {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            if (!tensor.isContiguous() && !isDense(tensor.shape(), tensor.strides())) {
                throw new IllegalArgumentException(operation + ": " + at(name, i) + " must fill its memory without gaps"
                        + " or repetitions, not " + tensor.describe() + " with strides "
                        + Arrays.toString(tensor.strides()) + "; clone it first");
            }
        }
    }

    private static boolean isDense(long[] shape, long... strides) {
        int[] byStride = IntStream.range(0, shape.length)
                .filter(dim -> shape[dim] != 1)
                .boxed()
                .sorted(Comparator.comparingLong(dim -> strides[dim]))
                .mapToInt(dim -> dim)
                .toArray();
        long expected = 1;
        for (int dim : byStride) {
            if (strides[dim] != expected) {
                return false;
            }
            expected *= shape[dim];
        }
        return true;
    }

    /**
     * Checks that another list has an open tensor of the same shape, type and device for each of the first.
     *
     * @throws ShapeException if a shape differs
     * @throws IllegalArgumentException if something else does
     */
    void requireSameKind(String other, List<Tensor> list) {
        requireCount(other, list);
        for (int i = 0; i < list.size(); i++) {
            Tensor expected = tensors.get(i);
            Tensor tensor = list.get(i);
            if (!Arrays.equals(expected.shape(), tensor.shape())) {
                throw new ShapeException(
                        operation,
                        at(other, i),
                        Arrays.toString(expected.shape()) + " like " + at(name, i),
                        tensor.shape());
            }
            requirePlace(other, i, tensor, i, expected.dtype());
        }
    }

    /**
     * Checks that the tensors of another list, which are of the same kind, also have their elements in the same order.
     *
     * @throws IllegalArgumentException if the strides of one differ
     */
    void requireSameOrder(String other, List<Tensor> list) {
        for (int i = 0; i < list.size(); i++) {
            Tensor expected = tensors.get(i);
            Tensor tensor = list.get(i);
            if (!(expected.isContiguous() && tensor.isContiguous())
                    && !isSameOrder(expected.shape(), expected.strides(), tensor.strides())) {
                throw new IllegalArgumentException(operation + ": " + at(other, i) + " must have the strides "
                        + Arrays.toString(expected.strides()) + " of " + at(name, i) + ", not "
                        + Arrays.toString(tensor.strides()));
            }
        }
    }

    /** Strides of dimensions of size 1 say nothing. */
    private static boolean isSameOrder(long[] shape, long[] expected, long... strides) {
        return IntStream.range(0, shape.length).allMatch(dim -> shape[dim] == 1 || strides[dim] == expected[dim]);
    }

    /**
     * Checks that another list has an open scalar for each tensor of the first, on its device.
     *
     * @throws ShapeException if one is not a scalar
     * @throws IllegalArgumentException if something else is wrong
     */
    void requireScalars(String other, List<Tensor> list, DType dtype) {
        requireCount(other, list);
        for (int i = 0; i < list.size(); i++) {
            Tensor tensor = list.get(i);
            if (tensor.rank() != 0) {
                throw new ShapeException(operation, at(other, i), "a scalar []", tensor.shape());
            }
            requirePlace(other, i, tensor, i, dtype);
        }
    }

    private void requireCount(String other, List<Tensor> list) {
        if (list.size() != tensors.size()) {
            throw new IllegalArgumentException(operation + ": " + other + " must have one tensor for each of the "
                    + tensors.size() + " of " + name + ", not " + list.size());
        }
        requireOpen(operation, other, list);
    }

    private void requirePlace(String other, int i, Tensor tensor, int partner, DType dtype) {
        Device device = tensors.get(partner).device();
        if (tensor.dtype() != dtype || !tensor.device().equals(device)) {
            throw new IllegalArgumentException(operation + ": " + at(other, i) + " must be " + dtype + " on " + device
                    + " to go with " + at(name, partner) + ", not " + tensor.describe());
        }
    }
}
