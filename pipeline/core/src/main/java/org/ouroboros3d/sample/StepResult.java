package org.ouroboros3d.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.tensor.Tensor;

/**
 * All that a step has computed.
 *
 * @param step what observers see
 * @param feedback of its reconstruction, empty where no further step will see it
 */
public record StepResult(SamplerStep step, Optional<FeedbackFeatures> feedback) {
    /** {@return the same with other tensors} Each is asked for once, always in the same order. */
    public StepResult map(UnaryOperator<Tensor> change) {
        SamplerStep changed = new SamplerStep(
                step.index(),
                change.apply(step.guided()),
                change.apply(step.predOriginalSample()),
                change.apply(step.prevSample()),
                step.reconstruction()
                        .map(made -> new SamplerStep.Reconstruction(
                                change.apply(made.decoded()),
                                change.apply(made.gaussians()),
                                made.rendered().map(change))));
        return new StepResult(changed, feedback.map(features -> features.map(change)));
    }

    /** {@return the tensors in the order of {@link #map}} */
    public List<Tensor> tensors() {
        List<Tensor> all = new ArrayList<>();
        map(tensor -> {
            all.add(tensor);
            return tensor;
        });
        return all;
    }
}
