package org.ouroboros3d.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.CanonicalCoordinateMap;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.raster.RenderSettings;
import org.ouroboros3d.raster.Rendering;
import org.ouroboros3d.raster.Splats;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Pictures of finished Gaussians from any cameras; colors with spherical harmonics of degrees 1 to 3 are those
 * that each camera sees. Use it on one thread.
 */
public final class SceneRenderer implements AutoCloseable {
    /** Less is no step of eight bits. */
    private static final float LEAST_ALPHA = 1f / 255;

    private final Rasterizer rasterizer = Rasterizer.create();
    private final TensorScope scope = TensorScope.detached();
    private final Splats splats;
    private final Optional<ViewColors> viewColors;
    private boolean seen;

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
            viewColors = cloud.shDegree() == 0
                    ? Optional.empty()
                    : Optional.of(new ViewColors(cloud, splats.means(), splats.colors(), device, scope));
        }
    }

    /** {@return one picture on white for each camera, {@code width} × {@code height} pixels} */
    public List<Image> render(Cameras cameras, int width, int height) {
        return render(cameras, width, height, Background.WHITE);
    }

    /** {@return one picture for each camera, {@code width} × {@code height} pixels; RGBA if the background is transparent} */
    public List<Image> render(Cameras cameras, int width, int height, Background background) {
        float[] behind = behind(background);
        RenderSettings settings =
                RenderSettings.of(width, height).withBackground(List.of(behind[0], behind[1], behind[2]));
        if (viewColors.isEmpty()) {
            return render(splats, cameras, settings, background);
        }
        List<Image> pictures = new ArrayList<>();
        for (int view = 0; view < cameras.views(); view++) {
            try (TensorScope temporary = TensorScope.open()) {
                Tensor colors = viewColors.get().from(cameras.center(view));
                Splats shown = new Splats(splats.means(), splats.quats(), splats.scales(), splats.opacities(), colors);
                pictures.addAll(render(shown, cameras.select(view), settings, background));
            }
        }
        return pictures;
    }

    private List<Image> render(Splats shown, Cameras cameras, RenderSettings settings, Background background) {
        try (TensorScope temporary = TensorScope.open()) {
            Rendering rendering = rasterize(shown, cameras, settings);
            return pictures(rendering.color(), rendering.alpha(), background);
        }
    }

    /**
     * {@return as {@link #render}, the canonical coordinates instead of the colors: the cube [-1, 1] in [0, 1]}
     *
     * <p>The paper's map whatever the model's {@link org.ouroboros3d.geometry.Geometry} feeds back, since this one is for
     * people.
     */
    public List<Image> renderCoordinates(Cameras cameras, int width, int height, Background background) {
        try (TensorScope temporary = TensorScope.open()) {
            float[] behind = behind(background);
            float scale = (float) CanonicalCoordinateMap.SCALE;
            float offset = (float) CanonicalCoordinateMap.OFFSET;
            Rendering rendering = rasterize(
                    splats,
                    cameras,
                    RenderSettings.of(width, height)
                            .withCcm(new Ccm.World(scale, offset, behind[0], behind[1], behind[2])));
            return pictures(rendering.ccm(), rendering.alpha(), background);
        }
    }

    private Rendering rasterize(Splats shown, Cameras cameras, RenderSettings settings) {
        Rendering rendering = rasterizer.render(
                shown,
                cameras.viewmats(),
                cameras.Ks(settings.width(), settings.height()),
                settings.withClampColor(true));
        seen |= Reductions.max(rendering.alpha()).toFloatArray()[0] >= LEAST_ALPHA;
        return rendering;
    }

    /** {@return whether any picture so far shows anything but the background} */
    public boolean seen() {
        return seen;
    }

    /** Of a transparent background nothing is blended in, so that alpha can be divided out. */
    private static float[] behind(Background background) {
        return background.transparent()
                ? new float[3]
                : new float[] {background.red() / 255f, background.green() / 255f, background.blue() / 255f};
    }

    private static List<Image> pictures(Tensor colors, Tensor alpha, Background background) {
        if (!background.transparent()) {
            return ImageTensors.toImages(colors);
        }
        // Where alpha is 0 so is the color, and the quotient is 0.
        Tensor straight = Arithmetic.div(colors, Arithmetic.clamp(alpha, 1e-6, 1));
        return ImageTensors.toImages(Shapes.cat(List.of(straight, alpha), 1));
    }

    @Override
    public void close() {
        scope.close();
        rasterizer.close();
    }
}
