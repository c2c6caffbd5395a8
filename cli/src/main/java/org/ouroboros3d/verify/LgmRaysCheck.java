package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ouroboros3d.lgm.LgmRays;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** Casts LGM's rays; large files store some rows and columns of them only. */
final class LgmRaysCheck implements GoldenCheck {
    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        JsonNode config = golden.config();
        int size = config.path("input_size").asInt();
        Tensor c2w = golden.input("c2w").to(device);
        Tensor intrinsics = FieldsOfView.intrinsics(golden.input("fov")).to(device);
        Tensor rays = LgmRays.plucker(c2w, intrinsics, size);
        Tensor rows = Shapes.slice(rays, 2, 0, size, config.path("stride_y").asInt(1));
        Tensor stored = Shapes.slice(rows, 3, 0, size, config.path("stride_x").asInt(1));
        return List.of(Comparison.of("rays", stored, golden.output("rays")));
    }
}
