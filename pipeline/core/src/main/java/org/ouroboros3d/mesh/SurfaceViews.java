package org.ouroboros3d.mesh;

import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
        double distance = SphereCameras.distance(radius);
        RenderSettings settings = RenderSettings.of(size, size)
                .withBackground(Collections.nCopies(DepthChannels.COUNT, 0f))
                .withPlanes((float) (distance - 2 * radius), (float) (distance + 2 * radius));
        SurfaceView[] views = new SurfaceView[cameras.views()];
        // On the CPU each thread renders views of its own, so that none waits for another; a device has one queue.
        Workers workers = new Workers(device.isHost() ? threads : 1);
        Queue<Rasterizer> idle = new ConcurrentLinkedQueue<>();
        try (TensorScope scope = TensorScope.detached()) {
            Gaussians gaussians = onDevice(cloud, device, scope);
            DepthChannels channels = new DepthChannels(cloud, distance);
            workers.forEach(views.length, v -> {
                Rasterizer free = idle.poll();
                Rasterizer rasterizer = free == null ? Rasterizer.create(1) : free;
                try (TensorScope one = TensorScope.open()) {
                    double[] pose = cameras.cameraToWorld(v);
                    Tensor colors = Tensor.of(channels.of(pose), cloud.count(), DepthChannels.COUNT)
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
                    views[v] = view;
                } finally {
                    idle.add(rasterizer);
                }
            });
        } finally {
            idle.forEach(Rasterizer::close);
        }
        return List.of(views);
    }

    /** {@return Gaussians that every thread may use until the scope is closed} */
    private static Gaussians onDevice(GaussianCloud cloud, Device device, TensorScope scope) {
        try (TensorScope temporary = TensorScope.open()) {
            Gaussians gaussians = Gaussians.of(cloud, device);
            scope.adopt(gaussians.means());
            scope.adopt(gaussians.quats());
            scope.adopt(gaussians.scales());
            scope.adopt(gaussians.opacities());
            return gaussians;
        }
    }
}
