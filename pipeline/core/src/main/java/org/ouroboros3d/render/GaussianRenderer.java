package org.ouroboros3d.render;

import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.model.RenderedViews;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.raster.RecordedRenderings;
import org.ouroboros3d.raster.RenderSettings;
import org.ouroboros3d.raster.Rendering;
import org.ouroboros3d.raster.Splats;
import org.ouroboros3d.tensor.Tensor;

/** The feedback's renderer: all views in one rasterizer call, with the coordinate map of a geometry. */
public final class GaussianRenderer implements ViewRenderer, AutoCloseable {
    private final Rasterizer rasterizer = Rasterizer.create();
    private final Ccm ccm;

    /** Takes the coordinate map of {@code geometry}. */
    public GaussianRenderer(Geometry geometry) {
        this.ccm = switch (geometry) {
            case OFFICIAL -> Ccm.OFFICIAL;
            case CANONICAL -> Ccm.CANONICAL;
        };
    }

    /** {@return the coordinate map that it renders} */
    public Ccm ccm() {
        return ccm;
    }

    @Override
    public RenderedViews render(Tensor gaussians, ViewTensors views, int size) {
        Gaussians parts = GaussianPacking.unpack(gaussians);
        Splats splats = new Splats(parts.means(), parts.quats(), parts.scales(), parts.opacities(), parts.colors());
        Rendering rendering = rasterizer.renderAhead(
                splats,
                views.viewmats(),
                views.ks(),
                RenderSettings.of(size, size).withCcm(ccm).withClampColor(true));
        return new RenderedViews(
                Shapes.unsqueeze(rendering.color(), 0),
                Shapes.unsqueeze(rendering.alpha(), 0),
                Shapes.unsqueeze(rendering.depth(), 0),
                Shapes.unsqueeze(rendering.ccm(), 0));
    }

    @Override
    public Recorded record(Runnable work) {
        RecordedRenderings renderings = rasterizer.record(work);
        return new Recorded() {
            @Override
            public void repeat() {
                renderings.repeat();
            }

            @Override
            public void close() {
                renderings.close();
            }
        };
    }

    @Override
    public void verify() {
        rasterizer.verify();
    }

    @Override
    public void close() {
        rasterizer.close();
    }
}
