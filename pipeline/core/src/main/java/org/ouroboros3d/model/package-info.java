/**
 * The parts that the denoising loop is put together from, as small interfaces.
 *
 * <p>Another image encoder, autoencoder or reconstructor takes part by implementing one of them; the loop knows no
 * implementation. An implementation computes on the device of the tensors that it is given, keeps no state between
 * calls, and returns its result in the innermost {@link org.ouroboros3d.tensor.TensorScope}.
 */
package org.ouroboros3d.model;
