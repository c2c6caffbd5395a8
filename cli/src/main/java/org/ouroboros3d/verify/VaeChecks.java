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
        private static final Comparison.Limit LIMIT =
                Comparison.Limit.absolute(1e-5, "absolute and tight, so that a wrong eps shows");

        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            Weights weights = golden.weights(device);
            VaeEncoder encoder = new VaeEncoder(weights, VaeConfig.fromJson(golden.config()));
            weights.requireAllUsed();
            Tensor image = golden.input("image").to(device);
            Tensor moments = encoder.moments(image);
            DiagonalGaussian distribution = DiagonalGaussian.ofMoments(moments);
            return List.of(
                    golden.compare("encoder_out", LIMIT, encoder.encoderOut(image)),
                    golden.compare("moments", LIMIT, moments),
                    golden.compare("latent_mode", LIMIT, encoder.encode(image)),
                    golden.compare("logvar_clamped", LIMIT, distribution.logvar()),
                    golden.compare("std", LIMIT, distribution.std()));
        }
    }

    /** Runs the temporal decoder of SVD's autoencoder on every clip of the file. */
    static final class OfDecoder implements GoldenCheck {
        private static final Comparison.Limit LIMIT =
                Comparison.Limit.absolute(1e-5, "absolute and tight: a wrong temporal eps costs 2.3e-5");
        private static final Comparison.Limit RAW =
                Comparison.Limit.absolute(2e-5, "unscaled latents: 9e-6 on a CPU, twice the error of the frames");

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
                comparisons.add(golden.compare("frames_" + tag, LIMIT, frames));
                String raw = "decoder_raw_" + tag;
                if (golden.hasOutput(raw)) {
                    Tensor actual = decoder.network().forward(Shapes.flatten(latents, 0, 1));
                    comparisons.add(golden.compare(raw, RAW, actual));
                }
            }
            return comparisons;
        }
    }
}
