package org.ouroboros3d.metrics;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.CheckpointReader;
import org.ouroboros3d.weights.Weights;

/**
 * The published files of {@link Lpips}.
 *
 * @param trunk the network that it compares features of
 * @param backbone torchvision's weights of that network ({@code vgg16-397923af.pth}, {@code alexnet-owt-7be5be79.pth})
 * @param linear the weights of its features ({@code lpips/weights/v0.1/vgg.pth}, {@code alex.pth})
 */
public record LpipsFiles(LpipsTrunk trunk, Path backbone, Path linear) {
    /**
     * {@return the network} Of the backbone's file only the features are read, not the classifier.
     *
     * @param owned the scope that holds the weights
     * @throws org.ouroboros3d.format.WeightsException if a file is missing or damaged, or does not hold these weights
     */
    public Lpips load(Device device, TensorScope owned) {
        Map<String, Tensor> tensors = new HashMap<>();
        collect(backbone, "features.", device, owned, tensors);
        collect(linear, "lin", device, owned, tensors);
        Weights weights = Weights.of(tensors, backbone + " + " + linear);
        Lpips lpips = new Lpips(weights, trunk, trunk.channels());
        weights.requireAllUsed();
        return lpips;
    }

    private static void collect(
            Path file, String prefix, Device device, TensorScope owned, Map<String, Tensor> tensors) {
        try (Arena arena = Arena.ofConfined();
                TensorScope scope = TensorScope.open()) {
            for (Map.Entry<String, TensorData> entry :
                    CheckpointReader.read(file, arena).tensors().entrySet()) {
                if (entry.getKey().startsWith(prefix)) {
                    Tensor copy = Shapes.clone(entry.getValue().toTensor().to(device));
                    tensors.put(entry.getKey(), owned.adopt(copy));
                }
            }
        }
    }
}
