package org.ouroboros3d.train.run;

import org.ouroboros3d.train.StepLosses;

/**
 * What a step did.
 *
 * @param step how many steps are done with it
 * @param losses the mean over the batches of the step
 * @param gradientNorm length of all gradients together, before clipping
 * @param learningRate of the step
 * @param seconds that it took, with the wait for samples
 */
public record StepReport(long step, StepLosses losses, double gradientNorm, double learningRate, double seconds) {}
