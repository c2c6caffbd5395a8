package org.ouroboros3d.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * One tensor as it lies in a file: name, element type, shape, strides and the bytes, usually a slice of the mapped file.
 *
 * <p>Only {@link #toTensor()} needs LibTorch. The bytes stay valid as long as the arena that the file was mapped into.
 */
public final class TensorData {
    private final String name;
    private final DType dtype;
    private final long[] shape;
    private final long[] strides;
    private final MemorySegment data;

    private TensorData(String name, DType dtype, long[] shape, long[] strides, MemorySegment data) {
        this.name = name;
        this.dtype = dtype;
        this.shape = shape.clone();
        this.strides = strides.clone();
        this.data = data;
    }

    /**
     * A row-major tensor.
     *
     * @param data exactly the elements, little-endian
     * @throws IllegalArgumentException if the size of {@code data} is not that of the shape
     */
    public static TensorData of(String name, DType dtype, MemorySegment data, long... shape) {
        return strided(name, dtype, shape, Extent.rowMajor(shape), data);
    }

    /**
     * A view of a storage.
     *
     * @param strides in elements, none negative
     * @param data from the view's first element to the end of its last one, little-endian
     * @throws IllegalArgumentException if {@code data} does not have the size that shape and strides span
     */
    public static TensorData strided(String name, DType dtype, long[] shape, long[] strides, MemorySegment data) {
        long bytes = Math.multiplyExact(Extent.span(shape, strides), dtype.byteSize());
        if (data.byteSize() != bytes) {
            throw new IllegalArgumentException("tensor \"" + name + "\" of shape " + Arrays.toString(shape) + " needs "
                    + bytes + " bytes, got " + data.byteSize());
        }
        return new TensorData(name, dtype, shape, strides, data);
    }

    /** {@return the same tensor under another name} */
    public TensorData renamed(String newName) {
        return new TensorData(newName, dtype, shape, strides, data);
    }

    /** {@return the key in the file} */
    public String name() {
        return name;
    }

    /** {@return the element type} */
    public DType dtype() {
        return dtype;
    }

    /** {@return the size of each dimension} */
    public long[] shape() {
        return shape.clone();
    }

    /** {@return the step of each dimension, in elements} */
    public long[] strides() {
        return strides.clone();
    }

    /** {@return the number of elements} */
    public long elements() {
        return Extent.elements(shape);
    }

    /** {@return whether the elements lie row-major without holes} */
    public boolean isContiguous() {
        return Extent.isRowMajor(shape, strides);
    }

    /** {@return the bytes from the first to the last element: of the elements alone when the tensor is contiguous} */
    public MemorySegment data() {
        return data;
    }

    /** {@return whether the elements lie in native memory row-major and aligned to their size, as operators want them} */
    public boolean isUsableInPlace() {
        return data.isNative() && data.address() % dtype.byteSize() == 0 && isContiguous();
    }

    /**
     * {@return the elements row-major and aligned to their size: the file's own memory where it is so already, else a
     * packed copy}
     *
     * @param arena where a copy is allocated
     */
    public MemorySegment packed(Arena arena) {
        int width = dtype.byteSize();
        if (isUsableInPlace()) {
            return data;
        }
        MemorySegment copy = arena.allocate(elements() * width, width);
        if (isContiguous()) {
            return copy.copyFrom(data);
        }
        gather(copy, width);
        return copy;
    }

    /**
     * {@return this as a host tensor in the innermost scope: over the file's own memory, which is read-only, where that
     * is row-major and aligned, else over a packed copy}
     */
    public Tensor toTensor() {
        return Tensor.wrap(packed(Arena.ofAuto()), dtype, shape);
    }

    /**
     * {@return a host tensor with the elements, in memory of its own, in the innermost scope}
     *
     * @throws WeightsException if the file under the mapping is gone or was cut short
     */
    public Tensor copy() {
        Tensor copy = Tensor.empty(dtype, Device.CPU, shape);
        MemorySegment target = copy.segment();
        try {
            if (isContiguous()) {
                target.copyFrom(data);
            } else {
                gather(target, dtype.byteSize());
            }
        } catch (InternalError e) {
            // By this the JVM tells of a SIGBUS in an access of Java's; in native code it would end the process.
            throw new WeightsException(
                    "the weights file",
                    name,
                    "it was cut short or cannot be read any more (" + e.getMessage() + "); copy the file again");
        }
        return copy;
    }

    /** Lets go of the physical memory under a mapped tensor; touching it again reads the file again. */
    public void unload() {
        if (data.isMapped()) {
            data.unload();
        }
    }

    /** Copies element by element with a counter per dimension: views are rare and small in real checkpoints. */
    private void gather(MemorySegment target, int width) {
        long[] index = new long[shape.length];
        long source = 0;
        for (long written = 0; written < target.byteSize(); written += width) {
            MemorySegment.copy(data, source * width, target, written, width);
            for (int d = shape.length - 1; d >= 0; d--) {
                source += strides[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                source -= index[d] * strides[d];
                index[d] = 0;
            }
        }
    }

    @Override
    public String toString() {
        return name + " " + dtype + Arrays.toString(shape);
    }
}
