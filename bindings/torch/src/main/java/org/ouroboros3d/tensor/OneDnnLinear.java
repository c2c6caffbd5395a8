package org.ouroboros3d.tensor;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.TorchAbi;

/**
 * Linear layers in float32 by oneDNN, on all threads of LibTorch's pool. {@code aten::linear} calls BLAS. With OpenBLAS, which
 * is limited to one thread to avoid oversubscription, that is slow.
 *
 * <p>Autograd does not record the product.
 */
public final class OneDnnLinear {
    /** The operator that observers are told of. */
    public static final String NAME = "mkldnn::_linear_pointwise";

    private OneDnnLinear() {}

    /** Looked for once, when LibTorch has been loaded. */
    private static final class Availability {
        static final boolean AVAILABLE = TorchAbi.isAvailable("aoti_torch_cpu__linear_pointwise");
    }

    /**
     * {@return whether {@link #linear} takes these} The loaded LibTorch must have oneDNN; what it is given must be float32 in
     * host memory, weight and bias without gaps.
     *
     * @param x {@code [..., I]} of at least two dimensions and one element
     * @param weight {@code [O, I]}
     * @param bias {@code [O]} or null
     */
    public static boolean takes(Tensor x, Tensor weight, Tensor bias) {
        LibTorchLoader.load();
        return Availability.AVAILABLE
                && weight.rank() == 2
                && x.rank() > 1
                && x.numel() > 0
                && x.size(-1) == weight.size(1)
                && isExact(x)
                && isExact(weight)
                && weight.isContiguous()
                && (bias == null || isBias(bias, weight));
    }

    private static boolean isBias(Tensor bias, Tensor weight) {
        return bias.rank() == 1 && bias.size(0) == weight.size(0) && isExact(bias) && bias.isContiguous();
    }

    private static boolean isExact(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT32 && tensor.device().isHost();
    }

    /**
     * {@return x · weightᵀ + bias, {@code [..., O]}, in the innermost scope}
     *
     * @param x as {@link #takes} says, like the others
     */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        TensorScope.current().checkUsable();
        List<Tensor> inputs = new ArrayList<>(List.of(x, weight));
        if (bias != null) {
            inputs.add(bias);
        }
        if (!takes(x, weight, bias)) {
            throw new IllegalArgumentException(
                    "oneDNN multiplies x [..., I] by a weight [O, I] and adds a bias [O], float32"
                            + " on the host, the last two without gaps, where LibTorch has it; got "
                            + described(inputs));
        }
        OperatorHook hook = HookHandle.current();
        if (hook != null) {
            hook.begin(NAME);
        }
        Tensor product = call(inputs);
        if (hook != null) {
            hook.end(NAME, inputs, List.of(product));
        }
        return product;
    }

    private static String described(List<Tensor> inputs) {
        return inputs.stream().map(Tensor::describe).toList().toString();
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
            return Tensor.own(product(references[0], references[1], bias, inputs), null);
        } finally {
            for (int i = 0; i < taken; i++) {
                TorchAbi.delete(references[i]);
            }
        }
    }

    private static long product(long x, long weight, long bias, List<Tensor> inputs) {
        try {
            return TorchAbi.linearByOneDnn(x, weight, bias);
        } catch (NativeException e) {
            throw new NativeException(NAME, e.status(), described(inputs) + " failed: " + e.getMessage());
        }
    }
}
