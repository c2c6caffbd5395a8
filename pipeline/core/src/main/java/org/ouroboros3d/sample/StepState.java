package org.ouroboros3d.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.tensor.Tensor;

/**
 * All that a step computes from, but for its index and the options of the run.
 *
 * @param conditions of the run
 * @param views the V cameras
 * @param image the input images {@code [B, 3, S, S]} in [-1, 1]
 * @param latents at the step's noise level, {@code [B, V, C, h, w]}
 * @param feedback of the last reconstruction
 */
public record StepState(
        Conditions conditions, ViewTensors views, Tensor image, Tensor latents, FeedbackFeatures feedback) {
    /** {@return width and height of a view in pixels, S} */
    public int imageSize() {
        return Math.toIntExact(image.size(-1));
    }

    /** {@return the number of objects, B} */
    int objects() {
        return Math.toIntExact(latents.size(0));
    }

    /** {@return the same with other tensors} Each is asked for once, always in the same order. */
    public StepState map(UnaryOperator<Tensor> change) {
        return new StepState(
                conditions.map(change),
                new ViewTensors(
                        change.apply(views.c2w()),
                        change.apply(views.intrinsics()),
                        change.apply(views.viewmats()),
                        change.apply(views.ks())),
                change.apply(image),
                change.apply(latents),
                feedback.map(change));
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
