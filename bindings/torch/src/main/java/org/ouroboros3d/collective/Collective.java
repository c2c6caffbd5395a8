package org.ouroboros3d.collective;

import org.ouroboros3d.tensor.Tensor;

/**
 * The ranks of a program: processes that run the same program on different data. All ranks start the same operations in the
 * same order, with tensors of the same shapes and types; operations run one after the other, beside what the caller computes.
 *
 * <p>Sums are taken in a fixed order, so that they have the same bits on all ranks, and in every run with as many ranks.
 * Tensors are contiguous; sums are of float32, float64 or bfloat16, the last added in float32 and rounded once.
 *
 * <p>Operations are started by one thread at a time.
 */
public interface Collective extends AutoCloseable {
    /** {@return this process's number, from 0} */
    int rank();

    /** {@return how many processes there are} */
    int size();

    /** Starts replacing a tensor by the sum of all ranks' tensors. */
    Transfer allReduce(Tensor x);

    /**
     * Starts adding all ranks' tensors, of which each rank gets a part.
     *
     * @param all what is added, [sum of the parts]
     * @param parts how many elements each rank gets, in the order of the ranks
     * @param own gets this rank's part of the sum, [{@code parts[rank]}]
     */
    Transfer reduceScatter(Tensor all, long[] parts, Tensor own);

    /**
     * Starts putting all ranks' tensors side by side.
     *
     * @param own this rank's, [{@code parts[rank]}]
     * @param parts how many elements each rank has
     * @param all gets them in the order of the ranks, [sum of the parts]
     */
    Transfer allGather(Tensor own, long[] parts, Tensor all);

    /** Starts replacing every rank's tensor by that of the rank {@code root}. */
    Transfer broadcast(Tensor x, int root);

    /** Waits until all ranks are here. */
    void barrier();

    /**
     * Waits until all ranks are here and ends the connection in good order. A rank that is closed without this has failed: the
     * launcher ends the others when its process exits.
     */
    void finish();

    /** Frees what this process holds of the connection. */
    @Override
    void close();
}
