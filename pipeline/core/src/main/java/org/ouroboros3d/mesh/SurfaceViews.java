package org.ouroboros3d.mesh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.raster.RenderSettings;
import org.ouroboros3d.raster.Rendering;
import org.ouroboros3d.raster.Splats;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Renders Gaussians from cameras all around as {@link SurfaceView}s. */
final class SurfaceViews {
    /** A pixel in whose depth varies by more voxels mixes surfaces (standard deviation). */
    private static final double MIXED = 3;

    /** Depths of neighbors that differ by more voxels are an edge. */
    private static final double EDGE = 2;

    private SurfaceViews() {}

    /**
     * {@return what each camera sees}
     *
     * @param radius of the cameras' ball
     * @param voxel side of a voxel, world units
     */
    static List<SurfaceView> render(
            GaussianCloud cloud,
            Device device,
            double radius,
            Cameras cameras,
            int size,
            double voxel,
            int reach,
            int threads) {
        List<SurfaceView> views = new ArrayList<>();
        double distance = SphereCameras.distance(radius);
        RenderSettings settings = RenderSettings.of(size, size)
                .withBackground(Collections.nCopies(DepthChannels.COUNT, 0f))
                .withPlanes((float) (distance - 2 * radius), (float) (distance + 2 * radius));
        Workers workers = new Workers(threads);
        try (TensorScope scope = TensorScope.open();
                Rasterizer rasterizer = Rasterizer.create(threads)) {
            Gaussians gaussians = Gaussians.of(cloud, device);
            DepthChannels channels = new DepthChannels(cloud, distance);
            for (int v = 0; v < cameras.views(); v++) {
                double[] pose = cameras.cameraToWorld(v);
                try (TensorScope one = TensorScope.open()) {
                    Tensor colors = Tensor.of(channels.of(pose, workers), cloud.count(), DepthChannels.COUNT)
                            .to(device);
                    Splats splats = new Splats(
                            gaussians.means(), gaussians.quats(), gaussians.scales(), gaussians.opacities(), colors);
                    Cameras camera = cameras.select(v);
                    Rendering maps = rasterizer.render(splats, camera.viewmats(), camera.Ks(size, size), settings);
                    SurfaceView view = new SurfaceView(
                            pose, (float) (size * cameras.intrinsics(v).fx()), size, reach);
                    view.fill(
                            maps.color().toFloatArray(),
                            maps.alpha().toFloatArray(),
                            maps.depth().toFloatArray(),
                            distance,
                            MIXED * voxel,
                            EDGE * voxel);
                    views.add(view);
                }
            }
        }
        return views;
    }
}
