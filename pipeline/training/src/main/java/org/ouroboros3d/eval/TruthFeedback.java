package org.ouroboros3d.eval;

import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.ForwardingDenoiser;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.tensor.Tensor;

/**
 * A denoiser of one run that sees the truth's maps wherever the run feeds back its own. The first maps of a run, which say
 * that nothing was rendered yet, stay.
 */
final class TruthFeedback extends ForwardingDenoiser {
    private final Tensor color;
    private final Tensor ccm;
    private boolean begun;

    /**
     * Gives a denoiser the truth's maps, those of them that are fed back at all.
     *
     * @param truth to be kept as long as the run lasts
     */
    TruthFeedback(MultiViewDenoiser denoiser, TruthMaps truth, Feedback feedback) {
        super(denoiser);
        color = feedback.usesRgb() ? truth.color() : Creation.zerosLike(truth.color());
        ccm = feedback.usesCcm() ? truth.ccm() : Creation.zerosLike(truth.ccm());
    }

    @Override
    public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
        if (begun) {
            return super.encodeFeedback(color, ccm);
        }
        begun = true;
        return super.encodeFeedback(colors, coordinates);
    }
}
