package org.ouroboros3d.weights;

import java.util.function.Function;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.Tensor;

/**
 * Where the tensors of a file go when they are loaded, and in which type.
 *
 * <p>On the host, a tensor that has the wanted type already, row-major and aligned, is used where it lies in the mapped
 * file: it takes no memory but the system's file cache, is read-only, and lives no longer than the arena that the file was
 * mapped into. All others are copies, with kernels of convolutions in the order of {@link ChannelsLast}.
 *
 * @param precision the type that a floating-point tensor with a role is converted to; other tensors keep theirs
 * @param device where the tensors go
 */
public record WeightPlacement(Function<Role, DType> precision, Device device) {
    /** {@return how many bytes of the device's memory a tensor takes, once it is loaded} */
    public long bytes(TensorData data, Role role) {
        return isInPlace(data, role) ? 0 : data.elements() * target(data, role).byteSize();
    }

    private boolean isInPlace(TensorData data, Role role) {
        return device.isHost() && data.dtype() == target(data, role) && data.isUsableInPlace();
    }

    /** {@return a tensor in its place and type, in the innermost scope; in a {@link DryRun} nothing is read} */
    Tensor load(TensorData data, Role role) {
        if (DryRun.isActive()) {
            Tensor empty = Tensor.empty(target(data, role), device, data.shape());
            return isInPlace(data, role) ? empty : ChannelsLast.weight(empty);
        }
        Tensor stored = data.toTensor();
        // Converting on the device halves the traffic of half-precision files.
        Tensor converted = stored.to(device).to(target(data, role));
        if (converted.dataPointer() == stored.dataPointer()) {
            return converted;
        }
        data.unload();
        return ChannelsLast.weight(converted);
    }

    private DType target(TensorData data, Role role) {
        return data.dtype().isFloatingPoint() ? precision.apply(role) : data.dtype();
    }
}
