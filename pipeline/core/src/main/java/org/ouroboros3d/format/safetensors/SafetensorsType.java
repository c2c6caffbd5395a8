package org.ouroboros3d.format.safetensors;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.tensor.DType;

/** The element types of safetensors that a tensor of ours can hold. */
final class SafetensorsType {
    private static final Map<DType, String> NAMES = new EnumMap<>(Map.of(
            DType.FLOAT64, "F64",
            DType.FLOAT32, "F32",
            DType.FLOAT16, "F16",
            DType.BFLOAT16, "BF16",
            DType.INT64, "I64",
            DType.INT32, "I32",
            DType.INT16, "I16",
            DType.INT8, "I8",
            DType.UINT8, "U8",
            DType.BOOL, "BOOL"));

    private SafetensorsType() {}

    static String name(DType dtype) {
        return NAMES.get(dtype);
    }

    static Optional<DType> parse(String name) {
        return NAMES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    static String supported() {
        return String.join(", ", NAMES.values());
    }
}
