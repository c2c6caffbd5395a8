/**
 * Layers and blocks that several networks share.
 *
 * <p>A layer's constructor takes {@link org.ouroboros3d.weights.Weights} at its own prefix and the sizes that it
 * expects there; its keys are those of the reference's state dict. {@code forward} writes no field and does no input or
 * output. A block opens a {@link org.ouroboros3d.tensor.TensorScope} for its temporaries and moves its result to the
 * scope that was open around it, so a network's memory is that of its deepest block. A layer holds the tensors that
 * {@code Weights} handed out and owns none of them.
 */
package org.ouroboros3d.nn;
