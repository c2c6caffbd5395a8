package org.ouroboros3d.weights;

import java.util.function.Function;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Where the tensors of a file go when they are loaded, and in which type.
 *
 * <p>Tensors are copied out of their files by default, and used where they are in memory that is no file's. Mapped on the host, a tensor that has the wanted type already,
 * row-major and aligned, is used where it lies in the file: it takes no memory but the system's file cache, is read-only, and
 * lives no longer than the arena that the file was mapped into. Cutting the file short then ends the process. What is
 * converted has kernels of convolutions in the order of {@link ChannelsLast}.
 *
 * @param precision the type that a floating-point tensor with a role is converted to; other tensors keep theirs
 * @param device where the tensors go
 * @param mapped whether tensors are used where they lie in mapped files
 */
public record WeightPlacement(Function<Role, DType> precision, Device device, boolean mapped) {
    /** Copies. */
    public WeightPlacement(Function<Role, DType> precision, Device device) {
        this(precision, device, false);
    }

    /** {@return how many bytes of the device's memory a tensor takes, once it is loaded} */
    public long bytes(TensorData data, Role role) {
        return isUsedInPlace(data, role)
                ? 0
                : data.elements() * target(data, role).byteSize();
    }

    private boolean isUsedInPlace(TensorData data, Role role) {
        boolean isSafe = mapped || !data.data().isMapped();
        return isSafe && device.isHost() && data.dtype() == target(data, role) && data.isUsableInPlace();
    }

    /** {@return a tensor in its place and type, in the innermost scope; in a {@link DryRun} nothing is read} */
    Tensor load(TensorData data, Role role) {
        DType target = target(data, role);
        boolean isConverted = !device.isHost() || data.dtype() != target;
        if (DryRun.isActive()) {
            Tensor empty = Tensor.empty(target, device, data.shape());
            return isConverted ? ChannelsLast.weight(empty) : empty;
        }
        if (isUsedInPlace(data, role)) {
            return data.toTensor();
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor copy = data.copy();
            data.unload();
            // Converting on the device halves the traffic of half-precision files.
            return scope.moveToOuter(
                    isConverted ? ChannelsLast.weight(copy.to(device).to(target)) : copy);
        }
    }

    private DType target(TensorData data, Role role) {
        return data.dtype().isFloatingPoint() ? precision.apply(role) : data.dtype();
    }
}
