package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.vae.DiagonalGaussian;
import org.ouroboros3d.vae.VaeConfig;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.vae.VaeEncoder;
import org.ouroboros3d.weights.Weights;

/** Checks of SVD's autoencoder. */
final class VaeChecks {
    private VaeChecks() {}

    /** Runs the encoder of SVD's autoencoder. */
    static final class OfEncoder implements GoldenCheck {
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

    /** Runs the temporal decoder of SVD's autoencoder on every clip of the file. */
    static final class OfDecoder implements GoldenCheck {
        private static final double TOLERANCE = 1e-5;
        private static final String WHY = "absolute and tight: a wrong temporal eps costs 2.3e-5";
        private static final double RAW_TOLERANCE = 2e-5;
        private static final String WHY_RAW = "unscaled latents: 9e-6 on a CPU, twice the error of the frames";

        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            Weights weights = golden.weights(device);
            VaeDecoder decoder = new VaeDecoder(weights, VaeConfig.fromJson(golden.config()));
            weights.requireAllUsed();
            List<Comparison> comparisons = new ArrayList<>();
            for (JsonNode run : golden.config().path("runs")) {
                String tag = run.path("tag").asText();
                Tensor latents = golden.input("latents_" + tag).to(device);
                Tensor frames =
                        Shapes.transpose(decoder.decode(latents), 1, 2); // the reference puts colors before frames
                comparisons.add(Comparison.of(
                        "frames_" + tag, frames, golden.output("frames_" + tag), TOLERANCE, Measure.MAX_ABS, WHY));
                String raw = "decoder_raw_" + tag;
                if (golden.hasOutput(raw)) {
                    Tensor actual = decoder.network().forward(Shapes.flatten(latents, 0, 1));
                    comparisons.add(
                            Comparison.of(raw, actual, golden.output(raw), RAW_TOLERANCE, Measure.MAX_ABS, WHY_RAW));
                }
            }
            return comparisons;
        }
    }
}
