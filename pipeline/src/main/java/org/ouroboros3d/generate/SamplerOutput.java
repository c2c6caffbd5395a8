package org.ouroboros3d.generate;

import org.ouroboros3d.tensor.Tensor;

/**
 * The end of a sampling run, in the scope around it.
 *
 * @param images the generated views {@code [1, V, 3, S, S]} in [0, 1]
 * @param gaussians the 3D model {@code [1, N, 14]}
 * @param rendered the 3D model in all views
 */
public record SamplerOutput(Tensor images, Tensor gaussians, RenderedViews rendered) {}
