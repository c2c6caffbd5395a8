package org.ouroboros3d.verify;

import java.util.List;
import org.ouroboros3d.tensor.Device;

/** Runs a module on the inputs of a golden file and compares its outputs with the file's. */
@FunctionalInterface
public interface GoldenCheck {
    /**
     * {@return one comparison for each output of the file that the module computes}
     *
     * <p>Called with an open {@link org.ouroboros3d.tensor.TensorScope}, which frees everything afterwards.
     *
     * @param golden a file whose {@linkplain GoldenFile#module() module} this check is registered for
     * @param device where the module runs, in float32
     * @throws org.ouroboros3d.format.WeightsException if the file lacks something
     */
    List<Comparison> run(GoldenFile golden, Device device);
}
