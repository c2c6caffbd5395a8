package org.ouroboros3d.bench;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.data.render.Drawable;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.data.render.RenderedOrbit;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.render.GaussianFinish;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainingModules;

/** The eight views of an object that a perfect denoiser would generate, and what a model's reconstructor makes of them. */
public final class TrueViews {
    /** Width and height of what a generation is given: as fine as the detail head of the built-in model sees. */
    private static final int INPUT = 256;

    private final Drawable object;
    private final Cameras cameras = Cameras.eightViews();

    /** @param object within a sphere of radius 0.5 */
    public TrueViews(Drawable object) {
        this.object = object;
    }

    /** {@return the view from the front, which is what a generation is given; RGBA, 256 pixels wide and high} */
    public Image front() {
        return OrbitRenderer.render(object, cameras.select(0), INPUT).image(0);
    }

    /** {@return the finished Gaussians of a model's reconstructor; to be called on the thread that opened the model} */
    public GaussianCloud reconstruct(LoadedModel model) {
        int size = model.info().imageSize();
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            RenderedOrbit rendered = OrbitRenderer.render(object, cameras, size);
            List<Tensor> seen = new ArrayList<>();
            for (int view = 0; view < cameras.views(); view++) {
                seen.add(Shapes.narrow(ImageTensors.onWhiteWithAlpha(rendered.image(view), size), 1, 0, 3));
            }
            Tensor signed = Arithmetic.add(Arithmetic.mul(Shapes.cat(seen, 0), 2), -1);
            ViewTensors views = ViewTensors.of(cameras, size, model.device());
            Tensor gaussians = model.modules()
                    .reconstructor()
                    .reconstruct(
                            Shapes.unsqueeze(signed, 0).to(model.device()),
                            views.c2w(),
                            views.intrinsics(),
                            TrainingModules.CLEAN_TIMESTEP);
            return new GaussianFinish(model.info(), model.modules().detail(), cameras).apply(gaussians, front());
        }
    }
}
