package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** Compares the cameras of the video, which the reference makes in OpenGL's axes and turns into OpenCV's. */
final class OrbitCameraCheck implements GoldenCheck {
    private static final double TOLERANCE = 1e-6;

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        JsonNode config = golden.config();
        Cameras cameras = Cameras.orbit(
                config.path("elevation").asDouble(),
                golden.input("azimuth").toDoubleArray(),
                config.path("radius").asDouble(),
                Intrinsics.ofFieldOfView(config.path("fovy").asDouble()));
        List<Comparison> comparisons = new ArrayList<>();
        for (String name : golden.outputs()) {
            Tensor actual = actual(name, cameras, golden);
            comparisons.add(Comparison.of(
                    name, actual, golden.output(name), TOLERANCE, Measure.RELATIVE_L2, "plain arithmetic"));
        }
        return comparisons;
    }

    private static Tensor actual(String name, Cameras cameras, GoldenFile golden) {
        return switch (name) {
            case "cam_pose" -> cameras.c2w();
            case "orbit_pose" -> Arithmetic.mul(cameras.c2w(), Tensor.of(new float[] {1, -1, -1, 1}, 4));
            case "cam_view" -> view(cameras);
            case "cam_view_proj" -> Linear.matmul(view(cameras), projection(cameras, golden.config()));
            case "cam_pos" -> Arithmetic.neg(position(cameras));
            case "proj_matrix" -> projection(cameras, golden.config());
            case "tan_half_fov" ->
                Tensor.of(new float[] {(float) (0.5 / cameras.intrinsics(0).fx())}, 1);
            default ->
                throw new WeightsException(
                        golden.path().toString(), "output." + name, "not an output of the orbit camera");
        };
    }

    private static Tensor view(Cameras cameras) {
        return Shapes.contiguous(Shapes.transpose(cameras.viewmats(), 1, 2));
    }

    private static Tensor position(Cameras cameras) {
        return Shapes.contiguous(Shapes.select(Shapes.narrow(cameras.c2w(), 1, 0, 3), 2, 3));
    }

    /** The reference's matrix for row vectors; its z row lacks a factor of 2 and is never used. */
    private static Tensor projection(Cameras cameras, JsonNode config) {
        double near = config.path("znear").asDouble();
        double far = config.path("zfar").asDouble();
        float[] values = new float[16];
        values[0] = (float) (2 * cameras.intrinsics(0).fx());
        values[5] = (float) (2 * cameras.intrinsics(0).fy());
        values[10] = (float) ((far + near) / (far - near));
        values[11] = 1;
        values[14] = (float) (-far * near / (far - near));
        return Tensor.of(values, 4, 4);
    }
}
