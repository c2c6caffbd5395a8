package org.ouroboros3d.generate;

import java.util.List;
import java.util.Map;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.model.ModelInfo;

/**
 * What one generation made, as plain data that any thread may use and that nobody needs to close.
 *
 * @param views the generated views
 * @param renders the 3D model from the same cameras at the model's own resolution, without {@link ModelInfo#lowPass}
 *     and without the detail head
 * @param ccm its coordinate maps from the same cameras
 * @param gaussians the 3D model, filtered already if {@link ModelInfo#lowPass} says so, and refined where the model has a
 *     {@link org.ouroboros3d.model.DetailModel}
 * @param stepGaussians the 3D model after each step that reconstructed, finished likewise, the last being {@code
 *     gaussians}; empty unless {@link GenerationOptions#stepGaussians} asks for them
 * @param stageSeconds seconds by stage, in the order in which the stages first ran, of all pictures that were generated
 *     together, see {@link org.ouroboros3d.load.ModelOptions#maxBatch}
 * @param hostToDeviceBytes copied to the device meanwhile
 * @param deviceToHostBytes copied from the device meanwhile
 */
public record Generation(
        List<Image> views,
        List<Image> renders,
        List<Image> ccm,
        GaussianCloud gaussians,
        List<GaussianCloud> stepGaussians,
        Map<String, Double> stageSeconds,
        long hostToDeviceBytes,
        long deviceToHostBytes) {
    /** Copies the collections. */
    public Generation {
        views = List.copyOf(views);
        renders = List.copyOf(renders);
        ccm = List.copyOf(ccm);
        stepGaussians = List.copyOf(stepGaussians);
    }
}
