package org.ouroboros3d.bench;

/**
 * Runs of the loop with CUDA graphs beside runs without.
 *
 * @param recordedSteps how many steps became graphs; 0 where recording was refused
 * @param recording the run in which the steps were computed and recorded
 * @param without a run whose steps are computed
 * @param with a run whose steps are repeated
 * @param viewDistance of the repeated steps' generated views from the computed ones', relative to their length
 * @param gaussianDistance the same of the Gaussians
 */
public record GraphFigures(
        int recordedSteps,
        Timing recording,
        Timing without,
        Timing with,
        double viewDistance,
        double gaussianDistance) {
    /**
     * Further apart than rounding takes them: the same kernels are run, and where a library chooses another, the
     * rasterizer's hard decisions amplify what that changes from step to step.
     */
    private static final double TOLERANCE = 1e-2;

    /** {@return whether the repeated steps gave what the computed ones did} */
    public boolean agree() {
        return viewDistance <= TOLERANCE && gaussianDistance <= TOLERANCE;
    }

    /** {@return how many times as fast a run is with graphs} */
    public double gain() {
        return without.median() / with.median();
    }
}
