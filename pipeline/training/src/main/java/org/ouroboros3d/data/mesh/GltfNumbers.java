package org.ouroboros3d.data.mesh;

import de.javagl.jgltf.model.AccessorByteData;
import de.javagl.jgltf.model.AccessorData;
import de.javagl.jgltf.model.AccessorFloatData;
import de.javagl.jgltf.model.AccessorIntData;
import de.javagl.jgltf.model.AccessorModel;
import de.javagl.jgltf.model.AccessorShortData;
import java.util.Arrays;

/** The numbers of glTF accessors in Java's types. */
final class GltfNumbers {
    private GltfNumbers() {}

    /** {@return 0, 1, ... below {@code count}} */
    static int[] upTo(int count) {
        int[] indices = new int[count];
        Arrays.setAll(indices, i -> i);
        return indices;
    }

    static int[] indices(AccessorModel accessor) {
        AccessorData data = accessor.getAccessorData();
        int[] indices = new int[accessor.getCount()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = switch (data) {
                case AccessorByteData bytes -> bytes.get(i) & 0xff;
                case AccessorShortData shorts -> Short.toUnsignedInt(shorts.get(i));
                case AccessorIntData ints -> ints.get(i);
                default -> throw new IllegalArgumentException("indices of " + accessor.getComponentDataType());
            };
        }
        return indices;
    }

    /** {@return a component of an element, with normalised integers in [0, 1]} */
    static float component(AccessorData data, int element, int component) {
        return switch (data) {
            case AccessorFloatData floats -> floats.get(element, component);
            case AccessorByteData bytes -> (bytes.get(element, component) & 0xff) / 255f;
            case AccessorShortData shorts -> Short.toUnsignedInt(shorts.get(element, component)) / 65535f;
            default -> throw new IllegalArgumentException("vertices of " + data.getComponentType());
        };
    }

    /** {@return a linear colour as it is shown: sRGB's curve} */
    static float shown(float linear) {
        return linear <= 0.0031308f
                ? Math.max(0, 12.92f * linear)
                : (float) Math.min(1, 1.055 * StrictMath.pow(linear, 1 / 2.4) - 0.055);
    }
}
