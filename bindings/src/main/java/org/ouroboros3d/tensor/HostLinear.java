package org.ouroboros3d.tensor;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.TorchAbi;

/**
 * Fully connected layers in float32 by oneDNN, on all threads of LibTorch's pool. {@code aten::linear} leaves them to a library
 * for linear algebra, and where that is OpenBLAS they run on one thread: a pool of its own would be in the way of the other.
 *
 * <p>Autograd does not record the product.
 */
public final class HostLinear {
    /** The operator that observers are told of. */
    public static final String NAME = "mkldnn::_linear_pointwise";

    private HostLinear() {}

    /** Looked for once, when LibTorch has been loaded. */
    private static final class Availability {
        static final boolean AVAILABLE = TorchAbi.isAvailable("aoti_torch_cpu__linear_pointwise");
    }

    /** {@return whether the loaded LibTorch has it: those with oneDNN do} */
    public static boolean isAvailable() {
        LibTorchLoader.load();
        return Availability.AVAILABLE;
    }

    /**
     * {@return x · weightᵀ + bias, {@code [..., O]}, in the innermost scope}
     *
     * @param x float32 {@code [..., I]} of at least two dimensions and one element, in host memory
     * @param weight float32 {@code [O, I]} in host memory
     * @param bias float32 {@code [O]} in host memory, or null
     */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        TensorScope.current().checkUsable();
        require("weight", weight, weight.rank() == 2, "[O, I]");
        require(
                "x",
                x,
                x.rank() >= 2 && x.numel() > 0 && x.size(-1) == weight.size(1),
                "[..., " + weight.size(1) + "], not empty");
        List<Tensor> inputs = new ArrayList<>(List.of(x, weight));
        if (bias != null) {
            require("bias", bias, bias.rank() == 1 && bias.size(0) == weight.size(0), "[" + weight.size(0) + "]");
            inputs.add(bias);
        }
        OperatorObserver observer = Observation.ofThread();
        if (observer != null) {
            observer.begin(NAME);
        }
        Tensor product = call(inputs);
        if (observer != null) {
            observer.end(NAME, inputs, List.of(product));
        }
        return product;
    }

    private static void require(String argument, Tensor tensor, boolean fits, String shape) {
        if (!fits) {
            throw new ShapeException("HostLinear.linear", argument, shape, tensor.shape());
        }
        if (!tensor.device().isHost() || tensor.dtype() != DType.FLOAT32) {
            throw new IllegalArgumentException(
                    "HostLinear.linear needs float32 in host memory, and " + argument + " is " + tensor.describe());
        }
    }

    /** Owned references, not borrowed handles: another thread may close a shared tensor during the call. */
    private static Tensor call(List<Tensor> inputs) {
        long[] references = new long[inputs.size()];
        int taken = 0;
        try {
            while (taken < references.length) {
                references[taken] = inputs.get(taken).newReference();
                taken++;
            }
            long bias = references.length > 2 ? references[2] : 0;
            return Tensor.own(TorchAbi.linearByOneDnn(references[0], references[1], bias), null);
        } catch (NativeException e) {
            String arguments = inputs.stream().map(Tensor::describe).toList().toString();
            throw new NativeException(NAME, e.status(), arguments + " failed: " + e.getMessage());
        } finally {
            for (int i = 0; i < taken; i++) {
                TorchAbi.delete(references[i]);
            }
        }
    }
}
