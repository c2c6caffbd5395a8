/**
 * Training: the method's joint training of denoiser and reconstructor (paper, algorithm 1), and the stages before it that
 * let a small model be trained from nothing.
 *
 * <p>A step is a pure function of the weights, a batch and its draws of random numbers; what repeats it, keeps its state
 * and shows its progress is apart from it.
 */
package org.ouroboros3d.train;
