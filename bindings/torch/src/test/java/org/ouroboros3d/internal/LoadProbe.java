package org.ouroboros3d.internal;

import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Loads LibTorch in a process of its own and says how it went; {@link LoadingFaultsTest} starts it. */
final class LoadProbe {
    private LoadProbe() {}

    public static void main(String... arguments) {
        try (var scope = TensorScope.open()) {
            LibTorch libTorch = LibTorch.load();
            Tensor two = Arithmetic.add(Tensor.of(new float[] {1}, 1), 1);
            System.out.println(
                    "loaded " + libTorch.version() + " from " + libTorch.folder() + ", 1 + 1 = " + two.item());
        } catch (NativeLibraryException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
