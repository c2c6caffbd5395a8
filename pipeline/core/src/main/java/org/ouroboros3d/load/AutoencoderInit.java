package org.ouroboros3d.load;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.ouroboros3d.weights.Role;

/**
 * Initialization of an autoencoder as a color-preserving identity: coarse images pass encoder and decoder unchanged.
 *
 * <p>With random weights alone the latents carry colors in a way that the decoder cannot read yet, and training drops
 * them, as they vary less than brightness, long before it would learn to use them.
 *
 * <p>Channel j of every level holds color {@code (j / 2) mod 3}, negated where j is odd. Such pairs have no mean, so group
 * normalizations only scale them, and pass the nonlinearity unchanged: {@code silu(x) - silu(-x) = x}. Residual branches
 * start from zero, see {@link WeightInit}, and what random weights add is kept small.
 */
final class AutoencoderInit {
    private static final int COLORS = 3;
    private static final int PERIOD = 2 * COLORS;
    private static final float RANDOM_SHARE = 0.1f;

    private AutoencoderInit() {}

    /**
     * {@return the weights of an autoencoder's layer, or nothing where any will do}
     *
     * @param start how colors pass the layer
     * @param shape {@code [out, in, rows, columns]}, or {@code [out, in, frames, 1, 1]}
     * @param random what they would be otherwise
     */
    static Optional<float[]> weights(Role.Start start, long[] shape, float[] random) {
        Consumer<Kernel> path = switch (start) {
            case COLORS_SPREAD -> AutoencoderInit::spread;
            case COLORS_GATHERED -> AutoencoderInit::gather;
            case COLORS_KEPT, MOMENTS -> kernel -> keep(kernel, 1, 1);
            case COLORS_HALVED -> kernel -> keep(kernel, 0, 2);
            case RANDOM, SMALL, ZERO -> null;
        };
        if (path == null) {
            return Optional.empty();
        }
        Kernel kernel = new Kernel(shape, random);
        path.accept(kernel);
        return Optional.of(kernel.values);
    }

    /** Colors, or the first latents, into all channels. */
    private static void spread(Kernel kernel) {
        for (int out = 0; out < kernel.out; out++) {
            kernel.add(out, color(out), 1, 1, sign(out));
        }
    }

    /** The pairs of all channels into colors, or the first latents. */
    private static void gather(Kernel kernel) {
        for (int in = 0; in < kernel.in; in++) {
            int alike = kernel.in / PERIOD + (in % PERIOD < kernel.in % PERIOD ? 1 : 0);
            kernel.add(color(in), in, 1, 1, sign(in) / alike);
        }
    }

    /** Every channel into itself, or one of its color, as the mean of some pixels of each axis. */
    private static void keep(Kernel kernel, int first, int count) {
        for (int out = 0; out < kernel.out; out++) {
            kernel.add(out, out < kernel.in ? out : out % PERIOD, first, count, 1);
        }
    }

    private static int color(int channel) {
        return channel / 2 % COLORS;
    }

    private static double sign(int channel) {
        return channel % 2 == 0 ? 1 : -1;
    }

    /** A convolution's weights, made of small random numbers. */
    private static final class Kernel {
        final int out;
        final int in;
        final float[] values;
        private final int rows;
        private final int columns;

        Kernel(long[] shape, float[] random) {
            this.out = (int) shape[0];
            this.in = (int) shape[1];
            this.rows = (int) shape[2];
            this.columns = (int) Arrays.stream(shape).skip(3).reduce(1, Math::multiplyExact);
            this.values = random.clone();
            for (int i = 0; i < values.length; i++) {
                values[i] *= RANDOM_SHARE;
            }
        }

        /** Adds {@code amount}, shared among some pixels of each axis; axes of one pixel have nothing to share. */
        void add(int to, int from, int first, int count, double amount) {
            int rowCount = rows == 1 ? 1 : count;
            int columnCount = columns == 1 ? 1 : count;
            for (int row = 0; row < rowCount; row++) {
                for (int column = 0; column < columnCount; column++) {
                    int at = ((to * in + from) * rows + (rows == 1 ? 0 : first + row)) * columns
                            + (columns == 1 ? 0 : first + column);
                    values[at] += (float) (amount / (rowCount * columnCount));
                }
            }
        }
    }
}
