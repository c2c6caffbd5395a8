package org.ouroboros3d.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.internal.TensorImplGrad;

/** Reverse-mode differentiation over what was recorded. */
public final class Autograd {
    private Autograd() {}

    /**
     * Adds the gradient of {@code loss} to every leaf that requires one, and frees the graph.
     *
     * @param loss one element
     * @throws ShapeException if it has more
     */
    public static void backward(Tensor loss) {
        if (loss.numel() != 1) {
            throw new ShapeException("Autograd.backward", "loss", "one element", loss.shape());
        }
        run(loss);
    }

    /**
     * Adds the gradients of several roots, given the gradient of the loss with respect to each: the way in which a
     * native kernel's backward joins the graph.
     *
     * @param roots tensors that the graph recorded
     * @param gradients d loss / d root, of each root's shape
     */
    public static void backward(List<Tensor> roots, List<Tensor> gradients) {
        if (roots.isEmpty() || roots.size() != gradients.size()) {
            throw new IllegalArgumentException(roots.size() + " roots and " + gradients.size()
                    + " gradients; each root needs one, and there must be a root");
        }
        // sum(root · gradient) has exactly these gradients, and one traversal serves all roots.
        Tensor total = null;
        for (int i = 0; i < roots.size(); i++) {
            Tensor root = roots.get(i);
            Tensor gradient = gradients.get(i);
            if (!Arrays.equals(root.shape(), gradient.shape())) {
                throw new ShapeException(
                        "Autograd.backward", "gradients[" + i + "]", Arrays.toString(root.shape()), gradient.shape());
            }
            Tensor constant = gradient.detach();
            Tensor product = Operators.MUL.begin().tensor(root).tensor(constant).call();
            Tensor part = Operators.SUM.begin().tensor(product).none().call();
            total = total == null ? part : AddViaSubtract.add(total, part, 1);
        }
        run(total);
    }

    private static void run(Tensor loss) {
        Operators.BACKWARD
                .begin()
                .tensor(loss)
                .tensors(List.of())
                .none()
                .none()
                .flag(false)
                .callVoid();
    }

    /**
     * {@return the gradient that a leaf has collected, of its shape; shares storage with it}
     *
     * @throws IllegalStateException if it has collected none
     */
    public static Tensor gradient(Tensor leaf) {
        return collected(leaf)
                .orElseThrow(() -> new IllegalStateException("this tensor has no gradient: it must be a leaf with"
                        + " requiresGrad(true) that the loss depends on"));
    }

    /** {@return whether a tensor is a leaf that collects a gradient, or was recorded as computed from one} */
    public static boolean isRecorded(Tensor tensor) {
        synchronized (tensor) {
            return TensorImplGrad.isRequired(tensor.checkedHandle());
        }
    }

    /** {@return whether a tensor is not the result of a recorded operator} */
    public static boolean isLeaf(Tensor tensor) {
        return Operators.IS_LEAF.begin().tensor(tensor).callFlag();
    }

    /**
     * {@return the gradient that a leaf has collected, of its shape; empty where it has collected none} The leaf gives it
     * up: it collects from nothing again, and closing what this returns frees the elements.
     */
    public static Optional<Tensor> take(Tensor leaf) {
        try (Tensor nothing = Tensor.scalar(0)) {
            synchronized (leaf) {
                long taken = TensorImplGrad.take(leaf.checkedHandle(), nothing.checkedHandle());
                return taken == 0 ? Optional.empty() : Optional.of(Tensor.own(taken, null));
            }
        }
    }

    /** {@return what {@link #gradient} gives, empty where the leaf has collected no gradient} */
    public static Optional<Tensor> collected(Tensor leaf) {
        synchronized (leaf) {
            long borrowed = TensorImplGrad.of(leaf.checkedHandle());
            return borrowed == 0 ? Optional.empty() : Optional.of(Tensor.own(borrowed, null));
        }
    }
}
