package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.train.LogNormal;
import org.ouroboros3d.train.StepDraws;
import org.ouroboros3d.train.TrainingBatch;

/** The batch and the draws of a recorded training step. */
record TrainStepInput(GoldenFile golden, Device device) {
    /** The uniform numbers are kept away from 0 and 1 (released code, {@code rand_log_normal}). */
    private static final double MARGIN = 1e-7;

    private static final Operator ERFINV = Operator.of("aten::erfinv", "");

    /** The recorded outcomes of the coin that decides on self-conditioning. */
    enum Coin {
        NOCOND(false),
        SELFCOND(true);

        private final boolean selfConditioned;

        Coin(boolean selfConditioned) {
            this.selfConditioned = selfConditioned;
        }

        boolean selfConditioned() {
            return selfConditioned;
        }
    }

    TrainingBatch batch() {
        Tensor bytes = golden.input("diffusion_images_u8").to(DType.FLOAT32);
        Tensor images = Arithmetic.sub(Arithmetic.mul(bytes, 2.0 / 255), 1);
        int size = Math.toIntExact(images.size(-1));
        Tensor c2w = golden.input("c2w");
        double[] poses = c2w.toDoubleArray();
        double[] fov = golden.input("fov").toDoubleArray();
        List<double[]> cameraToWorld = new ArrayList<>();
        List<Intrinsics> intrinsics = new ArrayList<>();
        for (int v = 0; v < fov.length; v++) {
            cameraToWorld.add(Arrays.copyOfRange(poses, 16 * v, 16 * v + 16));
            intrinsics.add(Intrinsics.ofFieldOfView(fov[v]));
        }
        Cameras cameras = Cameras.of(cameraToWorld, intrinsics);
        ViewTensors views = new ViewTensors(
                c2w.to(device), golden.input("intrinsics").to(device), cameras.viewmats(), cameras.Ks(size, size));
        return new TrainingBatch(images.to(device), List.of(views));
    }

    /** @param dropout the uniform number that decides what is hidden of the conditions */
    StepDraws draws(Coin coin, double dropout) {
        return new StepDraws(
                golden.input("noise").to(device),
                golden.input("vae_eps_images").to(device),
                golden.input("cond_noise").to(device),
                golden.input("vae_eps_cond").to(device),
                List.of(LogNormal.LATENTS.sigma(normal("sigma_uniform"))),
                List.of(LogNormal.CONDITION.sigma(normal("cond_sigma_uniform"))),
                List.of(dropout),
                coin.selfConditioned());
    }

    /** The inverse of the normal distribution function. */
    private double normal(String uniform) {
        Tensor u = golden.input(uniform).to(DType.FLOAT64);
        Tensor centred =
                Arithmetic.sub(Arithmetic.mul(Arithmetic.add(Arithmetic.mul(u, 1 - 2 * MARGIN), MARGIN), 2), 1);
        return ERFINV.apply(centred).toDoubleArray()[0] * Math.sqrt(2);
    }
}
