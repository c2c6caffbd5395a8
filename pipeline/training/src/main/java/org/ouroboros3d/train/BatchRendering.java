package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.DifferentiableRendering;
import org.ouroboros3d.raster.MapGradients;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.raster.RenderSettings;
import org.ouroboros3d.raster.SplatGradients;
import org.ouroboros3d.raster.Splats;
import org.ouroboros3d.render.GaussianPacking;
import org.ouroboros3d.tensor.Tensor;

/**
 * Renderings of B objects from their own cameras, to be differentiated together: the network that made the objects has one
 * graph, which is traversed once.
 */
public final class BatchRendering implements AutoCloseable {
    private final List<Splats> splats = new ArrayList<>();
    private final List<DifferentiableRendering> renderings = new ArrayList<>();
    private final Tensor color;
    private final Tensor depth;
    private final Tensor ccm;

    /**
     * Renders.
     *
     * @param gaussians [B, N, 14], recorded by autograd
     * @param views the cameras of each object
     * @param size width and height in pixels
     * @param ccm the coordinate map
     */
    public BatchRendering(Rasterizer rasterizer, Tensor gaussians, List<ViewTensors> views, int size, Ccm ccm) {
        boolean rendered = false;
        try {
            RenderSettings settings = RenderSettings.of(size, size).withCcm(ccm);
            for (int b = 0; b < views.size(); b++) {
                Gaussians parts = GaussianPacking.unpack(Shapes.narrow(gaussians, 0, b, 1));
                Splats object =
                        new Splats(parts.means(), parts.quats(), parts.scales(), parts.opacities(), parts.colors());
                splats.add(object);
                renderings.add(rasterizer.renderWithState(
                        object, views.get(b).viewmats(), views.get(b).ks(), settings));
            }
            // Clamped as the loop's renderer does it, and where autograd sees it.
            this.color = Arithmetic.clamp(
                    Shapes.stack(renderings.stream().map(r -> r.maps().color()).toList(), 0), 0, 1);
            this.depth =
                    Shapes.stack(renderings.stream().map(r -> r.maps().depth()).toList(), 0);
            this.ccm = Shapes.stack(renderings.stream().map(r -> r.maps().ccm()).toList(), 0);
            rendered = true;
        } finally {
            if (!rendered) {
                close();
            }
        }
    }

    /** {@return colours in [0, 1], [B, V, 3, H, W]} */
    public Tensor color() {
        return color;
    }

    /** {@return depths in world units, [B, V, 1, H, W]} */
    public Tensor depth() {
        return depth;
    }

    /** {@return coordinate maps, [B, V, 3, H, W]} */
    public Tensor ccm() {
        return ccm;
    }

    /**
     * Adds what a backward pass through the maps left to a list of roots, with the gradient of each, for
     * {@link org.ouroboros3d.tensor.Autograd#backward(List, List)}. Objects whose maps no loss reached add nothing.
     */
    void collect(List<Tensor> roots, List<Tensor> gradients) {
        for (int b = 0; b < renderings.size(); b++) {
            MapGradients collected = MapGradients.collected(renderings.get(b).maps());
            if (collected.isEmpty()) {
                continue;
            }
            SplatGradients of = renderings.get(b).differentiate(collected);
            Splats object = splats.get(b);
            roots.addAll(List.of(object.means(), object.quats(), object.scales(), object.opacities(), object.colors()));
            gradients.addAll(List.of(of.means(), of.quats(), of.scales(), of.opacities(), of.colors()));
        }
    }

    /** Frees what differentiating would need; the maps stay. */
    @Override
    public void close() {
        renderings.forEach(DifferentiableRendering::close);
    }
}
