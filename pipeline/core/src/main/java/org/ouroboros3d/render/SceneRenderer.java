package org.ouroboros3d.render;

import java.util.List;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.raster.RenderSettings;
import org.ouroboros3d.raster.Rendering;
import org.ouroboros3d.raster.Splats;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;

/** Pictures of finished Gaussians from any cameras, on white. Use it on one thread. */
public final class SceneRenderer implements AutoCloseable {
    private final Rasterizer rasterizer = Rasterizer.create();
    private final TensorScope scope = TensorScope.detached();
    private final Splats splats;

    /** Moves the Gaussians to a device, where they stay until this is closed. */
    public SceneRenderer(GaussianCloud cloud, Device device) {
        try (TensorScope temporary = TensorScope.open()) {
            Gaussians gaussians = Gaussians.of(cloud, device);
            splats = new Splats(
                    scope.adopt(gaussians.means()),
                    scope.adopt(gaussians.quats()),
                    scope.adopt(gaussians.scales()),
                    scope.adopt(gaussians.opacities()),
                    scope.adopt(gaussians.colors()));
        }
    }

    /** {@return one picture for each camera, {@code width} × {@code height} pixels} */
    public List<Image> render(Cameras cameras, int width, int height) {
        try (TensorScope temporary = TensorScope.open()) {
            Rendering rendering = rasterizer.render(
                    splats,
                    cameras.viewmats(),
                    cameras.Ks(width, height),
                    RenderSettings.of(width, height).withClampColor(true));
            return ImageTensors.toImages(rendering.color());
        }
    }

    @Override
    public void close() {
        scope.close();
        rasterizer.close();
    }
}
