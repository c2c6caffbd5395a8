package org.ouroboros3d.collective;

import java.util.Arrays;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;

/** Divisions of elements among ranks. */
final class Parts {
    private Parts() {}

    /** {@return a division whose parts differ by one element at most} */
    static long[] equal(long elements, int ranks) {
        long[] parts = new long[ranks];
        for (int r = 0; r < ranks; r++) {
            parts[r] = elements / ranks + (r < elements % ranks ? 1 : 0);
        }
        return parts;
    }

    static long[] bytes(long[] parts, DType type) {
        return Arrays.stream(parts).map(part -> part * type.byteSize()).toArray();
    }

    /** Checks that tensors have the sizes of a division, and are small enough for the 32-bit numbers of MPI. */
    static void require(long[] parts, int ranks, int rank, Tensor all, Tensor own) {
        if (parts.length != ranks
                || Arrays.stream(parts).sum() != all.numel()
                || parts[rank] != own.numel()
                || all.dtype() != own.dtype()) {
            throw new IllegalArgumentException("parts " + Arrays.toString(parts) + " of " + ranks + " ranks do not fit "
                    + all.numel() + " elements of " + all.dtype() + " and " + own.numel() + " of " + own.dtype()
                    + " on rank " + rank);
        }
        if (all.numel() * all.dtype().byteSize() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    all.numel() + " elements of " + all.dtype() + " are more than the 2 GB that move at once");
        }
    }
}
