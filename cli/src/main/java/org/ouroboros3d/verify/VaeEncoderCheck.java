package org.ouroboros3d.verify;

import java.util.List;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.vae.DiagonalGaussian;
import org.ouroboros3d.vae.VaeConfig;
import org.ouroboros3d.vae.VaeEncoder;
import org.ouroboros3d.weights.Weights;

/** Runs the encoder of SVD's autoencoder. */
final class VaeEncoderCheck implements GoldenCheck {
    private static final double TOLERANCE = 1e-5;
    private static final String WHY = "absolute and tight, so that a wrong eps shows";

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        Weights weights = golden.weights(device);
        VaeEncoder encoder = new VaeEncoder(weights, VaeConfig.fromJson(golden.config()));
        weights.requireAllUsed();
        Tensor image = golden.input("image").to(device);
        Tensor moments = encoder.moments(image);
        DiagonalGaussian distribution = DiagonalGaussian.ofMoments(moments);
        return List.of(
                compare(golden, "encoder_out", encoder.encoderOut(image)),
                compare(golden, "moments", moments),
                compare(golden, "latent_mode", encoder.encode(image)),
                compare(golden, "logvar_clamped", distribution.logvar()),
                compare(golden, "std", distribution.std()));
    }

    private static Comparison compare(GoldenFile golden, String name, Tensor actual) {
        return Comparison.of(name, actual, golden.output(name), TOLERANCE, Measure.MAX_ABS, WHY);
    }
}
