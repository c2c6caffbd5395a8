package org.ouroboros3d.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.model.RenderedViews;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The 3D model's first view after steps that are not known to be finished yet. A device copies it to pinned memory behind the
 * step, so that it is there when the step's fence is reached, and nothing waits for it.
 */
final class StepPreviews {
    private static final Operator PIN_MEMORY = Operator.of("aten::pin_memory", "");
    private static final Operator COPY = Operator.of("aten::copy_", "");

    private final TensorScope scope;
    private final Device device;
    private final Map<Integer, Tensor> steps = new HashMap<>();

    /** @param scope of the run, which holds the copies */
    StepPreviews(TensorScope scope, Device device) {
        this.scope = scope;
        this.device = device;
    }

    /** Enqueues the copy of what a step rendered. */
    void add(int step, RenderedViews rendered) {
        try (TensorScope temporary = TensorScope.open()) {
            Tensor first = Shapes.narrow(rendered.color(), 1, 0, 1);
            steps.put(step, scope.adopt(device.isHost() ? Shapes.clone(first) : toPinned(first)));
        }
    }

    private static Tensor toPinned(Tensor view) {
        Tensor pinned = PIN_MEMORY
                .begin()
                .tensor(Tensor.empty(view.dtype(), Device.CPU, view.shape()))
                .none()
                .call();
        COPY.begin().tensor(pinned).tensor(view).flag(true).call();
        return pinned;
    }

    /** {@return what an object looked like after a finished step, if that step rendered it} */
    Optional<Image> of(int step, int object) {
        Tensor view = steps.get(step);
        if (view == null) {
            return Optional.empty();
        }
        try (TensorScope temporary = TensorScope.open()) {
            return Optional.of(
                    ImageTensors.toImages(Shapes.select(view, 0, object)).getFirst());
        }
    }

    /** Frees the copy of a step that has been told to all. */
    void release(int step) {
        Tensor view = steps.remove(step);
        if (view != null) {
            view.close();
        }
    }
}
