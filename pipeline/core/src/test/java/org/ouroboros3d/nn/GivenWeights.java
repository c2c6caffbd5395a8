package org.ouroboros3d.nn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** A state dict written out in a test. */
final class GivenWeights {
    private final Map<String, Tensor> tensors = new HashMap<>();

    GivenWeights with(String key, float[] values, long... shape) {
        tensors.put(key, Tensor.of(values, shape));
        return this;
    }

    GivenWeights filled(String key, float value, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        Arrays.fill(values, value);
        return with(key, values, shape);
    }

    /** A normalization that scales by one and shifts by zero. */
    GivenWeights plainNorm(String prefix, int channels) {
        return filled(prefix + ".weight", 1, channels).filled(prefix + ".bias", 0, channels);
    }

    /** A convolution whose kernel is one at its centre between equal channels, and zero elsewhere: the identity. */
    GivenWeights identityConv(String prefix, int channels, int... kernel) {
        int taps = Arrays.stream(kernel).reduce(1, Math::multiplyExact);
        float[] values = new float[channels * channels * taps];
        for (int c = 0; c < channels; c++) {
            values[(c * channels + c) * taps + taps / 2] = 1;
        }
        long[] shape = new long[2 + kernel.length];
        shape[0] = channels;
        shape[1] = channels;
        for (int i = 0; i < kernel.length; i++) {
            shape[2 + i] = kernel[i];
        }
        return with(prefix + ".weight", values, shape).filled(prefix + ".bias", 0, channels);
    }

    Weights weights() {
        return Weights.of(tensors, "given in the test");
    }
}
