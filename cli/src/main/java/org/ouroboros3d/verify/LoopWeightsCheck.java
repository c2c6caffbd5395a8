package org.ouroboros3d.verify;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.load.ModelBuilder;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.SamplingDefaults;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.weights.Weights;

/**
 * A file of weights that the files of whole loops name. It has no outputs; what can be checked is that the networks of
 * its configuration take exactly its keys.
 */
final class LoopWeightsCheck implements GoldenCheck {
    /** No key depends on it. */
    private static final int IMAGE_SIZE = 512;

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        ModelInfo info = new ModelInfo(
                golden.module(),
                IMAGE_SIZE,
                Geometry.OFFICIAL,
                TemporalContext.FIXED,
                true,
                SamplingDefaults.PUBLISHED);
        Weights weights = golden.weights(device);
        ModelBuilder builder =
                new ModelBuilder(LoopCheck.flattened(golden.config()), info, part -> weights.at(part.key()));
        try (GaussianRenderer renderer = new GaussianRenderer(Geometry.OFFICIAL)) {
            builder.build(renderer);
        }
        Set<String> asked = new TreeSet<>();
        builder.taken().values().forEach(taken -> asked.addAll(taken.asked().keySet()));
        Set<String> unasked = new TreeSet<>(golden.weightKeys());
        unasked.removeAll(asked);
        return List.of(Comparison.of(
                "keys that no network takes", new double[] {unasked.size()}, new double[] {0}, 0, Measure.MAX_ABS, ""));
    }
}
