/**
 * Weights on their way from files into networks.
 *
 * <p>{@link org.ouroboros3d.weights.CheckpointReader} maps a file of any format without copying, and {@link org.ouroboros3d.weights.Weights} hands its tensors to a model's constructor and keeps account of every key.
 * Files are taken for hostile: whatever is wrong with one is a {@link org.ouroboros3d.format.WeightsException}.
 */
package org.ouroboros3d.weights;
