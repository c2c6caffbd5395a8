package org.ouroboros3d.tensor;

import java.util.List;

/**
 * A hook that is called before and after every operator of a thread while its {@link HookHandle} is open: ATen's operators by
 * their names, copies between host and device as {@value #TRANSFER}, and renderings of the native rasterizer as {@value
 * #RASTERIZE}.
 *
 * <p>Both methods run on the thread that computes and count towards its time. They must not call operators themselves;
 * what they throw reaches whoever called the operator.
 */
public interface OperatorHook {
    /** The name under which a copy between host and device is seen. */
    String TRANSFER = "ouroboros3d::transfer";

    /** The name under which a rendering is seen, its maps being the outputs. */
    String RASTERIZE = "ouroboros3d::rasterize";

    /**
     * An operator begins. One that fails never ends. Native work that is shown like an operator may call operators, which
     * begin and end inside it.
     *
     * @param operator name and overload, e.g. {@code aten::mul.Tensor}
     */
    void begin(String operator);

    /**
     * An operator has returned. On a CUDA device its kernels are launched then, and may still run.
     *
     * @param inputs its tensors in order, those of lists included; valid during this call
     * @param outputs its results; valid during this call
     */
    void end(String operator, List<Tensor> inputs, List<Tensor> outputs);
}
