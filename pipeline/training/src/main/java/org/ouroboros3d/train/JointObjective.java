package org.ouroboros3d.train;

import org.ouroboros3d.generate.Feedback;

/**
 * What joint training minimises, where the paper and the released code leave or take a choice.
 *
 * @param dropout of the conditions
 * @param feedback which maps the second prediction sees; the other is zeros
 * @param imageLoss of the renderings
 * @param reconstructionWeight of the two renderings' losses together; the released code adds their mean (svd_lgm_multi_t2iadapter.py line 477)
 * @param feedbackGradients whether the second prediction's loss flows back through the fed-back maps and the rasterizer
 *     into the reconstructor, as in the released code
 * @param weights of the denoiser's errors
 */
public record JointObjective(
        ConditioningDropout dropout,
        Feedback feedback,
        ImageLoss imageLoss,
        double reconstructionWeight,
        boolean feedbackGradients,
        LossWeights weights) {
    /** EDM's weights of the denoiser's errors. */
    public JointObjective(
            ConditioningDropout dropout,
            Feedback feedback,
            ImageLoss imageLoss,
            double reconstructionWeight,
            boolean feedbackGradients) {
        this(dropout, feedback, imageLoss, reconstructionWeight, feedbackGradients, LossWeights.EDM);
    }

    /** {@return what the released code minimises, without its LPIPS} */
    public static JointObjective released() {
        return new JointObjective(
                new ConditioningDropout(0.1),
                Feedback.BOTH,
                new ImageLoss(ImageLoss.Pixels.L1, 0, ImageLoss.Perceptual.NONE),
                1,
                true);
    }
}
