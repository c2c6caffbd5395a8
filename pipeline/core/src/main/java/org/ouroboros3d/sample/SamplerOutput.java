package org.ouroboros3d.sample;

import org.ouroboros3d.model.RenderedViews;
import org.ouroboros3d.tensor.Tensor;

/**
 * The end of a sampling run over B objects, in the scope around it.
 *
 * @param images the generated views {@code [B, V, 3, S, S]} in [0, 1]
 * @param gaussians the 3D models {@code [B, N, 14]}
 * @param rendered the 3D models in all views
 */
public record SamplerOutput(Tensor images, Tensor gaussians, RenderedViews rendered) {}
