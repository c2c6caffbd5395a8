package org.ouroboros3d.data;

import org.ouroboros3d.tensor.Tensor;

/**
 * A sample as float32 tensors.
 *
 * @param images on white, {@code [F, 3, H, W]} in [-1, 1]
 * @param c2w camera to world in OpenCV's axes, {@code [F, 4, 4]}
 * @param intrinsics as fractions of the image's size, {@code [F, 3, 3]}
 */
public record OrbitTensors(Tensor images, Tensor c2w, Tensor intrinsics) {}
