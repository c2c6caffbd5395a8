package org.ouroboros3d.format;

/** Overflow-checked arithmetic on the shapes and strides that files announce. */
public final class Extent {
    /** The most dimensions that ATen's iterators take. */
    public static final int MAX_RANK = 64;

    private Extent() {}

    /**
     * {@return the number of elements of a shape}
     *
     * @throws ArithmeticException if the product does not fit 64 bits
     */
    public static long elements(long... shape) {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /**
     * {@return how many storage elements lie between the first element of a view and the end of its last one}
     *
     * @throws ArithmeticException if that number does not fit 64 bits
     */
    public static long span(long[] shape, long[] strides) {
        long last = 0;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == 0) {
                return 0;
            }
            last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        return Math.addExact(last, 1);
    }

    /** {@return the strides, in elements, of a row-major tensor of this shape} */
    static long[] rowMajor(long... shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = step;
            step = Math.multiplyExact(step, Math.max(1, shape[i]));
        }
        return strides;
    }

    /** {@return whether these strides describe row-major storage; those of dimensions of size 1 do not matter} */
    static boolean isRowMajor(long[] shape, long[] strides) {
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] == 0) {
                return true;
            }
            if (shape[i] != 1 && strides[i] != step) {
                return false;
            }
            step *= shape[i];
        }
        return true;
    }
}
