package org.ouroboros3d.svd;

import org.ouroboros3d.tensor.Tensor;

/** Is told what the blocks of a network return, so that the first that goes wrong can be named. */
@FunctionalInterface
public interface BlockListener {
    /** Listens to nothing. */
    BlockListener NONE = (block, output) -> {};

    /**
     * Called when a block has returned.
     *
     * @param block its name as in the state dict
     * @param output its output, valid during the call
     */
    void returned(String block, Tensor output);
}
