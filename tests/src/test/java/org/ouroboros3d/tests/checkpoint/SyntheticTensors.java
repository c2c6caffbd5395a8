package org.ouroboros3d.tests.checkpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.tensor.DType;

/**
 * Makes checkpoints of any size out of one small pool of random numbers, of which every tensor is a slice; so writing
 * gigabytes takes megabytes.
 */
final class SyntheticTensors {
    /** The random numbers repeat after so many. */
    private static final int PERIOD = 1 << 16;

    private static final double STANDARD_DEVIATION = 0.02;

    private final DType dtype;
    private final MemorySegment pool;
    private final SplittableRandom offsets = new SplittableRandom(1);

    /**
     * @param dtype float16 or float32
     * @param largest the most elements that one tensor has
     */
    SyntheticTensors(DType dtype, long largest, Arena arena) {
        this.dtype = dtype;
        long elements = largest + PERIOD;
        this.pool = arena.allocate(elements * dtype.byteSize(), 64);
        SplittableRandom random = new SplittableRandom(0);
        for (long i = 0; i < PERIOD; i++) {
            float value = (float) (random.nextGaussian() * STANDARD_DEVIATION);
            if (dtype == DType.FLOAT16) {
                pool.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(value));
            } else {
                pool.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
            }
        }
        long period = (long) PERIOD * dtype.byteSize();
        for (long at = period; at < pool.byteSize(); at += period) {
            long size = Math.min(period, pool.byteSize() - at);
            MemorySegment.copy(pool, 0, pool, at, size);
        }
    }

    static long largest(StateDict state) {
        return state.shapes().values().stream()
                .mapToLong(SyntheticTensors::elements)
                .max()
                .orElse(0);
    }

    List<TensorData> of(StateDict state) {
        return state.shapes().entrySet().stream()
                .map(entry -> {
                    long width = dtype.byteSize();
                    long start = offsets.nextInt(PERIOD) * width;
                    MemorySegment slice = pool.asSlice(start, elements(entry.getValue()) * width);
                    return TensorData.of(entry.getKey(), dtype, slice, entry.getValue());
                })
                .toList();
    }

    private static long elements(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
