package org.ouroboros3d.verify;

import java.util.List;
import org.ouroboros3d.geometry.PositionMap;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** Compares the released model's map of positions. */
final class PositionMapCheck implements GoldenCheck {
    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        Tensor map = PositionMap.of(
                golden.input("depth").to(device),
                golden.input("c2w").to(device),
                golden.input("intrinsics").to(device));
        return List.of(Comparison.of("position_map", map, golden.output("position_map")));
    }
}
