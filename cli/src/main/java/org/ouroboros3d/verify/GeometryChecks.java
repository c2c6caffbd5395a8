package org.ouroboros3d.verify;

import java.util.List;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.HarmonicEmbedding;
import org.ouroboros3d.geometry.PluckerRays;
import org.ouroboros3d.geometry.PositionMap;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.svd.PluckerEmbedding;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** Checks of maps of rays and positions. */
final class GeometryChecks {
    private GeometryChecks() {}

    /** Compares the rays of the released model, their harmonics, and the embedding of these. */
    static final class OfPluckerRays implements GoldenCheck {
        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            int resolution = golden.config().path("resolution").asInt();
            PluckerRays rays = PluckerRays.cast(
                    Geometry.OFFICIAL,
                    golden.input("extrinsics").to(device),
                    golden.input("intrinsics").to(device),
                    resolution,
                    resolution);
            Tensor coordinates = rays.coordinates(Geometry.OFFICIAL);
            Tensor harmonics = HarmonicEmbedding.of(coordinates);
            Weights weights = golden.weights(device);
            PluckerEmbedding embedding = new PluckerEmbedding(
                    weights,
                    Math.toIntExact(harmonics.size(-1)),
                    golden.config().path("embed_out").asInt());
            weights.requireAllUsed();
            Tensor origins = Shapes.expand(rays.origins(), rays.directions().shape());
            return List.of(
                    golden.compare("ray_origins", origins),
                    golden.compare("ray_dirs", rays.directions()),
                    golden.compare("plucker", coordinates),
                    golden.compare("plucker_harmonic", harmonics),
                    golden.compare("embedded", embedding.forward(harmonics)));
        }
    }

    /** Compares the released model's map of positions. */
    static final class OfPositionMap implements GoldenCheck {
        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            Tensor map = PositionMap.of(
                    golden.input("depth").to(device),
                    golden.input("c2w").to(device),
                    golden.input("intrinsics").to(device));
            return List.of(golden.compare("position_map", map));
        }
    }
}
