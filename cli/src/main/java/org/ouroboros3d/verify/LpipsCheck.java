package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.metrics.Lpips;
import org.ouroboros3d.metrics.LpipsTrunk;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** LPIPS with either trunk, in torchmetrics' normalisation. */
final class LpipsCheck implements GoldenCheck {
    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        JsonNode config = golden.config();
        List<Integer> channels = new ArrayList<>();
        config.path("channels").forEach(channel -> channels.add(channel.asInt()));
        LpipsTrunk trunk = LpipsTrunk.valueOf(config.path("net").asText().toUpperCase(Locale.ROOT));
        Weights weights = golden.weights(device);
        Lpips lpips = new Lpips(weights, trunk, channels);
        weights.requireAllUsed();
        Tensor img0 = golden.input("img0").to(device);
        Tensor img1 = golden.input("img1").to(device);
        Tensor distance = lpips.forward(img0, img1);
        return List.of(
                Comparison.of("lpips", distance, golden.output("lpips")),
                Comparison.of("lpips_mean", Reductions.mean(distance), golden.output("lpips_mean")),
                Comparison.of("per_layer", Shapes.stack(lpips.perLayer(img0, img1), 0), golden.output("per_layer")));
    }
}
