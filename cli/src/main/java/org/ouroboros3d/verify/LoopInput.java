package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * Inputs of the recorded loop.
 *
 * @param golden holds image, noise and cameras
 * @param size of the square images
 */
record LoopInput(GoldenFile golden, int size, Device device) {
    SamplerInput read() {
        Tensor bytes = golden.input("condition_image_u8").to(DType.FLOAT32);
        Tensor image = Arithmetic.sub(Arithmetic.mul(bytes, 2.0 / 255), 1);
        Tensor c2w = golden.input("c2w");
        Cameras cameras = cameras(c2w.toDoubleArray(), golden.input("fov").toDoubleArray());
        return new SamplerInput(
                Resampling.bilinear(image, size, size, false).to(device),
                golden.input("noise_aug").to(device),
                golden.input("latent_noise").to(device),
                new ViewTensors(
                        c2w.to(device),
                        golden.input("intrinsics").to(device),
                        cameras.viewmats(),
                        cameras.Ks(size, size)));
    }

    /** The reference's renderer takes its angle of view from {@code fov}, not from the intrinsics. */
    private static Cameras cameras(double[] c2w, double[] fov) {
        List<double[]> poses = new ArrayList<>();
        List<Intrinsics> intrinsics = new ArrayList<>();
        for (int v = 0; v < fov.length; v++) {
            poses.add(Arrays.copyOfRange(c2w, 16 * v, 16 * v + 16));
            intrinsics.add(Intrinsics.ofFieldOfView(fov[v]));
        }
        return Cameras.of(poses, intrinsics);
    }
}
