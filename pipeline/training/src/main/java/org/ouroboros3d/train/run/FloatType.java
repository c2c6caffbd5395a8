package org.ouroboros3d.train.run;

import java.util.Arrays;
import java.util.Locale;
import org.ouroboros3d.tensor.DType;

/** Element types that configurations name. */
public enum FloatType {
    FP32(DType.FLOAT32),
    BF16(DType.BFLOAT16),
    FP16(DType.FLOAT16);

    private final DType type;

    FloatType(DType type) {
        this.type = type;
    }

    /** {@return the element type} */
    public DType type() {
        return type;
    }

    /** Checks that this is one of some. */
    void require(String key, FloatType... allowed) {
        if (!Arrays.asList(allowed).contains(this)) {
            throw new IllegalArgumentException(
                    key + " must be one of " + Arrays.toString(allowed) + ", got \"" + this + "\"");
        }
    }

    /** {@return the word in configurations, such as {@code fp32}} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
