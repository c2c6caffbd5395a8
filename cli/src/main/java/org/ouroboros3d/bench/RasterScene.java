package org.ouroboros3d.bench;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsReader;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Splats;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * Gaussians and cameras that look at them. Scenes are read and made in host memory.
 *
 * @param splats the Gaussians
 * @param cameras of all views
 */
public record RasterScene(Splats splats, Cameras cameras) {
    private static final String FORMAT =
            "a scene holds means [N, 3], scales [N, 3], quats [N, 4], opacities [N, 1], colors [N, 3],"
                    + " camtoworlds [V, 4, 4] and fovy_degrees [V]";

    /**
     * Reads a safetensors file of {@code means} [N, 3], {@code scales} [N, 3] (activated), {@code quats} [N, 4] (w, x, y,
     * z), {@code opacities} [N, 1], {@code colors} [N, 3], {@code camtoworlds} [V, 4, 4] (OpenCV axes) and
     * {@code fovy_degrees} [V]. Tensors join the innermost scope.
     *
     * @throws WeightsException if it cannot be read or is of another form
     */
    public static RasterScene read(Path file) {
        Checkpoint content = SafetensorsReader.read(file, Arena.ofAuto());
        long n = length(content, "means");
        long views = length(content, "fovy_degrees");
        Weights tensors = Weights.load(content, DType.FLOAT32, Device.CPU, TensorScope.current());
        Splats splats = new Splats(
                tensors.get("means", n, 3),
                tensors.get("quats", n, 4),
                tensors.get("scales", n, 3),
                Shapes.squeeze(tensors.get("opacities", n, 1), 1),
                tensors.get("colors", n, 3));
        double[] poses = tensors.get("camtoworlds", views, 4, 4).toDoubleArray();
        double[] fields = tensors.get("fovy_degrees", views).toDoubleArray();
        tensors.requireAllUsed();
        try {
            return new RasterScene(splats, cameras(poses, fields));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(content.source(), "camtoworlds", e.getMessage());
        }
    }

    private static long length(Checkpoint content, String key) {
        TensorData tensor = content.tensors().get(key);
        if (tensor == null || tensor.shape().length == 0 || tensor.shape()[0] == 0) {
            throw new WeightsException(content.source(), key, "missing or empty; " + FORMAT);
        }
        return tensor.shape()[0];
    }

    private static Cameras cameras(double[] poses, double[] fields) {
        List<double[]> cameraToWorld = new ArrayList<>();
        List<Intrinsics> intrinsics = new ArrayList<>();
        for (int v = 0; v < fields.length; v++) {
            double[] pose = new double[16];
            System.arraycopy(poses, 16 * v, pose, 0, 16);
            cameraToWorld.add(pose);
            intrinsics.add(Intrinsics.ofFieldOfView(fields[v]));
        }
        return Cameras.of(cameraToWorld, intrinsics);
    }

    /**
     * {@return Gaussians like those of a reconstructed object: small, mostly opaque ones near a bumpy surface of radius
     * 0.42, seen by the method's eight cameras; the same for the same seed}
     *
     * @param count of Gaussians; 65,536 is what the reconstructor makes
     */
    public static RasterScene surface(int count, long seed) {
        Random random = new Random(seed);
        float[] means = new float[3 * count];
        float[] quats = new float[4 * count];
        float[] scales = new float[3 * count];
        float[] opacities = new float[count];
        float[] colors = new float[3 * count];
        // As many pixels are covered as by 65,536 Gaussians with a median standard deviation of 0.006.
        double size = 0.006 * Math.sqrt(65_536.0 / count);
        for (int i = 0; i < count; i++) {
            double[] direction = unit(random, 3);
            double radius = 0.42 + 0.06 * Math.sin(7 * direction[0]) * Math.sin(5 * direction[1] + 1);
            double[] rotation = unit(random, 4);
            for (int k = 0; k < 3; k++) {
                means[3 * i + k] = (float) (radius * direction[k]);
                scales[3 * i + k] = (float) (size * Math.exp(0.35 * random.nextGaussian()));
                colors[3 * i + k] = random.nextFloat();
            }
            for (int k = 0; k < 4; k++) {
                quats[4 * i + k] = (float) rotation[k];
            }
            opacities[i] = (float) (1 / (1 + Math.exp(-1.5 - 1.5 * random.nextGaussian())));
        }
        Splats splats = new Splats(
                Tensor.of(means, count, 3),
                Tensor.of(quats, count, 4),
                Tensor.of(scales, count, 3),
                Tensor.of(opacities, count),
                Tensor.of(colors, count, 3));
        return new RasterScene(splats, Cameras.eightViews());
    }

    /** {@return the same scene on a device, in the innermost scope} */
    public RasterScene to(Device device) {
        Splats moved = new Splats(
                splats.means().to(device),
                splats.quats().to(device),
                splats.scales().to(device),
                splats.opacities().to(device),
                splats.colors().to(device));
        return new RasterScene(moved, cameras);
    }

    private static double[] unit(Random random, int length) {
        double[] values = new double[length];
        double squares = 0;
        for (int k = 0; k < length; k++) {
            values[k] = random.nextGaussian();
            squares += values[k] * values[k];
        }
        for (int k = 0; k < length; k++) {
            values[k] /= Math.sqrt(squares);
        }
        return values;
    }
}
