/**
 * Weights on disk and on their way into models.
 *
 * <p>{@link org.ouroboros3d.load.ModelFolder} finds the files of a model in any published layout,
 * {@link org.ouroboros3d.weights.CheckpointReader} maps one of any format without copying, and
 * {@link org.ouroboros3d.weights.Weights} hands its tensors to a model's constructor and keeps account of every key.
 * Files are taken for hostile: whatever is wrong with one is a {@link org.ouroboros3d.format.WeightsException}.
 */
package org.ouroboros3d.weights;
