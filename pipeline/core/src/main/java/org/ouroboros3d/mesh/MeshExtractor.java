package org.ouroboros3d.mesh;

import java.util.List;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.tensor.Device;

/**
 * Makes a closed colored mesh of Gaussians: depth and color rendered from cameras all around are fused into a signed
 * distance field ({@link FieldFusion}), whose surface is extracted, smoothed and simplified.
 *
 * <p>The mesh is watertight: every edge has exactly two faces. Pieces that are small beside the largest are left out.
 */
public final class MeshExtractor {
    private static final int CAMERAS = 48;

    /** Pixels of a view for each voxel along the longest side. */
    private static final int PIXELS = 2;

    private static final int SMOOTHING_ROUNDS = 3;

    /** What messages call the Gaussians. */
    static final String SOURCE = "the Gaussians";

    /** Edge of a voxel in standard deviations of a typical Gaussian: finer ones show its bumps. */
    private static final double VOXEL = 0.9;

    private static final int LEAST_RESOLUTION = 48;

    private MeshExtractor() {}

    /** {@return the edge of a voxel, world units} */
    private static double step(GaussianCloud cloud, CloudBounds bounds, MeshOptions options) {
        double longest = bounds.longest();
        if (options.resolution() != MeshOptions.BY_SIZE) {
            return longest / options.resolution();
        }
        double fitting = VOXEL * CloudBounds.typicalWidth(cloud);
        return Math.clamp(fitting, longest / MeshOptions.DEFAULT_RESOLUTION, longest / LEAST_RESOLUTION);
    }

    /**
     * {@return a mesh of the surface that Gaussians show}
     *
     * @param device that renders
     * @throws InputException if the Gaussians show no surface
     */
    public static Mesh extract(GaussianCloud cloud, Device device, MeshOptions options) {
        CloudBounds bounds = CloudBounds.of(cloud);
        Grid grid = Grid.around(bounds, step(cloud, bounds, options));
        int size = (int) Math.round(PIXELS * bounds.longest() / grid.step());
        Cameras cameras = SphereCameras.around(bounds.middle(), bounds.radius(), CAMERAS);
        List<SurfaceView> surfaceViews = SurfaceViews.render(
                cloud,
                device,
                bounds.radius(),
                cameras,
                size,
                grid.step(),
                PIXELS * FieldFusion.TRUNCATION,
                options.threads());
        Workers workers = new Workers(options.threads());
        float[] field = FieldFusion.fuse(grid, surfaceViews, cloud, options.threads());
        float[] solid = ThinWalls.thickened(grid, field);
        if (!SolidRepair.apply(grid, solid)) {
            throw new InputException(
                    SOURCE, "they are too faint or too few to show a surface", "take a file that shows an object");
        }
        Surface outer = SurfaceNets.extract(grid, solid).smoothed(1);
        Surface full = ThinWalls.movedBack(grid, field, outer, workers).smoothed(SMOOTHING_ROUNDS);
        Surface surface = EdgeCollapse.apply(full, options.faces());
        float[] normals = surface.normals();
        SurfaceColors views = new SurfaceColors(surfaceViews, grid.step());
        float[] colors = views.ofVertices(surface, normals, workers);
        return options.texture() == 0
                ? new Mesh(surface.positions(), normals, colors, surface.faces())
                : TextureBaker.bake(surface, normals, colors, views, options.texture(), workers);
    }
}
