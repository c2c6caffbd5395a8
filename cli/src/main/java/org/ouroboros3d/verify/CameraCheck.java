package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * Compares what the rasterizer is given of a camera with the matrices of the reference, which are made for row vectors:
 * transposed views, and projections to a cube in place of intrinsics.
 */
final class CameraCheck implements GoldenCheck {
    private static final double NEAR = 0.01;
    private static final double FAR = 100;
    private static final double TOLERANCE = 1e-6;

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        if (golden.hasInput("azimuth")) {
            return new OrbitCameraCheck().run(golden, device);
        }
        int width = golden.config().path("width").asInt();
        int height = golden.config().path("height").asInt(width);
        Cameras cameras = golden.hasInput("R") ? ofRotations(golden, width, height) : ofPoses(golden);
        List<Comparison> comparisons = new ArrayList<>();
        for (String name : golden.outputs()) {
            Tensor actual = actual(name, cameras, width, height, golden);
            comparisons.add(Comparison.of(
                    name, actual, golden.output(name), TOLERANCE, Measure.RELATIVE_L2, "plain arithmetic"));
        }
        return comparisons;
    }

    private static Tensor actual(String name, Cameras cameras, int width, int height, GoldenFile golden) {
        return switch (name) {
            case "world_to_camera" -> rowVectors(cameras);
            case "projection" -> projection(cameras);
            case "full_projection" -> Linear.matmul(rowVectors(cameras), projection(cameras));
            case "camera_center" -> centers(cameras);
            case "fx" -> each(cameras, k -> k.fx() * width);
            case "fy" -> each(cameras, k -> k.fy() * height);
            case "cx" -> each(cameras, k -> k.cx() * width);
            case "cy" -> each(cameras, k -> k.cy() * height);
            case "width" -> each(cameras, k -> width);
            case "height" -> each(cameras, k -> height);
            case "fov_x" -> each(cameras, k -> Math.toRadians(k.fovX()));
            case "fov_y" -> each(cameras, k -> Math.toRadians(k.fovY()));
            case "tan_half_fov_x" -> each(cameras, k -> 0.5 / k.fx());
            case "tan_half_fov_y" -> each(cameras, k -> 0.5 / k.fy());
            default ->
                throw new WeightsException(
                        golden.path().toString(), "output." + name, "not an output of the camera module");
        };
    }

    private static Cameras ofPoses(GoldenFile golden) {
        float[] fov =
                golden.input(golden.hasInput("fov") ? "fov" : "fov_degrees").toFloatArray();
        List<Intrinsics> intrinsics = new ArrayList<>();
        for (float degrees : fov) {
            intrinsics.add(Intrinsics.ofFieldOfView(degrees));
        }
        return Cameras.of(poses(golden.input("c2w").toDoubleArray()), intrinsics);
    }

    private static Cameras ofRotations(GoldenFile golden, int width, int height) {
        JsonNode config = golden.config();
        double[] rotations = golden.input("R").toDoubleArray();
        double[] translations = golden.input("T").toDoubleArray();
        List<double[]> poses = new ArrayList<>();
        List<Intrinsics> intrinsics = new ArrayList<>();
        for (int view = 0; view < translations.length / 3; view++) {
            poses.add(inverse(rotations, translations, view));
            intrinsics.add(Intrinsics.ofPixels(
                    config.path("fx").asDouble(),
                    config.path("fy").asDouble(),
                    config.path("cx").asDouble(),
                    config.path("cy").asDouble(),
                    width,
                    height));
        }
        return Cameras.of(poses, intrinsics);
    }

    private static List<double[]> poses(double[] matrices) {
        List<double[]> poses = new ArrayList<>();
        for (int at = 0; at < matrices.length; at += 16) {
            double[] pose = new double[16];
            System.arraycopy(matrices, at, pose, 0, 16);
            poses.add(pose);
        }
        return poses;
    }

    /** {@return camera to world of a world-to-camera rotation and translation} */
    private static double[] inverse(double[] rotations, double[] translations, int view) {
        double[] pose = new double[16];
        pose[15] = 1;
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                double entry = rotations[9 * view + 3 * column + row];
                pose[4 * row + column] = entry;
                pose[4 * row + 3] -= entry * translations[3 * view + column];
            }
        }
        return pose;
    }

    private static Tensor rowVectors(Cameras cameras) {
        return Shapes.contiguous(Shapes.transpose(cameras.viewmats(), 1, 2));
    }

    private static Tensor projection(Cameras cameras) {
        float[] values = new float[16 * cameras.views()];
        for (int view = 0; view < cameras.views(); view++) {
            int at = 16 * view;
            values[at] = (float) (2 * cameras.intrinsics(view).fx());
            values[at + 5] = (float) (2 * cameras.intrinsics(view).fy());
            values[at + 10] = (float) (FAR / (FAR - NEAR));
            values[at + 11] = 1;
            values[at + 14] = (float) (-FAR * NEAR / (FAR - NEAR));
        }
        return Tensor.of(values, cameras.views(), 4, 4);
    }

    private static Tensor centers(Cameras cameras) {
        float[] values = new float[3 * cameras.views()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) cameras.center(i / 3)[i % 3];
        }
        return Tensor.of(values, cameras.views(), 3);
    }

    private static Tensor each(Cameras cameras, ToDoubleFunction<Intrinsics> value) {
        float[] values = new float[cameras.views()];
        for (int view = 0; view < values.length; view++) {
            values[view] = (float) value.applyAsDouble(cameras.intrinsics(view));
        }
        return Tensor.of(values, values.length);
    }
}
