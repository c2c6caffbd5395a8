package org.ouroboros3d.raster;

import java.util.List;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.raster.internal.RasterBackward;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * A rendering that can be differentiated once, which joins LibTorch's autograd from both sides: its maps are leaves that
 * collect the gradient of a loss, and from there the gradient goes on into whatever the splats were made by.
 *
 * <pre>{@code
 * try (DifferentiableRendering rendering = rasterizer.renderWithState(splats, viewmats, ks, settings)) {
 *     Autograd.backward(loss(rendering.maps()));
 *     rendering.backward();
 * }
 * }</pre>
 *
 * <p>Gradients are those of {@code o3d_raster_backward}: culling, order and thresholds count as constants.
 */
public final class DifferentiableRendering implements AutoCloseable {
    private final Rasterizer rasterizer;
    private final Rasterization rasterization;
    private final TensorScope owned = TensorScope.detached();
    private final Splats splats;
    private final Rendering maps;
    private final long[] shape;
    private boolean differentiated;
    private boolean closed;

    DifferentiableRendering(Rasterizer rasterizer, Rasterization rasterization, Splats splats, Rendering maps) {
        this.rasterizer = rasterizer;
        this.rasterization = rasterization;
        this.maps = maps;
        this.shape = maps.color().shape();
        maps.color().requiresGrad(true);
        maps.alpha().requiresGrad(true);
        maps.depth().requiresGrad(true);
        maps.coordinates().ifPresent(map -> map.requiresGrad(true));
        // References of our own: the native backward reads the splats again, even if the caller has closed his.
        this.splats = new Splats(
                keep(splats.means()),
                keep(splats.quats()),
                keep(splats.scales()),
                keep(splats.opacities()),
                keep(splats.colors()));
    }

    private Tensor keep(Tensor tensor) {
        return owned.adopt(tensor.sameElements());
    }

    /** {@return the maps: leaves that require gradients, in the scope that was innermost at the rendering} */
    public Rendering maps() {
        return maps;
    }

    /**
     * Hands the gradients that {@link Autograd#backward} left in {@link #maps()} on to what the splats were made by,
     * where they are added to the gradients of the leaves, and frees that graph. At least one tensor of the splats must
     * require a gradient.
     *
     * @throws IllegalStateException if the maps have collected none, this was differentiated before, or this, its maps or
     *     its rasterizer was closed
     */
    public void backward() {
        checkUsable();
        try (TensorScope scope = TensorScope.open();
                GradMode recording = GradMode.enabled()) {
            MapGradients collected = MapGradients.collected(maps);
            if (collected.isEmpty()) {
                throw new IllegalStateException(
                        "the maps have collected no gradient; call Autograd.backward with a loss"
                                + " that depends on them first");
            }
            SplatGradients gradients = differentiate(collected);
            Autograd.backward(
                    List.of(splats.means(), splats.quats(), splats.scales(), splats.opacities(), splats.colors()),
                    gradients.tensors());
        }
    }

    /**
     * The native backward alone, for a loss that reaches the splats in other ways too: its graph is then traversed once
     * with {@link Autograd#backward(List, List)}.
     *
     * @param gradients of the loss with respect to the maps
     * @return of the loss with respect to the splats, in the innermost scope
     * @throws ShapeException if a gradient has not the shape of its map
     * @throws IllegalArgumentException if a gradient is not contiguous float32 on the splats' device, or is that of a
     *     map that was not rendered
     * @throws IllegalStateException if this was differentiated before, or this or its rasterizer was closed
     */
    public SplatGradients differentiate(MapGradients gradients) {
        synchronized (rasterizer) {
            checkUsable();
            rasterizer.checkOpen();
            SplatGradients result = SplatGradients.emptyFor(splats);
            // The scope holds references of our own: another thread may close what the caller handed over meanwhile.
            try (TensorScope duringTheCall = TensorScope.open();
                    RasterBackward call = new RasterBackward(Math.toIntExact(shape[0]))) {
                MapGradients held = gradients.sameElements();
                held.requireFit(shape, maps.coordinates().isPresent(), splats.means());
                differentiated = true;
                bind(call, held);
                call.splats(
                        result.means().dataPointer(),
                        result.quats().dataPointer(),
                        result.scales().dataPointer(),
                        result.opacities().dataPointer(),
                        result.colors().dataPointer());
                rasterization.backward(call);
            } finally {
                if (differentiated) {
                    rasterization.close();
                }
            }
            return result;
        }
    }

    private void bind(RasterBackward call, MapGradients gradients) {
        long plane = shape[2] * shape[3] * DType.FLOAT32.byteSize();
        long color = gradients.color().map(Tensor::dataPointer).orElse(0L);
        long alpha = gradients.alpha().map(Tensor::dataPointer).orElse(0L);
        long depth = gradients.depth().map(Tensor::dataPointer).orElse(0L);
        long ccm = gradients.coordinates().map(Tensor::dataPointer).orElse(0L);
        for (int v = 0; v < shape[0]; v++) {
            call.maps(
                    v,
                    color == 0 ? 0 : color + v * shape[1] * plane,
                    alpha == 0 ? 0 : alpha + v * plane,
                    depth == 0 ? 0 : depth + v * plane,
                    ccm == 0 ? 0 : ccm + 3L * v * plane);
        }
    }

    private void checkUsable() {
        synchronized (rasterizer) {
            if (closed) {
                throw new IllegalStateException("this DifferentiableRendering was closed");
            }
            if (differentiated) {
                throw new IllegalStateException("this rendering was differentiated already and its state is gone;"
                        + " render again, or add the losses up first");
            }
        }
    }

    /** Frees the state and the references to the splats; the maps stay. Closing again does nothing. */
    @Override
    public void close() {
        synchronized (rasterizer) {
            closed = true;
            rasterization.close();
            owned.close();
        }
    }
}
