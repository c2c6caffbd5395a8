package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/** Tensors from nothing. */
public final class Creation {
    private static final Operator ZERO = Operator.of("aten::zero_", "");
    private static final Operator FILL = Operator.of("aten::fill_", "Tensor");
    private static final Operator ZEROS_LIKE = Operator.of("aten::zeros_like", "");
    private static final Operator CUMSUM = Operator.of("aten::cumsum", "");
    /** Some JVMs make no longer array. */
    private static final int MAX_ON_HEAP = Integer.MAX_VALUE - 8;

    private Creation() {}

    /** {@return float32 zeros in host memory} */
    public static Tensor zeros(long... shape) {
        return zeros(DType.FLOAT32, Device.CPU, shape);
    }

    /** {@return zeros} */
    public static Tensor zeros(DType dtype, Device device, long... shape) {
        Tensor tensor = Tensor.empty(dtype, device, shape);
        ZERO.begin().tensor(tensor).call().close();
        return tensor;
    }

    /** {@return float32 ones in host memory} */
    public static Tensor ones(long... shape) {
        return full(1, DType.FLOAT32, Device.CPU, shape);
    }

    /** {@return a tensor whose elements all are {@code value}} */
    public static Tensor full(double value, DType dtype, Device device, long... shape) {
        Tensor tensor = Tensor.empty(dtype, device, shape);
        try (Tensor scalar = Tensor.scalar(value)) {
            FILL.begin().tensor(tensor).tensor(scalar).call().close();
        }
        return tensor;
    }

    /** {@return zeros with the shape, dtype and device of {@code tensor}} */
    public static Tensor zerosLike(Tensor tensor) {
        return ZEROS_LIKE
                .begin()
                .tensor(tensor)
                .none()
                .none()
                .none()
                .none()
                .none()
                .call();
    }

    /** {@return 0, 1, …, n-1 as float32 in host memory, [n]} */
    public static Tensor arange(long n) {
        float[] values = new float[length(n)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Tensor.of(values, n);
    }

    /** {@return 0, 1, …, n-1 as float32, made on the device, [n]; a copy from the host would wait for it} */
    public static Tensor arange(long n, Device device) {
        return device.isHost() ? arange(n) : countedUp(n, device);
    }

    /** ATen's own arange takes a Scalar, which the stable ABI cannot pass; float32 counts exactly up to 2²⁴. */
    static Tensor countedUp(long n, Device device) {
        try (Tensor ones = full(1, DType.FLOAT32, device, n);
                Tensor counts = CUMSUM.begin().tensor(ones).integer(0).none().call()) {
            return Arithmetic.sub(counts, 1);
        }
    }

    /** {@return {@code n} evenly spaced float32 values from {@code first} to {@code last}, both included, [n]} */
    public static Tensor linspace(double first, double last, long n) {
        float[] values = new float[length(n)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (n == 1 ? first : first + (last - first) * i / (n - 1));
        }
        return Tensor.of(values, n);
    }

    private static int length(long n) {
        if (n < 0) {
            throw new IllegalArgumentException("a tensor cannot have " + n + " elements");
        }
        if (n > MAX_ON_HEAP) {
            throw new IllegalArgumentException(
                    n + " elements are made on Java's heap, where " + MAX_ON_HEAP + " are the most");
        }
        return (int) n;
    }

    /** {@return a 0-dimensional tensor with {@code value}} */
    public static Tensor scalar(double value, DType dtype, Device device) {
        return full(value, dtype, device);
    }
}
