package org.ouroboros3d.nn;

import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.Tensor;

/**
 * Checks an argument's shape where a network is entered, so that the message names the argument and not an operator
 * deep inside.
 */
public final class ShapeCheck {
    private ShapeCheck() {}

    /**
     * Requires a shape written as it is in the documentation, for example {@code [B, 3, H, W]}: numbers must be equal,
     * names stand for any size of at least one.
     *
     * @param operation what was called, e.g. {@code VaeEncoder.forward}
     * @param argument the argument's name
     * @param tensor the argument
     * @param expected the shape, e.g. {@code [B, 3, H, W]}
     * @throws ShapeException if the tensor has another rank or another size somewhere
     */
    public static void require(String operation, String argument, Tensor tensor, String expected) {
        long[] shape = tensor.shape();
        String[] sizes = expected.substring(1, expected.length() - 1).split(", ", -1);
        boolean fits = shape.length == sizes.length;
        for (int i = 0; fits && i < sizes.length; i++) {
            boolean fixed = Character.isDigit(sizes[i].charAt(0));
            fits = fixed ? shape[i] == Long.parseLong(sizes[i]) : shape[i] >= 1;
        }
        if (!fits) {
            throw new ShapeException(operation, argument, expected, shape);
        }
    }

    /**
     * Requires the last two sizes of an image-like tensor to be multiples of a network's total downsampling.
     *
     * @param operation what was called
     * @param argument the argument's name
     * @param tensor the argument {@code [..., H, W]}
     * @param multiple what height and width must be multiples of, in pixels
     * @throws ShapeException if one of them is not
     */
    public static void requireMultiple(String operation, String argument, Tensor tensor, int multiple) {
        if (tensor.size(-1) % multiple != 0 || tensor.size(-2) % multiple != 0) {
            throw new ShapeException(
                    operation,
                    argument,
                    "[..., H, W] with H and W multiples of " + multiple + " (resize or pad it)",
                    tensor.shape());
        }
    }
}
